import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
// Imported once before the modules are reset, so that the fakes are the same in all tests.
import '../../../functions/derive-baseline-request.ts';
import type { Baseline } from '../../../functions/domain/organization/baseline.ts';
import { baselineReason } from '../../../functions/wording/organization.ts';
import validateRequest from '../../../schemas/compiled/change-request.js';
import acceptHandshake from '../../fixtures/organization/accept-handshake.json' with { type: 'json' };
import closeAccountResult from '../../fixtures/organization/close-account-result.json' with { type: 'json' };
import createAccountResult from '../../fixtures/organization/create-account-result.json' with { type: 'json' };
import createManagedAccount from '../../fixtures/organization/create-managed-account.json' with { type: 'json' };
import moveAccount from '../../fixtures/organization/move-account.json' with { type: 'json' };
import tagResource from '../../fixtures/organization/tag-resource.json' with { type: 'json' };
import joinedWithoutAccountId from '../../fixtures/reported/joined-without-account-id.json' with { type: 'json' };
import { NEW_CONTACT, OLD_CONTACT } from '../builders.ts';
import * as baselineTable from './fakes/baseline-table.ts';
import * as inventory from './fakes/inventory.ts';
import * as organizations from './fakes/organizations.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/baseline-table.ts', () => import('./fakes/baseline-table.ts'));
vi.mock('../../../functions/aws/inventory.ts', () => import('./fakes/inventory.ts'));
vi.mock('../../../functions/aws/organizations.ts', () => import('./fakes/organizations.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const CREATED = '444444444444';
const MOVED = '333333333333';
const CREATED_PARENTS = ['ou-ab12-sandbox01', 'r-ab12'];

/** An account that joined long ago. */
const PLACED = {
  state: 'ACTIVE',
  name: 'Playground',
  ouPath: ['Root', 'Sandbox'],
  parentIds: CREATED_PARENTS,
  joinedAt: '2026-01-15T09:00:00.000Z',
};

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
  for (const fake of [baselineTable, inventory, organizations]) fake.reset();
  resetPolicy();
  policy.baseline = baseline;
  organizations.accounts.set(CREATED, { ...PLACED, tags: { CostCenter: '4711' } });
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
        reason: baselineReason({ accountId: CREATED, ...PLACED }, { type: 'created' }),
        source: { system: 'organization' },
        replaces: 'all',
        changes: createChanges,
      },
      validated: {
        requestKey: `organization/${requestId}`,
        askedAt: '2026-09-27T08:29:47.000Z',
        changes: createChanges.map(({ accountId, alternateContactType }) => ({ accountId, alternateContactType })),
        accounts: [{ accountId: CREATED, ...PLACED }],
      },
    });
    expect(validateRequest(output['detail'])).toBe(true);
  });

  it('makes the same request when two events report one new account', async () => {
    const first = await derive(createAccountResult);
    const second = await derive(createManagedAccount);
    expect(requestIdOf(second)).toBe(requestIdOf(first));
    expect(second['validated']).toEqual({ ...Object(first['validated']), askedAt: expect.any(String) });
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

  it('says when a new account joined, because AWS may still deny access to its contacts', async () => {
    const joinedAt = new Date(Date.now() - 60_000).toISOString();
    organizations.accounts.set(CREATED, { ...PLACED, joinedAt });
    const { validated } = await derive(createAccountResult);
    expect(Object(validated).changes).toEqual(
      createChanges.map(({ accountId, alternateContactType }) => ({ accountId, alternateContactType, joinedAt })),
    );
  });

  it('makes no request, and calls nothing, when the event says that something failed', async () => {
    const failed = structuredClone(createAccountResult);
    failed.detail.serviceEventDetails.createAccountStatus.state = 'FAILED';
    await expect(derive(failed)).resolves.toEqual({ ignored: 'createAccountStatus.state is FAILED' });
    expect(organizations.readAccount).not.toHaveBeenCalled();
  });

  it('throws MalformedEventError, and calls nothing, when the event names no account', async () => {
    const event = { source: 'aws.organizations', detail: joinedWithoutAccountId };
    await expect(derive(event)).rejects.toMatchObject({ name: 'MalformedEventError' });
    expect(organizations.readAccount).not.toHaveBeenCalled();
  });

  it.each(['SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'])(
    'makes no request and counts nothing when the account is %s',
    async (state) => {
      organizations.accounts.set(CREATED, { ...PLACED, state });
      await expect(derive(createAccountResult)).resolves.toEqual({ ignored: `the account 444444444444 is ${state}` });
      expect(baselineTable.baselines.size).toBe(0);
    },
  );

  it('throws AccountNotReadyError that names the account, and counts nothing, when it is PENDING_ACTIVATION', async () => {
    organizations.accounts.set(CREATED, { ...PLACED, state: 'PENDING_ACTIVATION' });
    await expect(derive(createAccountResult)).rejects.toMatchObject({
      name: 'AccountNotReadyError',
      message: 'the account 444444444444 is PENDING_ACTIVATION',
    });
    expect(baselineTable.baselines.size).toBe(0);
  });

  it('throws AccountNotReadyError that names the account when the organization does not know it yet', async () => {
    organizations.accounts.clear();
    await expect(derive(createAccountResult)).rejects.toMatchObject({
      name: 'AccountNotReadyError',
      message: 'AWS Organizations knows no account 444444444444',
    });
  });

  it.each<Baseline | undefined>([undefined, {}, { default: { SECURITY: 'unmanaged' } }])(
    'withdraws what the baseline asked for before when it is %j now',
    async (of) => {
      if (of) policy.baseline = of;
      else delete policy.baseline;
      await expect(derive(createAccountResult)).resolves.toEqual({
        withdraw: { kind: 'baselineGone', accountId: CREATED, revision: 1 },
      });
    },
  );

  it('makes a new request when the account comes back from where the baseline leaves it alone', async () => {
    const contacts = { SECURITY: 'unmanaged', BILLING: 'unmanaged' } as const;
    policy.baseline = { ...baseline, overrides: [{ when: { ou: ['ou-ab12-other001'] }, contacts }] };
    const first = await derive(moveAccount);
    organizations.accounts.set(MOVED, { state: 'ACTIVE', parentIds: ['ou-ab12-other001', 'r-ab12'] });
    await expect(derive(moveAccount)).resolves.toHaveProperty('withdraw');
    organizations.accounts.set(MOVED, { state: 'ACTIVE', parentIds: ['ou-ab12-prod0001', 'r-ab12'] });
    const third = await derive(moveAccount);
    expect(requestIdOf(third)).not.toBe(requestIdOf(first));
  });

  it('withdraws everything, and asks AWS nothing, when the account was closed', async () => {
    await expect(derive(closeAccountResult)).resolves.toEqual({
      withdraw: { kind: 'accountClosed', accountId: CREATED },
    });
    expect(organizations.readAccount).not.toHaveBeenCalled();
  });

  it('makes a request when an invited account has joined', async () => {
    await expect(derive(acceptHandshake)).resolves.toMatchObject({ detail: { changes: createChanges } });
  });

  it('makes a request when a tag was changed that the baseline looks at', async () => {
    policy.baseline = taggedBaseline;
    await expect(derive(tagResource)).resolves.toMatchObject({
      detail: { changes: [{ alternateContactType: 'SECURITY' }], reason: expect.stringContaining('has other tags') },
    });
  });

  it.each([
    { what: 'the baseline looks at no tags', of: baseline, keys: ['CostCenter'] },
    { what: 'other tags were changed than those that the baseline looks at', of: taggedBaseline, keys: ['Owner'] },
  ])('makes no request, and calls nothing, when $what', async ({ of, keys }) => {
    policy.baseline = of;
    const event = structuredClone(tagResource);
    event.detail.requestParameters.tags = keys.map((key) => ({ key, value: '4711' }));
    await expect(derive(event)).resolves.toEqual({ ignored: 'the baseline does not look at these tags' });
    expect(organizations.readAccount).not.toHaveBeenCalled();
  });

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

describe('derive-baseline-request, asked by the service itself', () => {
  const found = (detail: object) => ({
    source: 'alternate-contacts.organization',
    'detail-type': 'Alternate Contact Baseline Due',
    time: '2026-09-27T08:29:47Z',
    detail,
  });
  const drifted = (answer: 'revert' | 'adopt', alternateContactType = 'SECURITY') =>
    found({ kind: 'drift', accountId: CREATED, alternateContactType, answer, foundAt: '2026-09-27T08:29:40.000Z' });
  const see = (contact: typeof NEW_CONTACT | null, differences: object = {}) =>
    inventory.items.set(CREATED, {
      ...{ accountId: CREATED, parentIds: [], state: 'ACTIVE', listedAt: '2026-09-27T08:00:00.000Z' },
      contacts: { SECURITY: { contact, seenAt: '2026-09-27T08:29:40.000Z', standing: 'drifted', ...differences } },
    });

  it('makes the request for the baseline of an account that no event has reported', async () => {
    const output = await derive(found({ kind: 'newAccount', accountId: CREATED }));
    expect(requestIdOf(output)).toMatch(/^baseline-444444444444-1-/);
    expect(output).toMatchObject({ detail: { changes: createChanges, source: { system: 'organization' } } });
  });

  it('makes a request for what a changed contact should be, and for nothing else', async () => {
    see(OLD_CONTACT);
    const { detail } = await derive(drifted('revert'));
    expect(detail).toMatchObject({
      requestId: expect.stringMatching(/^revert-drift-444444444444-SECURITY-/),
      changes: [{ accountId: CREATED, alternateContactType: 'SECURITY', action: 'PUT', contact: NEW_CONTACT }],
    });
    expect(Object(detail).replaces).toBeUndefined();
    expect(validateRequest(detail)).toBe(true);
  });

  it('makes a request that a changed contact may stay', async () => {
    see(OLD_CONTACT);
    const { detail } = await derive(drifted('adopt'));
    expect(detail).toMatchObject({ changes: [{ action: 'PUT', contact: OLD_CONTACT }] });
  });

  it('asks for the contact that was adopted rather than for that of the baseline', async () => {
    see(NEW_CONTACT, { adopted: OLD_CONTACT });
    const { detail } = await derive(drifted('revert'));
    expect(detail).toMatchObject({ changes: [{ action: 'PUT', contact: OLD_CONTACT }] });
  });

  it.each([
    ['is as it should be again', () => see(NEW_CONTACT), 'SECURITY'],
    ['is left alone by the baseline', () => see(OLD_CONTACT), 'OPERATIONS'],
    ['is not known', () => undefined, 'SECURITY'],
  ])('asks for nothing when the contact %s', async (_when, prepare, type) => {
    prepare();
    expect(await derive(drifted('revert', type))).toEqual({ ignored: expect.stringContaining('as it should be') });
  });

  it('does not take what looks like a finding from AWS', async () => {
    await expect(derive({ ...drifted('revert'), source: 'aws.organizations' })).resolves.toHaveProperty('ignored');
  });

  it('fails for a finding that names nothing', async () => {
    await expect(derive(found({ kind: 'newAccount' }))).rejects.toMatchObject({ name: 'MalformedEventError' });
  });
});
