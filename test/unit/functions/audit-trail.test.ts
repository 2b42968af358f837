import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as cancelRequest } from '../../../functions/cancel-request.ts';
import { handler as decideApproval } from '../../../functions/decide-approval.ts';
import { formNonce } from '../../../functions/domain/approval/page-link.ts';
import { handler as receiveCancellation } from '../../../functions/receive-cancellation.ts';
import { handler as receiveRequest } from '../../../functions/receive-request.ts';
import { handler as receiveWebhook } from '../../../functions/receive-webhook.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { handler as showApproval } from '../../../functions/show-approval.ts';
import { handler as submitCancellation } from '../../../functions/submit-cancellation.ts';
import {
  APPROVER,
  approvalOf,
  changeRequest,
  pendingRecord,
  REQUEST_ID,
  REQUEST_KEY,
  REQUESTER,
  VOTED_AT,
} from '../builders.ts';
import { givenLink, OTHER_SECRET, SECRET } from './approval-pages.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as evidence from './fakes/evidence.ts';
import * as iamTags from './fakes/iam-tags.ts';
import * as proofs from './fakes/intake-proofs.ts';
import * as pageLinks from './fakes/page-links.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as webhookKeys from './fakes/webhook-keys.ts';
import * as workflow from './fakes/workflow.ts';
import { CONTACT_DETAILS, invoke, requestPage } from './invoke.ts';
import { callSigned, IDENTITIES, JANE } from './signed-caller.ts';
import { sendWebhook } from './webhook-caller.ts';

vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/iam-tags.ts', () => import('./fakes/iam-tags.ts'));
vi.mock('../../../functions/aws/intake-proofs.ts', () => import('./fakes/intake-proofs.ts'));
vi.mock('../../../functions/aws/named-requests.ts', () => import('./fakes/named-requests.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/webhook-keys.ts', () => import('./fakes/webhook-keys.ts'));
vi.mock('../../../functions/aws/signatures.ts', () => import('./fakes/signatures.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const COMMENT = 'a comment that nobody else should read';
const PROPERTY = 'aPropertyThatNobodyKnows';
const stored = () => table.records.get(REQUEST_KEY);
const { source: _, ...REQUEST } = changeRequest();

const vote = (fields: Record<string, string> = {}, token = SECRET) => {
  const nonce = formNonce(SECRET, stored()?.fingerprint ?? '', new Date(VOTED_AT));
  const form = { decision: 'approve', comment: COMMENT, nonce, ...fields };
  return requestPage(decideApproval, { method: 'POST', token, form });
};
const submit = (fields: Record<string, string> = {}) => {
  const form = { comment: COMMENT, nonce: formNonce(OTHER_SECRET, REQUEST_KEY, new Date(VOTED_AT)), ...fields };
  return requestPage(submitCancellation, { path: 'requests', method: 'POST', token: OTHER_SECRET, form });
};
const webhook = (body: object, key: string, source = 'desk') =>
  sendWebhook(receiveWebhook, { source, headers: { 'x-api-key': key }, body });
const cancelByEvent = (detail: object, source = 'alternate-contacts') =>
  invoke(cancelRequest, { source, 'detail-type': 'Alternate Contact Change Cancellation Requested', detail });
const decided = () => table.given(pendingRecord({ status: 'REJECTED', taskToken: undefined }));

const log = vi.spyOn(logger, 'info');
const lines = () => log.mock.calls.filter(([line]) => line === 'Audit').map(([, fields]) => fields);

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, eventBus, evidence, iamTags, pageLinks, proofs, webhookKeys, workflow]) fake.reset();
  resetPolicy();
  policy.identities = [...IDENTITIES];
  policy.sources = { desk: { proof: { kind: 'header', headers: ['X-Api-Key'] }, reference: 'ticket', mapping: '$' } };
  webhookKeys.keys.set('desk', ['right']);
  table.given(pendingRecord({ approval: approvalOf(2) }));
  givenLink(SECRET, APPROVER);
  givenLink(OTHER_SECRET, REQUESTER, undefined, 'request');
  log.mockClear();
});

const approver = { kind: 'approver', id: APPROVER };
const requester = { kind: 'requester', id: REQUESTER };
const jane = { kind: 'principal', id: JANE };
const recorded = { outcome: 'recorded', code: null };
const refused = (code: string) => ({ outcome: 'refused', code });
const of = { requests: [REQUEST_KEY] };
const none = { requests: [] };

describe('the audit trail', () => {
  it.each([
    { what: 'a vote', act: () => vote(), left: { ...approver, ...recorded, ...of, decision: 'approve' } },
    {
      what: 'a vote against it',
      act: () => vote({ decision: 'reject' }),
      left: { ...approver, ...recorded, ...of, decision: 'reject' },
    },
    {
      what: 'a vote without a comment that it needs',
      act: () => vote({ decision: 'reject', comment: '' }),
      left: { ...approver, ...refused('commentMissing'), ...of, decision: 'reject' },
    },
    {
      what: 'a form that decides nothing',
      act: () => vote({ decision: 'x' }),
      left: { ...approver, ...refused('invalid'), ...of },
    },
    { what: 'an old form', act: () => vote({ nonce: 'x' }), left: { ...approver, ...refused('formTooOld'), ...of } },
    {
      what: 'a vote on what is decided',
      act: () => {
        decided();
        return vote();
      },
      left: { ...approver, ...refused('decided'), ...of },
    },
    { what: 'a cancellation by the page', act: () => submit(), left: { ...requester, ...recorded, ...of } },
    {
      what: 'an old form to cancel',
      act: () => submit({ nonce: 'x' }),
      left: { ...requester, ...refused('invalid'), ...of },
    },
    {
      what: 'a cancellation of what is decided',
      act: () => {
        decided();
        return submit();
      },
      left: { ...requester, ...refused('ended'), ...of },
    },
    {
      what: 'a signed cancellation',
      act: () => callSigned(receiveCancellation, { requestId: REQUEST_ID, reason: COMMENT }),
      left: { ...jane, ...recorded, ...of },
    },
    {
      what: 'a signed cancellation that breaks the schema',
      act: () => callSigned(receiveCancellation, { requestId: REQUEST_ID, [PROPERTY]: COMMENT }),
      left: { ...jane, ...refused('invalid'), ...none },
    },
    {
      what: 'a cancellation by an event',
      act: () => {
        table.given(pendingRecord({ provenBy: 'claimed' }));
        return cancelByEvent({ requestId: REQUEST_ID, requestedBy: REQUESTER, reason: COMMENT });
      },
      left: { kind: 'claimed', id: REQUESTER, ...recorded, ...of },
    },
    {
      what: 'a cancellation by an event of what its ticket has asked for',
      act: () => cancelByEvent({ requestId: REQUEST_ID, requestedBy: REQUESTER, reason: COMMENT }),
      left: { kind: 'claimed', id: REQUESTER, ...refused('notProven'), ...of },
    },
    {
      what: 'a cancellation by an event of somebody else',
      act: () => cancelByEvent({ requestId: REQUEST_ID, source: { system: 'jira' }, requestedBy: APPROVER }),
      left: { kind: 'claimed', id: APPROVER, ...refused('notTheRequester'), ...of },
    },
    {
      what: 'a request that breaks the schema',
      act: () => callSigned(receiveRequest, { ...REQUEST, [PROPERTY]: COMMENT }),
      left: { ...jane, ...refused('invalid'), ...none },
    },
    {
      what: 'a webhook without a proof',
      act: () => webhook(REQUEST, 'wrong'),
      left: { kind: 'claimed', id: 'desk', ...refused('unauthorized'), ...none },
    },
    {
      what: 'a webhook to a source that there is not',
      act: () => webhook(REQUEST, 'wrong', PROPERTY),
      left: { kind: 'unknown', id: null, ...refused('unauthorized'), ...none },
    },
    {
      what: 'a webhook that asks for nonsense',
      act: () => webhook({ ...REQUEST, [PROPERTY]: COMMENT }, 'right'),
      left: { kind: 'system', id: 'desk', ...refused('invalid'), ...none },
    },
  ])('has one line and one event of $what', async ({ act, left: { kind, id, ...left } }) => {
    await act();
    expect(eventBus.auditEvents).toMatchObject([{ ...left, by: { kind, id } }]);
    expect(lines()).toMatchObject([{ ...left, auditId: eventBus.auditEvents[0]?.auditId }]);
    const said = JSON.stringify([eventBus.auditEvents, lines()]);
    for (const secret of [COMMENT, PROPERTY, SECRET, OTHER_SECRET, ...CONTACT_DETAILS])
      expect(said).not.toContain(secret);
  });

  it('has nothing of what is only asked for, shown or answered with an error', async () => {
    await webhook(REQUEST, 'right');
    await callSigned(receiveRequest, { ...REQUEST, source: { system: 'cli' } });
    await requestPage(showApproval, { token: SECRET });
    table.updateRecord.mockRejectedValueOnce(new Error('down'));
    await expect(vote()).resolves.toMatchObject({ statusCode: 500 });
    expect([eventBus.auditEvents, lines()]).toEqual([[], []]);
  });

  it('leaves a link that opens nothing to the log of the page', async () => {
    await vote({}, 'x'.repeat(43));
    expect([eventBus.auditEvents, lines()]).toEqual([[], []]);
    expect(log.mock.calls).toMatchObject([['Request refused', { statusCode: 404, error: 'InvalidLinkError' }]]);
  });
});
