import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isGenuine } from '../../../functions/domain/approval/evidence.ts';
import { EventRefusedError } from '../../../functions/domain/errors.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { handler } from '../../../functions/pre-approve.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import createAccountResult from '../../fixtures/organization/create-account-result.json' with { type: 'json' };
import { publicKeyOf } from '../aws/fake-kms.ts';
import {
  ACCOUNT_ID,
  account,
  approvalOf,
  CREATED_AT,
  cancelled,
  changeRequest,
  changesWithdrawn,
  NEW_CONTACT,
  planned,
  plannedChange,
  putChange,
  REQUEST_KEY,
  requested,
  SECURITY,
} from '../builders.ts';
import * as claims from './fakes/contact-claims.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as evidence from './fakes/evidence.ts';
import * as proofs from './fakes/intake-proofs.ts';
import * as lines from './fakes/lines.ts';
import * as organizations from './fakes/organizations.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as signatures from './fakes/signatures.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/contact-claims.ts', () => import('./fakes/contact-claims.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/intake-proofs.ts', () => import('./fakes/intake-proofs.ts'));
vi.mock('../../../functions/aws/lines.ts', () => import('./fakes/lines.ts'));
vi.mock('../../../functions/aws/organizations.ts', () => import('./fakes/organizations.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/signatures.ts', () => import('./fakes/signatures.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const NEW_ACCOUNT = '444444444444';
const FREE = { requirements: [], rounds: [] };
const SANDBOX = 'ou-ab12-sandbox01';

/** The event of a system whose requests nobody has to approve. */
const asked = (differences: Partial<ChangeRequest> = {}) =>
  changeRequest({ source: { system: 'cli' }, ...differences });
const eventOf = (detail: object) => ({ source: 'alternate-contacts', detail });
const KEY = 'cli/jira-OPS-42-10124';

function given(request = asked(), plan = [plannedChange()], later: Parameters<typeof recordOf>[0] = []): void {
  table.given(recordOf([requested({ request, provenBy: 'claimed' }), planned({ plan, approval: FREE }), ...later]));
}

const preApprove = (event: object = eventOf(asked()), requestKey = KEY) =>
  invoke(handler, { requestKey, event, enteredAt: CREATED_AT });
const record = () => table.records.get(KEY);

async function expectRefused(attempt: Promise<unknown>): Promise<void> {
  await expect(attempt).rejects.toMatchObject({ name: 'NotApprovedError' });
  expect(evidence.preApprovals).toEqual([]);
  expect(eventBus.statusEvents).toEqual([]);
  for (const { status } of table.records.values()) expect(status).toBe('RECEIVED');
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(CREATED_AT), toFake: ['Date'] });
  for (const fake of [table, eventBus, evidence, proofs, lines, organizations, claims, signatures]) fake.reset();
  resetPolicy();
  const [usual] = policy.approvals;
  policy.approvals = [
    { name: 'baseline', when: { source: ['organization'] }, preApproved: true },
    { name: 'sandbox', when: { ou: [SANDBOX] }, preApproved: true },
    { name: 'scripts', when: { source: ['cli'] }, preApproved: true },
    { ...usual, name: 'the rest' },
  ];
  organizations.accounts.set(ACCOUNT_ID, { state: 'ACTIVE', parentIds: ['r-ab12'] });
  given();
});

describe('pre-approve', () => {
  it('signs the pre-approval, approves the request and announces that', async () => {
    await expect(preApprove()).resolves.toMatchObject({ status: 'APPROVED', changes: [{ turn: {} }] });
    expect(record()).toMatchObject({ status: 'APPROVED', applyingSince: CREATED_AT });
    const [preApproval] = evidence.preApprovals;
    expect(preApproval).toMatchObject({ request: KEY, fingerprint: record()?.fingerprint, at: CREATED_AT });
    expect(preApproval && isGenuine(preApproval, publicKeyOf(process.env['PRE_APPROVAL_KEY'] ?? ''))).toBe(true);
    expect(eventBus.statusEvents).toMatchObject([{ status: 'APPROVED', previousStatus: 'RECEIVED' }]);
  });

  it('announces it after all, and signs nothing anew, when EventBridge refused it at first', async () => {
    eventBus.putStatusEvent.mockRejectedValueOnce(new EventRefusedError('not now'));
    await expect(preApprove()).rejects.toThrow(EventRefusedError);
    await expect(preApprove()).resolves.toMatchObject({ status: 'APPROVED', changes: [{ turn: {} }] });
    expect(eventBus.statusEvents).toHaveLength(1);
    expect(signatures.sign).toHaveBeenCalledOnce();
  });

  it('reserves turns once, and takes those that the request has had since its registration', async () => {
    await preApprove();
    const turns = record()?.turns;
    expect(lines.reservations).toHaveLength(1);
    await expect(preApprove()).resolves.toMatchObject({ changes: [{ turn: turns?.first }] });
    given();
    const stored = record();
    if (stored && turns) table.given({ ...stored, turns });
    await expect(preApprove()).resolves.toMatchObject({ changes: [{ turn: turns?.first }] });
    expect(lines.reservations).toHaveLength(1);
  });

  it.each([
    { what: 'lets a change go on now whose turn has begun with the read of its contact', isRead: true, later: 3000 },
    { what: 'leaves a change its turn when another read compares', isRead: false, later: 0 },
  ])('$what', async ({ isRead, later }) => {
    const readAt = new Date().toISOString();
    table.given(
      recordOf([
        requested({ request: asked(), provenBy: 'claimed' }),
        planned({ plan: [plannedChange()], approval: FREE, ...(isRead && { readAt }) }),
      ]),
    );
    await preApprove();
    vi.setSystemTime(Date.now() + 3000);
    await expect(preApprove()).resolves.toMatchObject({ changes: [{ turn: { at: Date.parse(readAt) + later } }] });
    expect(lines.reservations).toHaveLength(1);
  });

  it('leaves a request alone that was cancelled meanwhile', async () => {
    given(asked(), [plannedChange()], [cancelled()]);
    await expect(preApprove()).resolves.toEqual({ status: 'CANCELLED' });
    expect(evidence.preApprovals).toEqual([]);
  });

  it('lets it be planned again when changes were withdrawn meanwhile', async () => {
    const request = asked({ changes: [putChange(), putChange({ ...SECURITY, accountId: '333333333333' })] });
    given(request, undefined, [changesWithdrawn({ contacts: [{ ...SECURITY, accountId: '333333333333' }] })]);
    await expect(preApprove(eventOf(request))).resolves.toMatchObject({ status: 'OUTDATED', changes: [SECURITY] });
    expect(evidence.preApprovals).toEqual([]);
  });
});

describe('pre-approve, which believes nothing that is stored,', () => {
  it('refuses a record whose request is not that of the event', async () => {
    await expectRefused(preApprove(eventOf(asked({ requestedBy: 'bob@example.com' }))));
    await expectRefused(preApprove(eventOf(asked({ changes: [putChange(SECURITY, { ...NEW_CONTACT, name: 'A' })] }))));
  });

  it('refuses a record that claims to be of another system', async () => {
    given(asked(), [plannedChange()]);
    await expectRefused(preApprove(eventOf(asked({ source: { system: 'servicedesk' } }))));
  });

  it('refuses a plan that changes something else than was asked for', async () => {
    for (const change of [{ after: null }, { after: { ...NEW_CONTACT, emailAddress: 'eve@example.com' } }]) {
      given(asked(), [plannedChange(change)]);
      await expectRefused(preApprove());
    }
    given(asked(), [plannedChange(), plannedChange({ alternateContactType: 'BILLING' })]);
    await expectRefused(preApprove());
  });

  it('refuses a plan that the function which plans has not made', async () => {
    evidence.readPlan.mockResolvedValueOnce(undefined);
    await expectRefused(preApprove());
  });

  it('refuses a request that the policy asks somebody about', async () => {
    const request = asked({ source: { system: 'servicedesk' } });
    table.records.clear();
    given(request);
    await expectRefused(preApprove(eventOf(request), 'servicedesk/jira-OPS-42-10124'));
  });

  it('takes the place of the account from AWS Organizations, not from the record', async () => {
    const request = asked({ source: { system: 'servicedesk' } });
    const key = 'servicedesk/jira-OPS-42-10124';
    const first = requested({ request, provenBy: 'claimed', accounts: [account({ parentIds: [SANDBOX, 'r-ab12'] })] });
    table.records.clear();
    table.given(recordOf([first, planned({ approval: FREE })]));
    await expectRefused(preApprove(eventOf(request), key));
    organizations.accounts.set(ACCOUNT_ID, { state: 'ACTIVE', parentIds: [SANDBOX, 'r-ab12'] });
    await expect(preApprove(eventOf(request), key)).resolves.toMatchObject({
      status: 'APPROVED',
      changes: [{ turn: {} }],
    });
  });

  it('reads no account when no rule asks for more than its id', async () => {
    policy.approvals = policy.approvals.filter(({ when }) => !when?.ou);
    await expect(preApprove()).resolves.toMatchObject({ status: 'APPROVED' });
    expect(organizations.readTargets).not.toHaveBeenCalled();
  });

  it('refuses an empty plan', async () => {
    given(asked(), []);
    await expectRefused(preApprove());
  });

  it('throws when the request needs approval, whatever its record says about the plan', async () => {
    table.records.clear();
    table.given(recordOf([requested(), planned({ approval: approvalOf() })]));
    await expectRefused(preApprove(eventOf(changeRequest()), REQUEST_KEY));
  });
});

describe('pre-approve of a baseline', () => {
  const baseline = { SECURITY: NEW_CONTACT };
  const key = { accountId: NEW_ACCOUNT, alternateContactType: 'SECURITY' } as const;
  const baselineKey = 'organization/baseline-444444444444-1-0f3c2a91';

  function givenBaseline(contact = NEW_CONTACT): void {
    table.records.clear();
    const request = changeRequest({
      requestId: 'baseline-444444444444-1-0f3c2a91',
      source: { system: 'organization' },
      changes: [putChange(key, contact)],
    });
    const plan = [plannedChange({ ...key, before: null, after: contact })];
    table.given(recordOf([requested({ request, provenBy: 'workflow' }), planned({ plan, approval: FREE })]));
  }

  beforeEach(() => {
    policy.baseline = { default: baseline };
    organizations.accounts.set(NEW_ACCOUNT, { state: 'ACTIVE', parentIds: ['r-ab12'] });
    givenBaseline();
  });

  it('approves the contacts that the policy has for the account of the event', async () => {
    await expect(preApprove(createAccountResult, baselineKey)).resolves.toMatchObject({
      status: 'APPROVED',
      changes: [{ turn: {} }],
    });
  });

  it('refuses contacts that the baseline does not have', async () => {
    givenBaseline({ ...NEW_CONTACT, emailAddress: 'eve@example.com' });
    await expectRefused(preApprove(createAccountResult, baselineKey));
  });

  it('refuses a record that claims to be a baseline when the event is a request', async () => {
    const { request } = table.records.get(baselineKey) ?? {};
    await expectRefused(preApprove(eventOf(Object(request)), baselineKey));
  });
});
