import { AwsError } from '../../endpoint/aws-error.ts';
import { pageOf } from '../../endpoint/paging.ts';
import { type JsonObject, textAt } from '../../json.ts';

/** The most entries on a page. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
const PAGE_SIZE = 20;

const ROOT = 'r-[0-9a-z]{4,32}';
const UNIT = 'ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}';
const ACCOUNT = '\\d{12}';
const POLICY = '(?:p|rp|rt)-[0-9a-zA-Z_]{4,128}';

/** The patterns of parameters. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html */
const PATTERNS: Record<string, string[]> = {
  AccountId: [ACCOUNT],
  ChildId: [ACCOUNT, UNIT],
  DestinationParentId: [ROOT, UNIT],
  OrganizationalUnitId: [UNIT],
  ParentId: [ROOT, UNIT],
  ResourceId: [ROOT, UNIT, ACCOUNT, POLICY],
  SourceParentId: [ROOT, UNIT],
};

const MESSAGES = {
  INPUT_REQUIRED: 'You must include a value for all required parameters.',
  INVALID_PATTERN: 'You provided a value that does not match the required pattern.',
  MAX_VALUE_EXCEEDED: 'You provided a numeric parameter that has a larger value than allowed.',
  MIN_VALUE_EXCEEDED: 'You provided a numeric parameter that has a smaller value than allowed.',
  DUPLICATE_TAG_KEY: 'You must not specify the same tag key twice.',
  INVALID_SYSTEM_TAGS_PARAMETER: 'Tag keys that begin with aws: are for AWS alone.',
  INVALID_NEXT_TOKEN:
    'Get the value for the NextToken parameter from the response to a previous call of the operation.',
};

/**
 * A parameter that a call must give.
 * @throws AwsError named `InvalidInputException`, whose `Reason` says what is wrong
 */
export function required(input: JsonObject, name: string): string {
  const value = textAt(input, name);
  if (value === undefined) throw invalid('INPUT_REQUIRED');
  if (new RegExp(`^(?:${PATTERNS[name]?.join('|')})$`).test(value)) return value;
  throw invalid('INVALID_PATTERN');
}

/**
 * The page of a list that a call asks for, under a name of its own.
 * @throws AwsError named `InvalidInputException`
 */
export function page<Item>(
  list: readonly Item[],
  input: JsonObject,
  name: string,
  describe: (item: Item) => JsonObject,
): JsonObject {
  const { items, nextToken } = pageOf(list, pageSize(input), textAt(input, 'NextToken'), invalid('INVALID_NEXT_TOKEN'));
  return { [name]: items.map(describe), ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}

function pageSize({ MaxResults = PAGE_SIZE }: JsonObject): number {
  const size = Number(MaxResults);
  if (size > PAGE_SIZE) throw invalid('MAX_VALUE_EXCEEDED');
  if (size < 1) throw invalid('MIN_VALUE_EXCEEDED');
  return size;
}

/** What Organizations answers to an input that is wrong. */
export function invalid(Reason: keyof typeof MESSAGES): AwsError {
  return new AwsError('InvalidInputException', MESSAGES[Reason], 400, { Reason });
}
