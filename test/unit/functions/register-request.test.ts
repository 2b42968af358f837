import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Policy } from '../../../functions/domain/policy/policy.ts';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import { handler } from '../../../functions/register-request.ts';
import { PACE } from '../../../functions/steps/pace.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import {
  ACCOUNT_ID,
  account,
  CREATED_AT,
  changeRequest,
  deleteChange,
  EXECUTION_ARN,
  NONCE,
  pendingRecord,
  putChange,
  REQUEST_KEY,
  receivedRecord,
  SECURITY,
} from '../builders.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as evidence from './fakes/evidence.ts';
import * as proofs from './fakes/intake-proofs.ts';
import * as lines from './fakes/lines.ts';
import * as organizations from './fakes/organizations.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as requesters from './fakes/requester-load.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/intake-proofs.ts', () => import('./fakes/intake-proofs.ts'));
vi.mock('../../../functions/aws/lines.ts', () => import('./fakes/lines.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/organizations.ts', () => import('./fakes/organizations.ts'));

vi.mock('node:crypto', async (original) => ({ ...(await original<object>()), randomUUID: () => NONCE }));

const { addOpenRequest } = vi.hoisted(() => ({ addOpenRequest: vi.fn() }));
vi.mock('../../../functions/aws/requester-load.ts', () => import('./fakes/requester-load.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => ({ addOpenRequest }));

const sourceOf = ({ source }: ChangeRequest) =>
  source.system === 'organization' ? 'aws.organizations' : 'alternate-contacts';
const register = (
  executionArn = EXECUTION_ARN,
  request = changeRequest(),
  { eventSource = sourceOf(request), accounts = [account()] } = {},
) => invoke(handler, { eventSource, request, executionArn, accounts, askedAt: CREATED_AT, enteredAt: CREATED_AT });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(CREATED_AT), toFake: ['Date'] });
  table.reset();
  evidence.reset();
  eventBus.reset();
  proofs.reset();
  lines.reset();
  organizations.reset();
  addOpenRequest.mockReset();
  requesters.reset();
  resetPolicy();
});

describe('register-request', () => {
  it('puts the record and the status RECEIVED', async () => {
    await proofs.putProof(changeRequest(), 'signature');
    const turn = { line: 'contacts', lane: 'front', at: Date.parse(CREATED_AT), offset: 0, until: CREATED_AT };
    await expect(register()).resolves.toEqual({ requestKey: REQUEST_KEY, changes: [{ ...SECURITY, turn }] });
    expect(table.records.get(REQUEST_KEY)).toEqual(receivedRecord());
    expect(eventBus.statusEvents).toMatchObject([{ status: 'RECEIVED', previousStatus: null, occurredAt: CREATED_AT }]);
  });

  it.each([
    {
      provenBy: 'claimed',
      when: 'no door of the service has proven the event',
      proof: undefined,
      request: changeRequest(),
    },
    { provenBy: 'iam', when: 'the requester signed', proof: 'iam' as const, request: changeRequest() },
    {
      provenBy: 'workflow',
      when: 'the workflow itself made the request',
      proof: undefined,
      request: changeRequest({ source: { system: 'organization' } }),
    },
  ])('records that the requester is known by $provenBy when $when', async ({ provenBy, proof, request }) => {
    if (proof) await proofs.putProof(request, proof);
    await register(EXECUTION_ARN, request);
    expect(table.records.get(requestKeyOf(request))?.provenBy).toBe(provenBy);
  });

  it.each([
    { system: 'organization', eventSource: 'alternate-contacts' },
    { system: 'organization', eventSource: 'alternate-contacts.webhooks' },
    { system: 'Organization', eventSource: 'aws.organizations' },
    { system: 'jira', eventSource: 'alternate-contacts' },
    { system: 'JIRA', eventSource: 'alternate-contacts' },
  ])('registers nothing of $system that came with $eventSource, even if it was called valid', async (given) => {
    policy.sources = { jira: { proof: { kind: 'zendesk' }, mapping: '$' } };
    const request = changeRequest({ source: { system: given.system } });
    await proofs.putProof(request, 'signature');
    await expect(register(EXECUTION_ARN, request, { eventSource: given.eventSource })).rejects.toMatchObject({
      name: 'ForeignSystemError',
    });
    expect(table.records.size).toBe(0);
    expect(evidence.asked.size).toBe(0);
  });

  it('registers what a webhook asks with its proof, and nothing without', async () => {
    policy.sources = { jira: { proof: { kind: 'zendesk' }, mapping: '$' } };
    const webhook = () => register(EXECUTION_ARN, changeRequest(), { eventSource: 'alternate-contacts.webhooks' });
    await expect(webhook()).rejects.toMatchObject({ name: 'ForeignSystemError' });
    await proofs.putProof(changeRequest(), 'signature');
    await expect(webhook()).resolves.toMatchObject({ requestKey: REQUEST_KEY });
    expect(table.records.get(REQUEST_KEY)?.provenBy).toBe('signature');
  });

  it('does not believe an event that differs from the proven one, even in its requester alone', async () => {
    await proofs.putProof(changeRequest(), 'iam');
    await register(EXECUTION_ARN, changeRequest({ requestedBy: 'victim@example.com' }));
    expect(table.records.get(REQUEST_KEY)?.provenBy).toBe('claimed');
  });

  it('believes no earlier state about where an account is, and which tags it has, when a rule asks for that', async () => {
    const when = { ou: ['ou-ab12-sandbox01'], tags: { Stage: ['sandbox'] } };
    policy.approvals = [{ name: 'sandbox', when, preApproved: true }, ...policy.approvals];
    organizations.accounts.set(ACCOUNT_ID, {
      state: 'ACTIVE',
      parentIds: ['r-ab12'],
      tags: { Stage: 'prod', Team: 'A' },
    });
    const told = account({ parentIds: ['ou-ab12-sandbox01', 'r-ab12'], tags: { Stage: 'sandbox' } });
    await register(EXECUTION_ARN, changeRequest(), { accounts: [told] });
    const known = { accountId: ACCOUNT_ID, state: 'ACTIVE', parentIds: ['r-ab12'], tags: { Stage: 'prod' } };
    expect(table.records.get(REQUEST_KEY)?.accounts).toEqual([known]);
  });

  it('reads no account when no rule asks for more than its id', async () => {
    await register();
    expect(organizations.readTargets).not.toHaveBeenCalled();
    expect(table.records.get(REQUEST_KEY)?.accounts).toEqual([account()]);
  });

  it('enters the request where later ones find it', async () => {
    await register();
    expect(addOpenRequest.mock.calls).toMatchObject([
      [{ request: changeRequest(), provenBy: 'claimed', askedAt: CREATED_AT }, 20],
    ]);
    expect([...requesters.open]).toEqual([REQUEST_KEY]);
  });

  it('fails by name when the requester has as many open requests as the policy allows, and enters it nowhere', async () => {
    policy.limits = { openRequestsPerRequester: 1 };
    requesters.open.add('cli/another');
    await expect(register()).rejects.toMatchObject({ name: 'TooManyOfRequesterError' });
    expect(addOpenRequest).not.toHaveBeenCalled();
    expect(eventBus.statusEvents).toEqual([]);
  });

  it.each([
    { proof: 'signature' as const, most: 2 },
    { proof: 'iam' as const, most: 2 },
    { proof: undefined, most: 1 },
  ])(
    'enters it among at most $most for a contact when its proof is $proof: claims keep no proven one out',
    async ({ proof, most }) => {
      policy.limits = { openRequestsPerContact: 1 };
      if (proof) await proofs.putProof(changeRequest(), proof);
      await register();
      expect(addOpenRequest.mock.calls).toMatchObject([[{}, most]]);
    },
  );

  it('enters requests of the workflow itself whatever the limits', async () => {
    policy.limits = { openRequestsPerRequester: 1, openRequestsPerContact: 1 };
    requesters.open.add('cli/another');
    await register(EXECUTION_ARN, changeRequest({ source: { system: 'organization' } }));
    expect(addOpenRequest.mock.calls).toMatchObject([[{ provenBy: 'workflow' }]]);
    expect(addOpenRequest.mock.calls[0]).toHaveLength(1);
  });

  it('succeeds and keeps what is recorded when the same execution tries again', async () => {
    table.given(pendingRecord());
    await expect(register()).resolves.toMatchObject({ requestKey: REQUEST_KEY });
    expect(table.records.get(REQUEST_KEY)).toEqual(pendingRecord());
  });

  it('throws DuplicateRequestError and puts no event when another execution has registered the request', async () => {
    table.given(receivedRecord());
    await expect(register('arn:of:another')).rejects.toMatchObject({ name: 'DuplicateRequestError' });
    expect(table.records.get(REQUEST_KEY)).toEqual(receivedRecord());
    expect(eventBus.statusEvents).toEqual([]);
  });

  it('throws the error by its name, and tells nobody, when no turn can be reserved; a retry succeeds', async () => {
    lines.reserve.mockRejectedValueOnce(Object.assign(new Error('slow'), { name: 'ThrottlingException' }));
    await expect(register()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(register()).resolves.toMatchObject({ changes: [{ turn: {} }] });
    expect(eventBus.statusEvents).toHaveLength(1);
  });

  it('throws EventRefusedError by its name, and a retry succeeds', async () => {
    const error = Object.assign(new Error('refused'), { name: 'EventRefusedError' });
    eventBus.putStatusEvent.mockRejectedValueOnce(error);
    await expect(register()).rejects.toMatchObject({ name: 'EventRefusedError' });
    await expect(register()).resolves.toMatchObject({ requestKey: REQUEST_KEY });
    expect(eventBus.statusEvents).toHaveLength(1);
  });
});

describe('register-request, in line', () => {
  const PRE_APPROVED: Policy['approvals'] = [{ name: 'everything', preApproved: true }];
  const request = (...types: ContactKey['alternateContactType'][]) =>
    changeRequest({ changes: types.map((alternateContactType) => putChange({ ...SECURITY, alternateContactType })) });
  const turnsOf = () => table.records.get(REQUEST_KEY)?.turns;

  it('reserves a read of each contact with one write, in the front lane, when somebody has to approve', async () => {
    const registered = await register(EXECUTION_ARN, request('BILLING', 'SECURITY'));
    expect(lines.reservations).toEqual([
      { line: 'contacts', lane: 'front', length: 2 * PACE.read, credit: PACE.credit.contacts },
    ]);
    const [first, second] = Object(registered).changes;
    expect(second.turn.at - first.turn.at).toBeCloseTo(PACE.read, 1);
    expect(turnsOf()).toBeUndefined();
  });

  it('reserves the changes when nobody has to approve, because the read for the plan compares, too', async () => {
    policy.approvals = PRE_APPROVED;
    const registered = await register(EXECUTION_ARN, request('BILLING', 'SECURITY'));
    expect(lines.reservations).toEqual([
      { line: 'contacts', lane: 'front', length: 2 * PACE.change, credit: PACE.credit.contacts },
    ]);
    const [first, second] = Object(registered).changes;
    expect(turnsOf()).toMatchObject({ first: { at: first.turn.at }, last: { at: second.turn.at } });
    expect(second.turn.at - first.turn.at).toBeCloseTo(PACE.change, 1);
  });

  it('gives it the turns that it has when it is tried again, and reserves nothing', async () => {
    policy.approvals = PRE_APPROVED;
    eventBus.putStatusEvent.mockRejectedValueOnce(Object.assign(new Error('no'), { name: 'EventRefusedError' }));
    await expect(register()).rejects.toMatchObject({ name: 'EventRefusedError' });
    await register();
    const turns = turnsOf();
    await expect(register()).resolves.toMatchObject({ changes: [{ turn: turns?.first }] });
    expect(lines.reservations).toHaveLength(1);
  });

  it('reserves a deletion, too, when nobody has to approve that', async () => {
    policy.approvals = PRE_APPROVED;
    await register(EXECUTION_ARN, changeRequest({ changes: [deleteChange()] }));
    expect(lines.reservations).toMatchObject([
      { line: 'contacts', length: PACE.change },
      { line: 'deletions', length: PACE.deletion },
    ]);
  });

  it.each([
    { what: 'nobody has to', approvals: PRE_APPROVED },
    { what: 'somebody has to', approvals: undefined },
  ])('reserves reads in the back lane for more than three changes when $what approve', async ({ approvals }) => {
    if (approvals) policy.approvals = approvals;
    const accountIds = ['222222222222', '333333333333', '444444444444', '555555555555'];
    const changes = accountIds.map((accountId) => putChange({ ...SECURITY, accountId }));
    const accounts = accountIds.map((accountId) => account({ accountId }));
    await register(EXECUTION_ARN, changeRequest({ changes }), { accounts });
    expect(lines.reservations).toMatchObject([{ lane: 'back', length: 4 * PACE.read }]);
    expect(turnsOf()).toBeUndefined();
  });
});
