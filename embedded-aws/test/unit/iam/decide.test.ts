import { describe, expect, test } from 'vitest';
import { refusal, type Statement } from '../../../src/iam/decide.ts';
import { statement } from '../models.ts';

const ROLE = 'arn:aws:iam::111111111111:role/signer';
const SESSION = 'arn:aws:sts::111111111111:assumed-role/signer/sign';
const ACCOUNT = 'arn:aws:iam::111111111111:root';
const KEY = 'arn:aws:kms:us-east-1:111111111111:key/1';
const REQUEST = {
  principal: { arns: [ROLE, SESSION], accountId: '111111111111' },
  action: 'kms:Sign',
  resource: KEY,
  context: { 'kms:MessageType': ['DIGEST'] },
};

const ALLOWED = [statement({ actions: ['kms:*'] })];
const DENIED = [...ALLOWED, statement({ effect: 'Deny' })];
const IN_VAIN = 'because no identity-based policy allows the kms:Sign action';
const BY_RESOURCE = 'with an explicit deny in a resource-based policy';

function refused(own: Statement[], statements: Partial<Statement>[], decidesAlone: boolean) {
  return refusal(REQUEST, own, { resource: KEY, statements: statements.map(statement), decidesAlone });
}

describe('a call to a resource whose policy adds to those of the caller', () => {
  test.each([
    ['the role allows it', ALLOWED, [], undefined],
    ['neither allows it', [], [], IN_VAIN],
    ['the resource allows it to the role', [], [{ principals: [ROLE] }], undefined],
    ['the resource allows it to the session', [], [{ principals: [SESSION] }], undefined],
    ['the resource allows it to everybody', [], [{ principals: ['*'] }], undefined],
    ['the resource allows it to the account', [], [{ principals: [ACCOUNT] }], IN_VAIN],
    ['the resource allows it to another role', [], [{ principals: [`${ROLE}2`] }], IN_VAIN],
    ['the role denies it', DENIED, [{ principals: [ROLE] }], 'with an explicit deny in an identity-based policy'],
    ['the resource denies it to the account', ALLOWED, [{ effect: 'Deny', principals: ['111111111111'] }], BY_RESOURCE],
    ['the resource denies it to others', ALLOWED, [{ effect: 'Deny', principals: [`${ROLE}2`] }], undefined],
  ] satisfies [string, Statement[], Partial<Statement>[], string | undefined][])(
    'is decided when %s',
    (_condition, own, statements, reason) => {
      expect(refused(own, statements, false)).toBe(reason);
    },
  );
});

describe('a call to a key, whose policy decides alone', () => {
  const byKey = 'because no resource-based policy allows the kms:Sign action';
  test.each([
    ['only the role allows it', ALLOWED, [], byKey],
    ['the role and the account allow it', ALLOWED, [{ principals: [ACCOUNT] }], undefined],
    ['only the account allows it', [], [{ principals: [ACCOUNT] }], IN_VAIN],
    ['the account is allowed something else', ALLOWED, [{ principals: [ACCOUNT], actions: ['kms:Get*'] }], byKey],
    ['the key allows it to the role', [], [{ principals: [ROLE] }], undefined],
    ['the key denies it', ALLOWED, [{ principals: [ROLE] }, { effect: 'Deny', principals: ['*'] }], BY_RESOURCE],
  ] satisfies [string, Statement[], Partial<Statement>[], string | undefined][])(
    'is decided when %s',
    (_condition, own, statements, reason) => {
      expect(refused(own, statements, true)).toBe(reason);
    },
  );
});

test('a statement says nothing about a call when its condition does not hold', () => {
  const only = (value: string) => ({
    conditions: [{ operator: 'StringEquals', key: 'kms:MessageType', values: [value] }],
  });
  expect(refused([statement(only('RAW'))], [], false)).toBe(IN_VAIN);
  expect(refused([statement(only('DIGEST'))], [], false)).toBeUndefined();
  expect(refused(ALLOWED, [{ effect: 'Deny', principals: ['*'], ...only('RAW') }], false)).toBeUndefined();
});
