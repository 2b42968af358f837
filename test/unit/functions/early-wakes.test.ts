import '../metrics-on.ts';
import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { logger } from '../../../functions/runtime/logger.ts';
import { handler } from '../../../functions/settle-approval.ts';
import {
  approvalMails,
  CREATED_AT,
  EXPIRES_AT,
  escalatingApproval,
  lost,
  OTHER_APPROVER,
  pendingRecord,
  REQUEST_KEY,
  type RecordFacts,
  receivedRecord,
} from '../builders.ts';
import * as claims from './fakes/contact-claims.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as mailer from './fakes/mailer.ts';
import * as openRequests from './fakes/open-requests.ts';
import * as table from './fakes/request-table.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/contact-claims.ts', () => import('./fakes/contact-claims.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/mail-budget.ts', () => import('./fakes/mail-budget.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const THREE_DAYS = 259_200;
const PENDING = { status: 'PENDING_APPROVAL', index: 0 };
const asked = (facts: RecordFacts = {}) => pendingRecord({ mails: approvalMails(), ...facts });

/** Lets SettleApproval run some seconds after the round began. */
function settle(afterSeconds: number, woken: object = { by: 'token' }, round: object = {}): Promise<unknown> {
  vi.setSystemTime(Date.parse(CREATED_AT) + afterSeconds * 1000);
  const input = { index: 0, timeoutSeconds: THREE_DAYS, ...round };
  return invoke(handler, { requestKey: REQUEST_KEY, round: input, woken });
}

/** The lines that were written to standard output, as CloudWatch reads them. */
const emitted: Record<string, unknown>[] = [];

beforeEach(() => {
  vi.restoreAllMocks();
  vi.useFakeTimers({ now: new Date(CREATED_AT), toFake: ['Date'] });
  for (const fake of [table, openRequests, claims, eventBus, mailer]) fake.reset();
  emitted.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    emitted.push(JSON.parse(String(line)));
    return true;
  });
});

describe('settle-approval, woken before the time of its round', () => {
  it.each([
    { what: 'its token was returned', woken: { by: 'token' } },
    { what: 'its task was made to fail', woken: { Error: 'Anything', Cause: 'at all' } },
    { what: 'its task was made to fail without a name', woken: { Error: null, Cause: null } },
    { what: 'somebody called it a timeout', woken: { Error: 'States.Timeout', Cause: null } },
  ])('waits for the rest of the same round when $what', async ({ woken }) => {
    const record = asked();
    table.given(record);
    await expect(settle(3, woken)).resolves.toEqual({ ...PENDING, timeoutSeconds: THREE_DAYS - 3, wokenEarly: 1 });
    expect(table.records.get(REQUEST_KEY)).toEqual(record);
    expect(eventBus.statusEvents).toEqual([]);
    expect(mailer.outbox).toEqual([]);
  });

  it('does not open the next round, though one is left', async () => {
    table.given(asked({ approval: escalatingApproval() }));
    await expect(settle(60)).resolves.toEqual({ ...PENDING, timeoutSeconds: 86_340, wokenEarly: 1 });
  });

  it('opens the next round once its time is up, and remembers how often it was woken', async () => {
    table.given(asked({ approval: escalatingApproval() }));
    const next = { status: 'PENDING_APPROVAL', index: 1, timeoutSeconds: 86_400, wokenEarly: 2 };
    await expect(settle(86_400, { Error: 'States.Timeout', Cause: '' }, { wokenEarly: 2 })).resolves.toEqual(next);
  });

  it('expires the request by its own time, whatever the task is said to have ended with', async () => {
    table.given(asked());
    await expect(settle(THREE_DAYS, { by: 'token' })).resolves.toMatchObject({ status: 'EXPIRED' });
    expect(eventBus.statusEvents).toMatchObject([{ status: 'EXPIRED', occurredAt: EXPIRES_AT }]);
  });

  it('does not wait when the quorum is out of reach', async () => {
    table.given(asked({ approval: escalatingApproval(2), unreachable: [lost(OTHER_APPROVER)] }));
    await expect(settle(3)).resolves.toEqual({ status: 'PENDING_APPROVAL', index: 2, timeoutSeconds: 86_400 });
  });

  it('logs and counts it, without what the wake said', async () => {
    const warn = vi.spyOn(logger, 'warn');
    table.given(asked());
    await settle(3, { Error: 'secret-name', Cause: 'secret cause' });
    const line = { requestKey: REQUEST_KEY, round: 0, wokenEarly: 1 };
    expect(warn.mock.calls).toEqual([['A round was left before its time', line]]);
    expect(emitted).toMatchObject([{ EarlyWakes: 1 }]);
    expect(JSON.stringify([warn.mock.calls, emitted])).not.toContain('secret');
  });

  it('ends the request with a reason when it is woken for ever', async () => {
    table.given(asked());
    await expect(settle(3, { by: 'token' }, { wokenEarly: 29 })).resolves.toMatchObject({ wokenEarly: 30 });
    await expect(settle(3, { by: 'token' }, { wokenEarly: 30 })).rejects.toMatchObject({
      name: 'ApprovalInterruptedError',
      message: 'the approval was interrupted 31 times, at last by a wake',
    });
  });
});

describe('settle-approval, when asking the approvers has failed', () => {
  const woken = { Error: 'TypeError', Cause: '{"errorMessage":"broken"}' };

  it.each([
    { what: 'before the round began', record: receivedRecord({ approval: escalatingApproval() }), seconds: 86_400 },
    { what: 'between two mails', record: pendingRecord({ mails: approvalMails().slice(1) }), seconds: THREE_DAYS },
  ])('asks again when it failed $what, and names the error when it keeps failing', async ({ record, seconds }) => {
    table.given(record);
    await expect(settle(0, woken)).resolves.toEqual({ ...PENDING, timeoutSeconds: seconds, wokenEarly: 1 });
    await expect(settle(0, woken, { wokenEarly: 3 })).rejects.toMatchObject({
      name: 'ApprovalInterruptedError',
      message: 'the approval was interrupted 4 times, at last by TypeError',
    });
  });

  const senderRefused = { Error: 'SenderRefusedError', Cause: '{"errorMessage":"secret"}' };

  it.each([
    { what: 'before the round began', record: receivedRecord({ approval: escalatingApproval() }) },
    { what: 'between two mails', record: pendingRecord({ mails: approvalMails().slice(1) }) },
  ])('ends the request at once when SES refuses the sender $what', async ({ record }) => {
    table.given(record);
    await expect(settle(0, senderRefused)).rejects.toMatchObject({
      name: 'SenderRefusedError',
      message: 'SES sends nothing for the sender: the log of request-approval says why',
    });
  });

  it('goes on waiting when somebody only says so, because everybody has been asked', async () => {
    table.given(asked());
    await expect(settle(3, senderRefused)).resolves.toMatchObject({ ...PENDING, wokenEarly: 1 });
  });
});
