import { AwsError } from '../endpoint/aws-error.ts';
import { matchesWildcards } from './wildcards.ts';

/** What a call says about itself: the values of its condition keys. A key without values is absent. */
export type ConditionContext = Record<string, string[]>;

/** One key of a statement's `Condition`. */
export interface Condition {
  /** The operator with its qualifiers, such as `ForAllValues:StringLike`. */
  operator: string;
  key: string;
  values: string[];
}

/** The condition keys that calls have here. */
const KEYS = [
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:SecureTransport',
  'dynamodb:LeadingKeys',
  'events:detail-type',
  'events:source',
  'kms:MessageType',
  'kms:RequestAlias',
  'kms:ResourceAliases',
  'kms:SigningAlgorithm',
  's3:prefix',
  'ses:FromAddress',
];

/** Of calls that encrypt, of which there are none here. */
const ENCRYPTION_CONTEXT = /^kms:EncryptionContext:/;

const OPERATOR =
  /^(?:(?<set>ForAllValues|ForAnyValue):)?(?:(?<kind>String|Arn)(?<not>Not)?(?<how>Equals|Like)|Bool)(?<ifExists>IfExists)?$/;

type Comparison = (pattern: string, value: string) => boolean;

const equals: Comparison = (pattern, value) => pattern === value;

/** `ArnEquals` knows wildcards, too. */
const COMPARISONS: Record<string, Comparison> = {
  StringEquals: equals,
  StringLike: matchesWildcards,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
};

/** What a condition has that isn't evaluated here, if anything. */
export function unsupportedCondition({ operator, key, values }: Condition): string | undefined {
  if (operator !== 'Null' && !OPERATOR.test(operator)) return `the condition operator ${operator}`;
  if (!KEYS.includes(key) && !ENCRYPTION_CONTEXT.test(key)) return `the condition key ${key}`;
  const variable = values.find((value) => value.includes('${'));
  return variable === undefined ? undefined : `the policy variable in ${variable}`;
}

/**
 * Whether a condition holds for a call.
 * @throws AwsError when an operator for one value meets several, which AWS leaves undefined
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function holds({ operator, key, values }: Condition, context: ConditionContext): boolean {
  const given = [...new Set(context[key])];
  if (operator === 'Null') return values.includes(String(given.length === 0));
  const { set, kind, not, how, ifExists } = OPERATOR.exec(operator)?.groups ?? {};
  const compare = COMPARISONS[`${kind}${how}`] ?? equals;
  const matches = (value: string) => values.some((pattern) => compare(pattern, value)) === (not === undefined);
  if (set === 'ForAllValues') return given.every(matches);
  if (given.length === 0) return ifExists !== undefined || (not !== undefined && set === undefined);
  if (set === undefined && given.length > 1) throw undefinedOnAws(operator, key);
  return given.some(matches);
}

function undefinedOnAws(operator: string, key: string): AwsError {
  const message = `The embedded AWS does not support ${operator} of several values of ${key}`;
  return new AwsError('UnknownOperationException', message, 404);
}

/** Compares each of the six parts of an ARN by itself. */
function matchesArn(pattern: string, arn: string): boolean {
  const [patterns, parts] = [partsOf(pattern), partsOf(arn)];
  return (
    patterns.length === parts.length && patterns.every((each, index) => matchesWildcards(each, parts[index] ?? ''))
  );
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
