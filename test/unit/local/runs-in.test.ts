import { Organization } from 'embedded-aws/services/organizations/organization.ts';
import { expect, test } from 'vitest';
import definition from '../../../local/organization.json' with { type: 'json' };
import { accountIdOf, deploymentParams } from '../../../local/runs-in.ts';

test.each([
  ['management-account', '111111111111', {}],
  ['delegated-administrator', '333333333333', { managementAccountId: '111111111111' }],
  ['standalone-account', '777777777777', {}],
] as const)('a stack in the %s has the account %s', (kind, accountId, params) => {
  expect(accountIdOf(kind)).toBe(accountId);
  expect(deploymentParams(kind)).toEqual(params);
});

test('the organization has the documented accounts, and a thousand more', () => {
  const { accounts, id } = new Organization(definition);
  const states = accounts.all.slice(0, 6).map((account) => [account.id, account.state]);
  expect(id).toBe('o-exampleorgid');
  expect(states).toEqual([
    ['111111111111', 'ACTIVE'],
    ['222222222222', 'ACTIVE'],
    ['333333333333', 'ACTIVE'],
    ['444444444444', 'ACTIVE'],
    ['555555555555', 'SUSPENDED'],
    ['666666666666', 'CLOSED'],
  ]);
  const others = accounts.all.slice(6);
  expect(others).toHaveLength(1_000);
  expect([others[0]?.id, others.at(-1)?.id]).toEqual(['900000000001', '900000001000']);
  expect(others.every(({ state, parentId }) => state === 'ACTIVE' && parentId === 'ou-ab12-bulk0001')).toBe(true);
});
