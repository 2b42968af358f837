import { describe, expect, test } from 'vitest';
import { Access } from '../../../src/iam/access.ts';
import { RoleSessions } from '../../../src/iam/role-sessions.ts';
import { assumedRoleArn, assumeRole } from '../../../src/services/sts/assume-role.ts';
import { StackAccount } from '../../../src/stack-account.ts';
import type { Role } from '../../../src/template/roles.ts';
import { testOrganization } from '../../organization.ts';
import { STACK_ACCOUNT, statement, userOf } from '../models.ts';

const ROLE_ARN = 'arn:aws:iam::111111111111:role/contacts/writer';
const SESSION_ARN = 'arn:aws:sts::111111111111:assumed-role/writer/apply-change';
const INPUT = { Action: 'AssumeRole', Version: '2011-06-15', RoleArn: ROLE_ARN, RoleSessionName: 'apply-change' };
const NOW = Date.parse('2026-01-01T12:00:00Z');

/** Roles that an account can assume, with whoever then calls. */
function roles(stackAccount = STACK_ACCOUNT, ofTemplate: Role[] = []) {
  const clock = { now: NOW };
  const sessions = new RoleSessions(() => clock.now);
  const access = new Access({
    account: stackAccount,
    roles: ofTemplate,
    functions: [],
    resourcePolicies: [],
    sessions,
  });
  const assume = (input: object = {}, accountId = '333333333333') => {
    const { Credentials, AssumedRoleUser } = assumeRole(
      { organization: testOrganization(), sessions, roles: ofTemplate },
      { ...INPUT, ...input },
      userOf(accountId),
    );
    const { AccessKeyId, SessionToken, Expiration } = Object(Credentials);
    return { AssumedRoleUser, key: String(AccessKeyId), token: String(SessionToken), Expiration };
  };
  return { clock, access, assume };
}

describe('credentials of an assumed role', () => {
  test('make their caller that role in the management account', () => {
    const { access, assume } = roles();
    const { key, token, AssumedRoleUser, Expiration } = assume();
    expect(AssumedRoleUser).toEqual({ Arn: SESSION_ARN, AssumedRoleId: 'AROAwriter:apply-change' });
    expect(Expiration).toBe('2026-01-01T13:00:00.000Z');
    expect(access.caller(key, token)).toEqual({
      id: SESSION_ARN,
      kind: 'assumed-role',
      accountId: '111111111111',
      arn: SESSION_ARN,
      userId: 'AROAwriter:apply-change',
    });
  });

  test('are of no use when they have expired', () => {
    const { clock, access, assume } = roles();
    const { key, token } = assume({ DurationSeconds: '900' });
    clock.now = NOW + 899_999;
    expect(access.caller(key, token).kind).toBe('assumed-role');
    clock.now = NOW + 900_000;
    expect(() => access.caller(key, token)).toThrow(
      expect.objectContaining({ name: 'ExpiredTokenException', status: 403 }),
    );
  });

  test.each([
    ['is missing', undefined],
    ['is another', 'other'],
  ])('are refused when their session token %s', (_condition, token) => {
    const { access, assume } = roles();
    const { key } = assume();
    expect(() => access.caller(key, token)).toThrow(
      expect.objectContaining({ name: 'UnrecognizedClientException', status: 403 }),
    );
  });

  test('are good for everything when the stack runs in the account of the role', () => {
    const { access, assume } = roles();
    const { key, token } = assume();
    expect(() => access.check(access.caller(key, token), 'dynamodb:GetItem', ['*'])).not.toThrow();
  });

  test('are good for the account API alone when the stack runs in another account', () => {
    const { access, assume } = roles(new StackAccount('333333333333', 'o-exampleorgid'));
    const { key, token } = assume();
    const caller = access.caller(key, token);
    for (const action of ['account:PutAlternateContact', 'sts:GetCallerIdentity']) {
      expect(() => access.check(caller, action, ['*'])).not.toThrow();
    }
    expect(() => access.check(caller, 'dynamodb:GetItem', ['*'])).toThrow(
      'does not support dynamodb:GetItem by a role of the account 111111111111',
    );
  });
});

describe('a role cannot be assumed', () => {
  test.each([
    ['it is in a member account', { RoleArn: 'arn:aws:iam::222222222222:role/writer' }, '333333333333'],
    ['it is in an account of no organization', { RoleArn: 'arn:aws:iam::777777777777:role/writer' }, '333333333333'],
    ['the caller is in no organization', {}, '777777777777'],
  ])('when %s', (_condition, input, callerId) => {
    const { RoleArn } = { ...INPUT, ...input };
    expect(() => roles().assume(input, callerId)).toThrow(
      expect.objectContaining({
        name: 'AccessDenied',
        status: 403,
        message: `User: arn:aws:iam::${callerId}:user/test is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
      }),
    );
  });

  test.each([
    ['no role is named', { RoleArn: undefined }, "Value null at 'roleArn'"],
    ["the ARN isn't a role's", { RoleArn: 'arn:aws:iam::111111111111:user/jane' }, 'user/jane is invalid'],
    ['the session has no name', { RoleSessionName: undefined }, "Value null at 'roleSessionName'"],
    ['the name of the session has a space', { RoleSessionName: 'apply change' }, "'apply change' at 'roleSessionName'"],
    ['the session is too short', { DurationSeconds: '899' }, "'899' at 'durationSeconds'"],
    ['the session is too long', { DurationSeconds: '3601' }, "'3601' at 'durationSeconds'"],
    ['the session has a policy', { Policy: '{}' }, 'does not support Policy of AssumeRole'],
    ['the session has tags', { 'Tags.member.1.Key': 'a' }, 'does not support Tags of AssumeRole'],
  ])('when %s', (_condition, input, message) => {
    const assume = () => roles().assume(input);
    expect(assume).toThrow(expect.objectContaining({ name: 'ValidationError', status: 400 }));
    expect(assume).toThrow(message);
  });
});

test('the resource in policies is the role', () => {
  expect(assumedRoleArn(INPUT)).toBe(ROLE_ARN);
});

describe('a role of the template', () => {
  const MEMBER = '444444444444';
  const arn = `arn:aws:iam::${MEMBER}:role/operators`;
  const statements = [statement({ actions: ['sqs:DeleteMessage'], resources: ['*'] })];
  const ofMember = () => roles(new StackAccount(MEMBER, null), [{ arn, name: 'operators', statements, tags: [] }]);

  test('is assumed in its account, and may do what its policies allow', () => {
    const { access, assume } = ofMember();
    const { key, token } = assume({ RoleArn: arn }, MEMBER);
    const check = (action: string) => () => access.check(access.caller(key, token), action, ['*']);
    expect(check('sqs:DeleteMessage')).not.toThrow();
    expect(check('sqs:SendMessage')).toThrow(expect.objectContaining({ name: 'AccessDeniedException' }));
  });

  test('is not assumed from another account', () => {
    expect(() => ofMember().assume({ RoleArn: arn }, '111111111111')).toThrow(
      'is not authorized to perform: sts:AssumeRole',
    );
  });
});
