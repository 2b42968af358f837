import { describe, expect, test } from 'vitest';
import { Access } from '../../../src/iam/access.ts';
import type { Statement } from '../../../src/iam/decide.ts';
import { RoleSessions } from '../../../src/iam/role-sessions.ts';
import { functionModel, STACK_ACCOUNT, statement } from '../models.ts';

const ROLE = {
  arn: 'arn:aws:iam::111111111111:role/apply',
  name: 'apply',
  tags: [],
  statements: [
    statement({ actions: ['account:*AlternateContact'], resources: ['arn:aws:account::111111111111:account/*'] }),
    statement({ effect: 'Deny', actions: ['account:DeleteAlternateContact'] }),
  ],
};
const FUNCTION = functionModel({ name: 'apply-function', roleArn: ROLE.arn });
const access = new Access({
  account: STACK_ACCOUNT,
  roles: [ROLE],
  functions: [FUNCTION],
  resourcePolicies: [],
  sessions: new RoleSessions(),
});
const MEMBER = 'arn:aws:account::111111111111:account/o-exampleorgid/222222222222';

test('lets a function do what its role allows', () => {
  expect(() => access.check(access.caller('apply-function'), 'account:PutAlternateContact', [MEMBER])).not.toThrow();
});

test.each([
  ['the resource is another', 'account:PutAlternateContact', 'arn:aws:account::111111111111:account'],
  ['the action is another', 'account:CloseAccount', MEMBER],
  ['a statement denies it', 'account:DeleteAlternateContact', MEMBER],
  ['it names no resource and the role does', 'account:GetAlternateContact', '*'],
])('names the action in an AccessDeniedException when %s', (_condition, action, resource) => {
  const check = () => access.check(access.caller('apply-function'), action, [resource]);
  expect(check).toThrow(expect.objectContaining({ name: 'AccessDeniedException', status: 403 }));
  expect(check).toThrow(`is not authorized to perform: ${action} on resource: ${resource}`);
});

test('accepts one of several resources when the call names alternatives', () => {
  const caller = access.caller('apply-function');
  expect(() => access.check(caller, 'account:PutAlternateContact', [['arn:aws:other', MEMBER]])).not.toThrow();
});

test.each([
  ['REST', 'ses:SendEmail', 403],
  ['REST', 'lambda:InvokeFunction', 403],
  ['that of SQS', 'sqs:SendMessage', 403],
  ['JSON', 'dynamodb:GetItem', 400],
])('refuses with the status of the protocol when that is %s, in %s', (_protocol, action, status) => {
  const check = () => access.check(access.caller('apply-function'), action, ['*']);
  expect(check).toThrow(expect.objectContaining({ name: 'AccessDeniedException', status }));
});

describe('the policies of resources', () => {
  const BUS = 'arn:aws:events:us-east-1:111111111111:event-bus/b';
  const deny = (key: string, value: string) =>
    statement({ effect: 'Deny', principals: ['*'], conditions: [{ operator: 'StringEquals', key, values: [value] }] });
  const guarded = (...statements: Statement[]) =>
    new Access({
      account: STACK_ACCOUNT,
      roles: [{ ...ROLE, statements: [statement()] }],
      functions: [FUNCTION],
      resourcePolicies: [{ resource: BUS, statements, decidesAlone: false }],
      sessions: new RoleSessions(),
    });
  const put = (checked: Access, caller: string, contextOf?: () => Record<string, string[]>) => () =>
    checked.check(checked.caller(caller), 'events:PutEvents', [BUS], contextOf);

  test('keep a call from the user, too', () => {
    const message = `User: arn:aws:iam::111111111111:user/local is not authorized to perform: events:PutEvents on resource: ${BUS} with an explicit deny in a resource-based policy`;
    const denied = guarded(deny('events:source', 'reserved'));
    expect(put(denied, 'AKIAUSER', () => ({ 'events:source': ['reserved'] }))).toThrow(message);
    expect(put(denied, 'AKIAUSER', () => ({ 'events:source': ['other'] }))).not.toThrow();
  });

  test('know a function by its role, and not by what the call says about itself', () => {
    const denied = guarded(deny('aws:PrincipalArn', ROLE.arn));
    expect(put(denied, 'apply-function')).toThrow('explicit deny in a resource-based policy');
    expect(put(denied, 'AKIAUSER')).not.toThrow();
  });
});

test('lets the user do everything', () => {
  expect(() => access.check(access.caller('AKIAUSER'), 'account:CloseAccount', ['*'])).not.toThrow();
});

test('refuses a call without a signature', () => {
  expect(() => access.caller(undefined)).toThrow('Missing Authentication Token');
});

test.each([
  [
    'a session of the role when a function calls',
    'apply-function',
    {
      id: 'apply-function',
      kind: 'function',
      accountId: '111111111111',
      arn: 'arn:aws:sts::111111111111:assumed-role/apply/apply-function',
      userId: 'AROAapply:apply-function',
    },
  ],
  [
    'the local user when anybody else calls',
    'AKIAUSER',
    {
      id: 'AKIAUSER',
      kind: 'user',
      accountId: '111111111111',
      arn: 'arn:aws:iam::111111111111:user/local',
      userId: 'AIDALOCALUSER',
    },
  ],
])('identifies %s', (_who, key, caller) => {
  expect(access.caller(key, 'a token of somebody else')).toEqual(caller);
});
