import { AwsError } from '../../endpoint/aws-error.ts';
import {
  brokenTextRule,
  constraintMessage,
  describeViolation,
  type TextRule,
  type Violation,
} from '../../endpoint/constraints.ts';
import type { JsonObject } from '../../json.ts';

/** What the API demands of a field. @see https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html */
interface FieldRule extends TextRule {
  values?: string[];
}

const ACCOUNT_ID: FieldRule = { pattern: /\d{12}/ };
const TYPE: FieldRule = { values: ['BILLING', 'OPERATIONS', 'SECURITY'] };

const CONTACT: Record<string, FieldRule> = {
  EmailAddress: { least: 1, most: 254, pattern: /[\s]*[\w+=.#|!&-]+@[\w.-]+\.[\w]+[\s]*/ },
  Name: { least: 1, most: 64 },
  PhoneNumber: { least: 1, most: 25, pattern: /[\s0-9()+-]+/ },
  Title: { least: 1, most: 50 },
};

/**
 * Checks the fields of a call as the service does. The values are personal data, so messages never contain them.
 * @throws AwsError named `ValidationException` with `reason` and `fieldList`
 */
export function checkAccountInput(operation: string, input: JsonObject): void {
  const required = { AlternateContactType: TYPE, ...(operation === 'PutAlternateContact' ? CONTACT : {}) };
  const violations = [
    ...(input['AccountId'] === undefined ? [] : checkField('AccountId', input['AccountId'], ACCOUNT_ID)),
    ...Object.entries(required).flatMap(([name, rule]) => checkField(name, input[name], rule)),
  ];
  if (violations.length === 0) return;
  const fieldList = violations.map((each) => ({ name: each.place, message: describeViolation(each) }));
  const fields = { reason: 'fieldValidationFailed', fieldList };
  throw new AwsError('ValidationException', constraintMessage(violations), 400, fields);
}

/** Without its value, which is personal data. */
function checkField(name: string, value: unknown, rule: FieldRule): Violation[] {
  const constraint = brokenConstraint(value, rule);
  return constraint === undefined ? [] : [{ place: `${name[0]?.toLowerCase()}${name.slice(1)}`, constraint }];
}

function brokenConstraint(value: unknown, { values, ...rule }: FieldRule): string | undefined {
  if (value === undefined || value === null) return 'Member must not be null';
  if (typeof value !== 'string') {
    throw new AwsError('SerializationException', `${typeof value} value can not be converted to a String`);
  }
  if (values && !values.includes(value)) return `Member must satisfy enum value set: [${values.join(', ')}]`;
  return brokenTextRule(value, rule);
}
