import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import { handler } from '../../../functions/register-request.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import {
  ACCOUNT_ID,
  account,
  CREATED_AT,
  changeRequest,
  EXECUTION_ARN,
  NONCE,
  pendingRecord,
  REQUEST_KEY,
  receivedRecord,
} from '../builders.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as evidence from './fakes/evidence.ts';
import * as proofs from './fakes/intake-proofs.ts';
import * as organizations from './fakes/organizations.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as requesters from './fakes/requester-load.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/intake-proofs.ts', () => import('./fakes/intake-proofs.ts'));
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
) => invoke(handler, { eventSource, request, executionArn, accounts, askedAt: CREATED_AT });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(CREATED_AT), toFake: ['Date'] });
  table.reset();
  evidence.reset();
  eventBus.reset();
  proofs.reset();
  organizations.reset();
  addOpenRequest.mockReset();
  requesters.reset();
  resetPolicy();
});

describe('register-request', () => {
  it('puts the record and the status RECEIVED', async () => {
    await proofs.putProof(changeRequest(), 'signature');
    await expect(register()).resolves.toEqual({ requestKey: REQUEST_KEY });
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
    await expect(webhook()).resolves.toEqual({ requestKey: REQUEST_KEY });
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
    await expect(register()).resolves.toEqual({ requestKey: REQUEST_KEY });
    expect(table.records.get(REQUEST_KEY)).toEqual(pendingRecord());
  });

  it('throws DuplicateRequestError and puts no event when another execution has registered the request', async () => {
    table.given(receivedRecord());
    await expect(register('arn:of:another')).rejects.toMatchObject({ name: 'DuplicateRequestError' });
    expect(table.records.get(REQUEST_KEY)).toEqual(receivedRecord());
    expect(eventBus.statusEvents).toEqual([]);
  });

  it('throws EventRefusedError by its name, and a retry succeeds', async () => {
    const error = Object.assign(new Error('refused'), { name: 'EventRefusedError' });
    eventBus.putStatusEvent.mockRejectedValueOnce(error);
    await expect(register()).rejects.toMatchObject({ name: 'EventRefusedError' });
    await expect(register()).resolves.toEqual({ requestKey: REQUEST_KEY });
    expect(eventBus.statusEvents).toHaveLength(1);
  });
});
