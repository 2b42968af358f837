import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/json.ts';
import { Organization } from '../../../src/services/organizations/organization.ts';
import { createOrganizationsService } from '../../../src/services/organizations/organizations.ts';
import { ORGANIZATION, testOrganization } from '../../organization.ts';
import { callFrom } from '../models.ts';

const { operations } = createOrganizationsService(testOrganization());
const OPERATIONS = Object.entries(operations);
const INPUT = { AccountId: '222222222222', ChildId: '222222222222', ResourceId: '222222222222' };

/** Calls an operation, from the management account unless another is given; nothing that tests do lasts. */
async function call(name: string, input: object = {}, from = '111111111111') {
  const service = createOrganizationsService(testOrganization());
  return Object(await service.operations[name]?.run({ ...input }, callFrom(from)));
}

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

describe('a member that administers nothing', () => {
  test.each(OPERATIONS.map(([name]) => name).filter((name) => name !== 'DescribeOrganization'))(
    'may not call %s',
    async (name) => {
      await expect(call(name, INPUT, '222222222222')).rejects.toMatchObject({
        name: 'AccessDeniedException',
        status: 400,
        message: "You don't have permissions to access this resource.",
      });
    },
  );
});

test('the delegated administrator may read, and not move accounts', async () => {
  expect(await call('ListParents', INPUT, '333333333333')).toHaveProperty('Parents');
  const move = { AccountId: '333333333333', SourceParentId: 'r-ab12', DestinationParentId: 'ou-ab12-prod0001' };
  await expect(call('MoveAccount', move, '333333333333')).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

describe('an invalid input has a reason of its own', () => {
  const move = { AccountId: '222222222222', SourceParentId: 'ou-ab12-prod0001', DestinationParentId: 'r-ab12' };

  test.each([
    ['ListAccounts', { MaxResults: 21 }, 'MAX_VALUE_EXCEEDED'],
    ['ListAccounts', { MaxResults: 0 }, 'MIN_VALUE_EXCEEDED'],
    ['ListParents', { ...INPUT, MaxResults: 21 }, 'MAX_VALUE_EXCEEDED'],
    ['ListAccounts', { NextToken: 'abc' }, 'INVALID_NEXT_TOKEN'],
    ['ListRoots', { NextToken: '' }, 'INVALID_NEXT_TOKEN'],
    ['ListAccountsForParent', {}, 'INPUT_REQUIRED'],
    ['ListAccountsForParent', { ParentId: '222222222222' }, 'INVALID_PATTERN'],
    ['ListOrganizationalUnitsForParent', { ParentId: 'OU-1' }, 'INVALID_PATTERN'],
    ['ListParents', { ChildId: 'r-ab12' }, 'INVALID_PATTERN'],
    ['ListTagsForResource', { ResourceId: 'arn:aws:organizations::1:account' }, 'INVALID_PATTERN'],
    ['TagResource', { ResourceId: '222222222222' }, 'INPUT_REQUIRED'],
    ['TagResource', { ResourceId: '222222222222', Tags: [{ Key: 'a!', Value: '' }] }, 'INVALID_PATTERN'],
    ['TagResource', { ResourceId: '222222222222', Tags: [{ Key: 'aws:a' }] }, 'INVALID_SYSTEM_TAGS_PARAMETER'],
    ['UntagResource', { ResourceId: '222222222222', TagKeys: ['a', 'a'] }, 'DUPLICATE_TAG_KEY'],
    ['DescribeAccount', { AccountId: '22222222222' }, 'INVALID_PATTERN'],
    ['DescribeOrganizationalUnit', { OrganizationalUnitId: 'r-ab12' }, 'INVALID_PATTERN'],
    ['MoveAccount', { ...move, DestinationParentId: '222222222222' }, 'INVALID_PATTERN'],
    ['MoveAccount', { ...move, SourceParentId: undefined }, 'INPUT_REQUIRED'],
  ])('%s with %j', async (name, input, Reason) => {
    await expect(call(name, input)).rejects.toMatchObject({ name: 'InvalidInputException', fields: { Reason } });
  });
});

describe('tags', () => {
  /** Calls one organization several times, and then one that goes on where it has left off. */
  function tagging(tagged = new Map<string, JsonObject>()) {
    const service = createOrganizationsService(new Organization(ORGANIZATION, new Map(), tagged));
    return {
      run: async (name: string, input: object) => Object(await service.operations[name]?.run({ ...input }, callFrom())),
      next: () => tagging(tagged),
    };
  }

  test.each(['333333333333', 'ou-ab12-prod0001', 'r-ab12'])('of %s can be added, changed and removed', async (id) => {
    const { run, next } = tagging();
    await run('TagResource', {
      ResourceId: id,
      Tags: [
        { Key: 'CostCenter', Value: '1' },
        { Key: 'Stage', Value: 'x' },
      ],
    });
    await run('TagResource', { ResourceId: id, Tags: [{ Key: 'CostCenter', Value: '2' }] });
    await run('UntagResource', { ResourceId: id, TagKeys: ['Stage', 'Other'] });
    const expected = { Tags: [{ Key: 'CostCenter', Value: '2' }] };
    expect(await run('ListTagsForResource', { ResourceId: id })).toEqual(expected);
    expect(await next().run('ListTagsForResource', { ResourceId: id })).toEqual(expected);
  });

  test('are at most 50', async () => {
    const { run } = tagging();
    const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: String(index), Value: '' }));
    await expect(run('TagResource', { ResourceId: '222222222222', Tags })).rejects.toMatchObject({
      name: 'ConstraintViolationException',
    });
  });

  test('are of something that exists', async () => {
    const tags = tagging().run('TagResource', { ResourceId: '777777777777', Tags: [{ Key: 'a', Value: '' }] });
    await expect(tags).rejects.toMatchObject({ name: 'TargetNotFoundException' });
  });
});

describe('MoveAccount is refused', () => {
  const from = 'ou-ab12-prod0001';

  test.each([
    ['to where the account is', '222222222222', from, from, 'DuplicateAccountException'],
    ['to a parent that does not exist', '222222222222', from, 'ou-ab12-none0001', 'DestinationParentNotFoundException'],
    [
      'from a parent that does not exist',
      '222222222222',
      'ou-ab12-none0001',
      'r-ab12',
      'SourceParentNotFoundException',
    ],
    ['from where the account is not', '222222222222', 'ou-ab12-sandbox01', 'r-ab12', 'SourceParentNotFoundException'],
    ['for an account that does not exist', '777777777777', from, 'r-ab12', 'AccountNotFoundException'],
  ])('%s', async (_how, AccountId, SourceParentId, DestinationParentId, name) => {
    await expect(call('MoveAccount', { AccountId, SourceParentId, DestinationParentId })).rejects.toMatchObject({
      name,
    });
  });
});

describe('what a deployment needs', () => {
  test('is one root', async () => {
    expect(await call('ListRoots')).toEqual({
      Roots: [
        {
          Id: 'r-ab12',
          Arn: 'arn:aws:organizations::111111111111:root/o-exampleorgid/r-ab12',
          Name: 'Root',
          PolicyTypes: [],
        },
      ],
    });
  });

  test('is trusted access for Account Management', async () => {
    expect(await call('ListAWSServiceAccessForOrganization')).toEqual({
      EnabledServicePrincipals: [{ ServicePrincipal: 'account.amazonaws.com', DateEnabled: expect.any(Date) }],
    });
  });

  test('is its delegated administrator, and nobody for another service', async () => {
    const all = await call('ListDelegatedAdministrators');
    expect(all.DelegatedAdministrators).toEqual([
      expect.objectContaining({ Id: '333333333333', State: 'ACTIVE', DelegationEnabledDate: expect.any(Date) }),
    ]);
    expect(await call('ListDelegatedAdministrators', { ServicePrincipal: 'account.amazonaws.com' })).toEqual(all);
    const other = await call('ListDelegatedAdministrators', { ServicePrincipal: 'guardduty.amazonaws.com' });
    expect(other).toEqual({ DelegatedAdministrators: [] });
  });
});
