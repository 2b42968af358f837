import { AwsError } from '../../endpoint/aws-error.ts';
import { constraintMessage, type Violation } from '../../endpoint/constraints.ts';
import type { Caller } from '../../endpoint/service.ts';
import type { RoleSessions } from '../../iam/role-sessions.ts';
import { type JsonObject, textAt } from '../../json.ts';
import type { Role } from '../../template/roles.ts';
import type { Organization } from '../organizations/organization.ts';

/** The limits of a session's name and duration. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const SHORTEST_SECONDS = 900;
/** The default of a role's maximum session duration, and the limit for role chaining. */
const LONGEST_SECONDS = 3_600;

const ROLE_ARN = /^arn:aws:iam::(?<accountId>\d{12}):role\/(?:[!-~]+\/)?(?<roleName>[\w+=,.@-]{1,64})$/;

/** The supported parameters. A role's trust policy isn't evaluated, so an external id makes no difference. */
const PARAMETERS = ['Action', 'Version', 'RoleArn', 'RoleSessionName', 'DurationSeconds', 'ExternalId'];

/**
 * The ARN of the role to assume.
 * @throws AwsError named `ValidationError`
 */
export function assumedRoleArn(input: JsonObject): string {
  const roleArn = required(input, 'RoleArn');
  if (ROLE_ARN.test(roleArn)) return roleArn;
  throw new AwsError('ValidationError', `${roleArn} is invalid`);
}

/** Whose roles can be assumed, and the sessions so far. */
export interface AssumableRoles {
  organization: Organization;
  sessions: RoleSessions;
  /** Those of the template, for callers in the stack's account. */
  roles: Role[];
}

/**
 * Lets an account of the organization assume any role in the management account, and the stack's account those of the template;
 * other roles do not exist.
 * @throws AwsError named `AccessDenied` or `ValidationError`
 */
export function assumeRole(assumable: AssumableRoles, input: JsonObject, caller: Caller): JsonObject {
  const roleArn = assumedRoleArn(input);
  const { accountId = '', roleName = '' } = ROLE_ARN.exec(roleArn)?.groups ?? {};
  const sessionName = readSessionName(input);
  const durationSeconds = readDuration(input);
  checkParameters(input);
  if (!mayAssume(assumable, roleArn, accountId, caller)) {
    const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
    throw new AwsError('AccessDenied', message, 403);
  }
  const arn = `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
  const userId = `AROA${roleName}:${sessionName}`;
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = assumable.sessions.begin(
    { accountId, arn, userId },
    durationSeconds,
  );
  return {
    AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: expiration.toISOString(),
    },
  };
}

function mayAssume(
  { organization, roles }: AssumableRoles,
  roleArn: string,
  accountId: string,
  caller: Caller,
): boolean {
  if (roles.some(({ arn }) => arn === roleArn)) return caller.accountId === accountId;
  return accountId === organization.managementAccountId && organization.accounts.has(caller.accountId);
}

function readSessionName(input: JsonObject): string {
  const name = required(input, 'RoleSessionName');
  if (SESSION_NAME.test(name)) return name;
  const constraint = 'Member must satisfy regular expression pattern: [\\w+=,.@-]{2,64}';
  throw violated({ value: name, place: 'roleSessionName', constraint });
}

function readDuration(input: JsonObject): number {
  const text = textAt(input, 'DurationSeconds') ?? String(LONGEST_SECONDS);
  const seconds = /^\d+$/.test(text) ? Number(text) : 0;
  if (seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS) return seconds;
  const limit =
    seconds > LONGEST_SECONDS
      ? `less than or equal to ${LONGEST_SECONDS}`
      : `greater than or equal to ${SHORTEST_SECONDS}`;
  throw violated({ value: text, place: 'durationSeconds', constraint: `Member must have value ${limit}` });
}

/** A list has a field for each of its members: `Tags.member.1.Key`. */
function checkParameters(input: JsonObject): void {
  const unsupported = Object.keys(input)
    .map((field) => field.split('.')[0] ?? '')
    .find((name) => !PARAMETERS.includes(name));
  if (unsupported === undefined) return;
  throw new AwsError('ValidationError', `The embedded AWS does not support ${unsupported} of AssumeRole`);
}

function required(input: JsonObject, key: string): string {
  const value = textAt(input, key);
  if (value) return value;
  const place = `${key[0]?.toLowerCase()}${key.slice(1)}`;
  throw violated({ value: null, place, constraint: 'Member must not be null' });
}

function violated(violation: Violation): AwsError {
  return new AwsError('ValidationError', constraintMessage([violation]));
}
