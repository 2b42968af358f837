import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
// Imported once before the modules are reset, so that the fakes are the same in all tests.
import '../../../functions/derive-baseline-request.ts';
import type { Baseline } from '../../../functions/domain/organization/baseline.ts';
import { baselineReason } from '../../../functions/wording/organization.ts';
import validateRequest from '../../../schemas/compiled/change-request.js';
import createAccountResult from '../../fixtures/organization/create-account-result.json' with { type: 'json' };
import createManagedAccount from '../../fixtures/organization/create-managed-account.json' with { type: 'json' };
import moveAccount from '../../fixtures/organization/move-account.json' with { type: 'json' };
import { NEW_CONTACT, OLD_CONTACT } from '../builders.ts';
import * as baselineTable from './fakes/baseline-table.ts';
import * as organizations from './fakes/organizations.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/baseline-table.ts', () => import('./fakes/baseline-table.ts'));
vi.mock('../../../functions/aws/organizations.ts', () => import('./fakes/organizations.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const CREATED = '444444444444';
const MOVED = '333333333333';
const CREATED_PARENTS = ['ou-ab12-sandbox01', 'r-ab12'];

const baseline: Baseline = {
  default: { SECURITY: NEW_CONTACT, BILLING: OLD_CONTACT },
  overrides: [{ when: { ou: ['ou-ab12-sandbox01'] }, contacts: { BILLING: 'absent' } }],
};
const taggedBaseline: Baseline = {
  ...baseline,
  overrides: [{ when: { tags: { CostCenter: ['4711'] } }, contacts: { BILLING: 'unmanaged' } }],
};

const createChanges = [
  { accountId: CREATED, alternateContactType: 'BILLING', action: 'DELETE' },
  { accountId: CREATED, alternateContactType: 'SECURITY', action: 'PUT', contact: NEW_CONTACT },
];

/** Derives with a policy as it is when the function starts. */
async function derive(event: unknown, environment: Record<string, string> = {}): Promise<Record<string, unknown>> {
  vi.resetModules();
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { handler } = await import('../../../functions/derive-baseline-request.ts');
  vi.unstubAllEnvs();
  return Object(await invoke(handler, { event }));
}

const requestIdOf = ({ detail }: Record<string, unknown>) => Object(detail).requestId;

beforeEach(() => {
  for (const fake of [baselineTable, organizations]) fake.reset();
  resetPolicy();
  policy.baseline = baseline;
  organizations.accounts.set(CREATED, { state: 'ACTIVE', parentIds: CREATED_PARENTS, tags: { CostCenter: '4711' } });
  organizations.accounts.set(MOVED, { state: 'ACTIVE', parentIds: ['ou-ab12-prod0001', 'r-ab12'] });
});

describe('derive-baseline-request', () => {
  it('makes the request for the baseline, and what ValidateRequest would return', async () => {
    const output = await derive(createAccountResult);
    const requestId = requestIdOf(output);
    expect(output).toEqual({
      detail: {
        requestId: expect.stringMatching(/^baseline-444444444444-1-[0-9a-f]{8}$/),
        requestedBy: 'alternate-contacts@example.com',
        reason: baselineReason(CREATED, { type: 'created' }),
        source: { system: 'organization' },
        changes: createChanges,
      },
      validated: {
        requestId,
        changes: createChanges.map(({ accountId, alternateContactType }) => ({ accountId, alternateContactType })),
        accounts: [{ accountId: CREATED, state: 'ACTIVE', parentIds: CREATED_PARENTS }],
      },
    });
    expect(validateRequest(output['detail'])).toBe(true);
  });

  it('makes the same request when two events report one new account', async () => {
    const first = await derive(createAccountResult);
    const second = await derive(createManagedAccount);
    expect(requestIdOf(second)).toBe(requestIdOf(first));
    expect(second['validated']).toEqual(first['validated']);
  });

  it('makes a new request when the account moves to where another baseline applies, and when it comes back', async () => {
    const requestIds: unknown[] = [];
    for (const unit of ['ou-ab12-prod0001', 'ou-ab12-sandbox01', 'ou-ab12-prod0001']) {
      organizations.accounts.set(MOVED, { state: 'ACTIVE', parentIds: [unit, 'r-ab12'] });
      requestIds.push(requestIdOf(await derive(moveAccount)));
    }
    expect(new Set(requestIds).size).toBe(3);
    expect(requestIds).toEqual([1, 2, 3].map((count) => expect.stringContaining(`-333333333333-${count}-`)));
  });

  it('makes the same request when the account has moved to where the same baseline applies', async () => {
    const first = await derive(moveAccount);
    organizations.accounts.set(MOVED, { state: 'ACTIVE', parentIds: ['ou-ab12-other001', 'r-ab12'] });
    expect(requestIdOf(await derive(moveAccount))).toBe(requestIdOf(first));
  });

  it('reads the tags only when an override needs them', async () => {
    await derive(createAccountResult);
    expect(organizations.readTags).not.toHaveBeenCalled();
    policy.baseline = taggedBaseline;
    await expect(derive(createAccountResult)).resolves.toMatchObject({
      detail: { changes: [{ alternateContactType: 'SECURITY' }] },
    });
    expect(organizations.readTags.mock.calls).toEqual([[CREATED]]);
  });

  it('returns those tags that an approval rule needs, and no other', async () => {
    policy.baseline = taggedBaseline;
    organizations.accounts.set(CREATED, {
      state: 'ACTIVE',
      parentIds: CREATED_PARENTS,
      tags: { CostCenter: '4711', Stage: 'prod', Owner: 'jane@example.com' },
    });
    policy.approvals = [
      { name: 'production', when: { tags: { Stage: ['prod'] } }, preApproved: true },
      ...policy.approvals,
    ];
    await expect(derive(createAccountResult)).resolves.toMatchObject({
      detail: { changes: [{ alternateContactType: 'SECURITY' }] },
      validated: {
        accounts: [{ accountId: CREATED, state: 'ACTIVE', parentIds: CREATED_PARENTS, tags: { Stage: 'prod' } }],
      },
    });
    expect(organizations.readTags.mock.calls).toEqual([[CREATED]]);
  });

  it('returns no tags when only the baseline needs them', async () => {
    policy.baseline = taggedBaseline;
    const { validated } = await derive(createAccountResult);
    expect(Object(validated).accounts[0]).not.toHaveProperty('tags');
  });

  it('reads the tags when only an approval rule needs them', async () => {
    policy.approvals = [
      { name: 'center', when: { tags: { CostCenter: ['4711'] } }, preApproved: true },
      ...policy.approvals,
    ];
    await expect(derive(createAccountResult)).resolves.toMatchObject({
      validated: { accounts: [{ tags: { CostCenter: '4711' } }] },
    });
  });

  it('makes no request, and calls nothing, when the event names no account', async () => {
    const failed = structuredClone(createAccountResult);
    failed.detail.serviceEventDetails.createAccountStatus.state = 'FAILED';
    await expect(derive(failed)).resolves.toEqual({ ignored: 'createAccountStatus.state is FAILED' });
    expect(organizations.readAccount).not.toHaveBeenCalled();
  });

  it.each(['PENDING_ACTIVATION', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'])(
    'makes no request and counts nothing when the account is %s',
    async (state) => {
      organizations.accounts.set(CREATED, { state, parentIds: CREATED_PARENTS });
      await expect(derive(createAccountResult)).resolves.toEqual({ ignored: `the account 444444444444 is ${state}` });
      expect(baselineTable.baselines.size).toBe(0);
    },
  );

  it('makes no request when the organization has no such account', async () => {
    organizations.accounts.clear();
    await expect(derive(createAccountResult)).resolves.toEqual({ ignored: 'the account 444444444444 is UNKNOWN' });
  });

  it.each<Baseline | undefined>([undefined, {}, { default: { SECURITY: 'unmanaged' } }])(
    'makes no request and counts nothing when the baseline is %j',
    async (of) => {
      if (of) policy.baseline = of;
      else delete policy.baseline;
      await expect(derive(createAccountResult)).resolves.toEqual({
        ignored: 'the baseline leaves the contacts of 444444444444 alone',
      });
      expect(baselineTable.baselines.size).toBe(0);
    },
  );

  it('makes no request when only a service in the management account, or with a role in it, could change the account', async () => {
    const environment = { SERVICE_ACCOUNT_ID: '222222222222', MANAGEMENT_ACCOUNT_ID: CREATED };
    await expect(derive(createAccountResult, environment)).resolves.toEqual({
      ignored: 'the service has no role in the management account 444444444444',
    });
  });

  it.each([
    { call: organizations.readAccount, name: 'TooManyRequestsException' },
    { call: organizations.readAccount, name: 'ServiceException' },
    { call: baselineTable.countBaseline, name: 'ConcurrentUpdateError' },
  ])('throws $name by its name', async ({ call, name }) => {
    call.mockRejectedValue(Object.assign(new Error('no'), { name }));
    await expect(derive(createAccountResult)).rejects.toMatchObject({ name });
  });

  it('throws TooManyRequestsException by its name when the tags cannot be read', async () => {
    policy.baseline = taggedBaseline;
    organizations.readTags.mockRejectedValue(Object.assign(new Error('no'), { name: 'TooManyRequestsException' }));
    await expect(derive(createAccountResult)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });
});
