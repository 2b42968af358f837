import { expect, test } from 'vitest';
import { createOrganizationsService } from '../../../src/services/organizations/organizations.ts';
import { testOrganization } from '../../organization.ts';
import { callFrom } from '../models.ts';

const { operations } = createOrganizationsService(testOrganization());
const OPERATIONS = Object.entries(operations);
const INPUT = { AccountId: '222222222222', ChildId: '222222222222', ResourceId: '222222222222' };

test.each(OPERATIONS)('refuses %s when the account is in no organization', async (_name, { run }) => {
  await expect((async () => run(INPUT, callFrom('777777777777')))()).rejects.toMatchObject({
    name: 'AWSOrganizationsNotInUseException',
    status: 400,
    message: 'Your account is not a member of an organization.',
  });
});

test.each(['111111111111', '222222222222', '333333333333'])('describes the organization to %s', async (accountId) => {
  const { run } = operations['DescribeOrganization'] ?? {};
  expect(await run?.({}, callFrom(accountId))).toMatchObject({
    Organization: { Id: 'o-exampleorgid', MasterAccountId: '111111111111' },
  });
});

test('describes an OU by its name', async () => {
  const { run } = operations['DescribeOrganizationalUnit'] ?? {};
  const answer = await run?.({ OrganizationalUnitId: 'ou-ab12-prod0001' }, callFrom('111111111111'));
  expect(answer).toEqual({
    OrganizationalUnit: {
      Id: 'ou-ab12-prod0001',
      Arn: 'arn:aws:organizations::111111111111:ou/o-exampleorgid/ou-ab12-prod0001',
      Name: 'Production',
    },
  });
});

test('refuses to describe an OU that does not exist', async () => {
  const { run } = operations['DescribeOrganizationalUnit'] ?? {};
  await expect(
    (async () => run?.({ OrganizationalUnitId: 'ou-ab12-none0001' }, callFrom('111111111111')))(),
  ).rejects.toMatchObject({ name: 'OrganizationalUnitNotFoundException' });
});

test('lists the accounts and the OUs directly in a parent', async () => {
  const list = async (name: string, ParentId: string) =>
    Object(await operations[name]?.run({ ParentId }, callFrom('111111111111')));
  const { Accounts } = await list('ListAccountsForParent', 'ou-ab12-prod0001');
  expect(Accounts).toEqual([expect.objectContaining({ Id: '222222222222', State: 'ACTIVE' })]);
  const { OrganizationalUnits } = await list('ListOrganizationalUnitsForParent', 'r-ab12');
  expect(OrganizationalUnits).toContainEqual({
    Id: 'ou-ab12-prod0001',
    Arn: 'arn:aws:organizations::111111111111:ou/o-exampleorgid/ou-ab12-prod0001',
    Name: 'Production',
  });
  expect(await list('ListOrganizationalUnitsForParent', 'ou-ab12-prod0001')).toEqual({ OrganizationalUnits: [] });
});

test.each(['ListAccountsForParent', 'ListOrganizationalUnitsForParent'])(
  'refuses %s for a parent that does not exist',
  async (name) => {
    await expect(
      (async () => operations[name]?.run({ ParentId: 'ou-ab12-none0001' }, callFrom('111111111111')))(),
    ).rejects.toMatchObject({ name: 'ParentNotFoundException' });
  },
);
