import '../environment.ts';

import type { Context } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as applyChange } from '../../../functions/apply-change.ts';
import { handler as cancelRequest } from '../../../functions/cancel-request.ts';
import { handler as confirmChanges } from '../../../functions/confirm-changes.ts';
import { handler as deriveBaselineRequest } from '../../../functions/derive-baseline-request.ts';
import { handler as endStrandedRequests } from '../../../functions/end-stranded-requests.ts';
import { handler as markUnreachable } from '../../../functions/mark-unreachable.ts';
import { handler as planChanges } from '../../../functions/plan-changes.ts';
import { handler as readCurrentContact } from '../../../functions/read-current-contact.ts';
import { handler as recordOutcome } from '../../../functions/record-outcome.ts';
import { handler as registerRequest } from '../../../functions/register-request.ts';
import { handler as requestApproval } from '../../../functions/request-approval.ts';
import { handler as settleApproval } from '../../../functions/settle-approval.ts';
import { handler as wakeStalledApprovals } from '../../../functions/wake-stalled-approvals.ts';
import { handler as withdrawChanges } from '../../../functions/withdraw-changes.ts';
import {
  CREATED_AT,
  changeInTurn,
  changeRequest,
  EXECUTION_ARN,
  NEW_CONTACT,
  REQUEST_ID,
  REQUEST_KEY,
  REQUESTER,
  SECURITY,
  turnNow,
} from '../builders.ts';
import { invoke } from './invoke.ts';

const untouched = vi.hoisted(() => (names: string[]) => {
  const refuse = () => {
    throw new Error('nothing may be called with this input');
  };
  return Object.fromEntries(names.map((name) => [name, refuse]));
});

vi.mock('../../../functions/aws/request-table.ts', () =>
  untouched(['registerRecord', 'readRecord', 'updateRecord', 'recordEvents', 'listWaitingRequests']),
);
vi.mock('../../../functions/aws/page-links.ts', () => untouched(['putApproverLink', 'putRequesterLink']));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));
vi.mock('../../../functions/aws/contact-locks.ts', () => untouched(['lockContact', 'unlockContact']));
vi.mock('../../../functions/aws/baseline-table.ts', () => untouched(['countBaseline']));
vi.mock('../../../functions/aws/organizations.ts', () => untouched(['readAccount', 'readTags']));
vi.mock('../../../functions/aws/event-bus.ts', () => untouched(['putStatusEvent']));
vi.mock('../../../functions/aws/mailer.ts', () => untouched(['sendMail']));
vi.mock('../../../functions/aws/workflow.ts', () => untouched(['wakeExecution', 'wakeIfOver']));
vi.mock('../../../functions/aws/account-management.ts', () => untouched(['getContact', 'putContact', 'deleteContact']));

const round = { index: 0, timeoutSeconds: 60 };
const secret = 'a secret person';

/** SES and EventBridge may add to their events: unknown fields are ignored. */
const openTasks = [
  {
    name: 'mark-unreachable',
    handler: markUnreachable,
    input: { detail: { mail: { tags: { request: ['Y2xpLTE'] } } } },
  },
  { name: 'wake-stalled-approvals', handler: wakeStalledApprovals, input: { source: 'aws.events' } },
  { name: 'confirm-changes', handler: confirmChanges, input: { source: 'aws.events' } },
  { name: 'end-stranded-requests', handler: endStrandedRequests, input: { source: 'aws.events' } },
];

const strictTasks = [
  {
    name: 'derive-baseline-request',
    handler: deriveBaselineRequest,
    input: { event: { detail: { eventName: 'CloseAccountResult' } } },
  },
  {
    name: 'withdraw-changes',
    handler: withdrawChanges,
    input: { kind: 'accountClosed', accountId: SECURITY.accountId },
  },
  {
    name: 'cancel-request',
    handler: cancelRequest,
    input: { source: 'alternate-contacts', detail: { requestId: REQUEST_ID, requestedBy: REQUESTER } },
  },
  {
    name: 'register-request',
    handler: registerRequest,
    input: {
      eventSource: 'alternate-contacts',
      request: changeRequest(),
      executionArn: EXECUTION_ARN,
      accounts: [],
      enteredAt: CREATED_AT,
      askedAt: '2026-06-01T10:00:00.000Z',
    },
  },
  {
    name: 'read-current-contact',
    handler: readCurrentContact,
    input: { contact: { ...SECURITY, turn: turnNow() }, retries: 0 },
  },
  { name: 'plan-changes', handler: planChanges, input: { requestKey: REQUEST_KEY, currentContacts: [] } },
  {
    name: 'request-approval',
    handler: requestApproval,
    input: { requestKey: REQUEST_KEY, round, enteredAt: CREATED_AT, taskToken: 'token' },
  },
  { name: 'settle-approval', handler: settleApproval, input: { requestKey: REQUEST_KEY, round, woken: {} } },
  { name: 'apply-change', handler: applyChange, input: changeInTurn() },
  { name: 'record-outcome', handler: recordOutcome, input: { executionArn: EXECUTION_ARN, state: {}, retries: 0 } },
];

beforeEach(() => {
  vi.restoreAllMocks();
});

const callOf = (handler: (typeof strictTasks | typeof openTasks)[number]['handler']) => (event: unknown) => {
  const run: (event: never, context: Context) => Promise<unknown> = handler;
  return invoke(run, event);
};

describe.each([...strictTasks, ...openTasks])('$name', ({ handler, input }) => {
  const call = callOf(handler);

  it.each([{}, 'text', 42, [], null])(
    'throws BadRequestError and calls nothing when its input is %j',
    async (event) => {
      await expect(call(event)).rejects.toMatchObject({ name: 'BadRequestError' });
    },
  );

  it.each(Object.keys(input))('throws BadRequestError when %s is missing', async (property) => {
    const event = Object.fromEntries(Object.entries(input).filter(([key]) => key !== property));
    await expect(call(event)).rejects.toMatchObject({ name: 'BadRequestError' });
  });

  it('passes its check when the input is right', async () => {
    await expect(call(input).then(String, String)).resolves.not.toContain('BadRequestError');
  });
});

describe.each(strictTasks)('$name', ({ handler, input }) => {
  it('throws BadRequestError without repeating the value when a property is unknown', async () => {
    const extra = { contact: { ...NEW_CONTACT, name: secret } };
    // EventBridge may add to the envelope of an event; its detail is strict.
    const event = 'detail' in input ? { detail: { ...input.detail, ...extra } } : { ...input, ...extra };
    const error = await callOf(handler)(event).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'BadRequestError' });
    expect(`${error} ${error instanceof Error ? error.stack : ''}`).not.toContain(secret);
  });
});

describe.each(openTasks)('$name', ({ handler, input }) => {
  it('passes its check when its event has unknown fields', async () => {
    const event = { ...input, 'replay-name': 'x', ...('detail' in input && { detail: { ...input.detail, more: 1 } }) };
    await expect(callOf(handler)(event).then(String, String)).resolves.not.toContain('BadRequestError');
  });
});
