import { describe, expect, it } from 'vitest';
import { mostEarlyWakes, secondsLeft } from '../../../../functions/domain/approval/round-time.ts';
import { evolveAll } from '../../../../functions/domain/ledger/evolve.ts';
import {
  approvalMails,
  approvalOf,
  CREATED_AT,
  EXPIRES_AT,
  escalatingApproval,
  pendingRecord,
  planned,
  planOutdated,
  receivedRecord,
} from '../../builders.ts';

const BEGUN = Date.parse(CREATED_AT);
const seconds = (count: number) => BEGUN + count * 1000;
const DAY = 86_400;

describe('secondsLeft', () => {
  it('is what is left of the round since it began', () => {
    expect(secondsLeft(pendingRecord(), 0, seconds(3))).toBe(3 * DAY - 3);
  });

  it('is 0 when the round is over, and in its last second, in which clocks may differ', () => {
    expect(secondsLeft(pendingRecord(), 0, Date.parse(EXPIRES_AT))).toBe(0);
    expect(secondsLeft(pendingRecord(), 0, Date.parse(EXPIRES_AT) - 1000)).toBe(0);
    expect(secondsLeft(pendingRecord(), 0, Date.parse(EXPIRES_AT) - 1001)).toBe(2);
  });

  it('counts from when the present round began', () => {
    const record = pendingRecord({ approval: escalatingApproval(), round: 1 });
    expect(secondsLeft(record, 1, seconds(DAY + 10))).toBe(DAY - 10);
  });

  it('never lasts longer than the request, whose links end with it', () => {
    const late = evolveAll(receivedRecord(), [
      planned({ at: CREATED_AT }),
      { type: 'ApprovalRequested', at: new Date(seconds(10)).toISOString(), by: 'workflow', round: 0, approvers: [] },
    ]);
    expect(secondsLeft(late, 0, seconds(20))).toBe(3 * DAY - 20);
  });

  it('is the whole round when it has not begun, or only with an earlier plan', () => {
    const approval = approvalOf(1, { rounds: [{ seconds: 60, remind: false, escalateTo: [] }] });
    expect(secondsLeft(receivedRecord({ approval }), 0, BEGUN)).toBe(60);
    const at = new Date(seconds(30)).toISOString();
    const again = evolveAll(pendingRecord({ approval }), [planOutdated({ at }), planned({ at, approval })]);
    expect(secondsLeft(again, 0, seconds(31))).toBe(59);
  });

  it('is 0 when there is no such round', () => {
    expect(secondsLeft(receivedRecord(), 0, BEGUN)).toBe(0);
    expect(secondsLeft(pendingRecord(), 7, BEGUN)).toBe(0);
  });

  it('counts seconds of the workflow where they last shorter than those of the clock', () => {
    const approval = approvalOf(1, { rounds: [{ seconds: 3600, remind: false, escalateTo: [] }] });
    expect(secondsLeft(pendingRecord({ approval }), 0, seconds(0.6), 0.001)).toBe(3000);
    expect(secondsLeft(pendingRecord({ approval }), 0, seconds(3.6), 0.001)).toBe(0);
  });
});

describe('mostEarlyWakes', () => {
  it('is many when everybody has been asked, and few when that has failed', () => {
    expect(mostEarlyWakes(pendingRecord({ mails: approvalMails() }), 0, true)).toBe(30);
    expect(mostEarlyWakes(pendingRecord({ mails: approvalMails().slice(1) }), 0, true)).toBe(3);
    expect(mostEarlyWakes(receivedRecord({ approval: approvalOf() }), 0, true)).toBe(3);
  });

  it('is many when the task has not failed, as while approvers wait for a summary', () => {
    expect(mostEarlyWakes(pendingRecord(), 0, false)).toBe(30);
  });
});
