import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { notifyApprovers } from '../../../functions/steps/decision-notices.ts';
import { APPROVER, approvalMails, OTHER_APPROVER, pendingRecord, REQUEST_KEY, vote } from '../builders.ts';
import * as mailer from '../functions/fakes/mailer.ts';
import { policy, reset as resetPolicy } from '../functions/fakes/policy.ts';
import * as table from '../functions/fakes/request-table.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('../functions/fakes/request-table.ts'));
vi.mock('../../../functions/aws/mail-budget.ts', () => import('../functions/fakes/mail-budget.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('../functions/fakes/mailer.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('../functions/fakes/policy.ts'));

const mailedTo = () => mailer.outbox.map(({ to }) => to);

/** Two approvers were asked, and one of them has decided. */
async function notify(status: 'APPROVED' | 'REJECTED' | 'CANCELLED') {
  const record = pendingRecord({ status, mails: approvalMails(), votes: [vote(APPROVER)] });
  table.given(record);
  await notifyApprovers(record, (error) => expect(error).toBeUndefined());
}

beforeEach(() => {
  for (const fake of [table, mailer]) fake.reset();
  resetPolicy();
});

describe('notifyApprovers', () => {
  it('mails the approvers who did not decide', async () => {
    await notify('APPROVED');
    expect(mailedTo()).toEqual([OTHER_APPROVER]);
    expect(table.records.get(REQUEST_KEY)?.mails).toContainEqual({ kind: 'decisionNotice', to: OTHER_APPROVER });
  });

  it('leaves the rest to the page, and says so, when mails wait for so long that the function would run out of time', async () => {
    vi.useFakeTimers({ now: 0, toFake: ['Date'] });
    const record = pendingRecord({ status: 'CANCELLED', mails: approvalMails() });
    table.given(record);
    mailer.sendMail.mockImplementation(async () => {
      vi.setSystemTime(Date.now() + 20_001);
    });
    const onError = vi.fn();
    await notifyApprovers(record, onError);
    expect(mailer.sendMail).toHaveBeenCalledOnce();
    expect(onError.mock.calls).toMatchObject([[{ name: 'ThrottlingException' }]]);
    vi.useRealTimers();
  });

  it.each(['APPROVED', 'REJECTED', 'CANCELLED'] as const)(
    'mails nobody, and writes nothing, when the request is %s and the policy leaves that to the page',
    async (status) => {
      policy.notices = { decided: 'nobody' };
      await notify(status);
      expect(mailedTo()).toEqual([]);
      expect(table.records.get(REQUEST_KEY)?.mails).toEqual(approvalMails());
    },
  );

  it('mails them all the same when the policy only chooses who hears of what waits', async () => {
    policy.notices = { pending: 'claimed' };
    await notify('REJECTED');
    expect(mailedTo()).toEqual([OTHER_APPROVER]);
  });
});
