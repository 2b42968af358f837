import { AwsError } from '../../endpoint/aws-error.ts';
import type { JsonObject } from '../../json.ts';

/** What the API demands of a field. @see https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html */
interface FieldRule {
  pattern?: RegExp;
  maximum?: number;
  values?: string[];
}

const ACCOUNT_ID: FieldRule = { pattern: /^\d{12}$/ };
const TYPE: FieldRule = { values: ['BILLING', 'OPERATIONS', 'SECURITY'] };

const CONTACT: Record<string, FieldRule> = {
  EmailAddress: { maximum: 254, pattern: /^[\s]*[\w+=.#|!&-]+@[\w.-]+\.[\w]+[\s]*$/ },
  Name: { maximum: 64 },
  PhoneNumber: { maximum: 25, pattern: /^[\s0-9()+-]+$/ },
  Title: { maximum: 50 },
};

/** An entry of the error's `fieldList`. */
interface FieldError {
  name: string;
  message: string;
}

/**
 * Checks the fields of a call as the service does. The values are personal data, so messages never contain them.
 * @throws AwsError named `ValidationException` with `reason` and `fieldList`
 */
export function checkAccountInput(operation: string, input: JsonObject): void {
  const required = { AlternateContactType: TYPE, ...(operation === 'PutAlternateContact' ? CONTACT : {}) };
  const fieldList = [
    ...(input['AccountId'] === undefined ? [] : checkField('AccountId', input['AccountId'], ACCOUNT_ID)),
    ...Object.entries(required).flatMap(([name, rule]) => checkField(name, input[name], rule)),
  ];
  if (fieldList.length === 0) return;
  const many = `${fieldList.length} validation error${fieldList.length > 1 ? 's' : ''} detected`;
  const message = `${many}: ${fieldList.map((field) => field.message).join('; ')}`;
  throw new AwsError('ValidationException', message, 400, { reason: 'fieldValidationFailed', fieldList });
}

function checkField(name: string, value: unknown, rule: FieldRule): FieldError[] {
  const constraint = brokenConstraint(value, rule);
  if (!constraint) return [];
  const member = `${name[0]?.toLowerCase()}${name.slice(1)}`;
  return [{ name: member, message: `Value at '${member}' failed to satisfy constraint: ${constraint}` }];
}

function brokenConstraint(value: unknown, { pattern, maximum, values }: FieldRule): string | undefined {
  if (value === undefined || value === null) return 'Member must not be null';
  if (typeof value !== 'string') return 'Member must be a string';
  if (values && !values.includes(value)) return `Member must satisfy enum value set: [${values.join(', ')}]`;
  if (maximum !== undefined && value.length < 1) return 'Member must have length greater than or equal to 1';
  if (maximum !== undefined && value.length > maximum) {
    return `Member must have length less than or equal to ${maximum}`;
  }
  if (pattern && !pattern.test(value)) return `Member must satisfy regular expression pattern: ${pattern.source}`;
  return undefined;
}
