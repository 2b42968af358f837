import { describe, expect, it } from 'vitest';
import {
  approversMailedBefore,
  approversToMail,
  approversToNotify,
  beginRound,
  isExpired,
  isRoundOver,
  nextRound,
  settleRound,
} from '../../../../functions/domain/approval/rounds.ts';
import { evolveAll } from '../../../../functions/domain/ledger/evolve.ts';
import {
  APPROVER,
  approvalMails,
  approvalOf,
  CHIEF,
  CREATED_AT,
  EXPIRES_AT,
  escalatingApproval,
  expired,
  lost,
  OTHER_APPROVER,
  pendingRecord,
  receivedRecord,
  recordWith,
  requirement,
  roundOf,
  VOTED_AT,
  vote,
} from '../../builders.ts';

const CISO = 'ciso@example.com';
const WORKFLOW = { at: VOTED_AT, by: 'workflow' };

/** First both approvers, then a reminder, then the chief joins. */
const escalating = escalatingApproval(2);

/** Both approvers, then the chief joins, then the CISO: nobody is reminded. */
const stepwise = approvalOf(1, {
  requirements: [requirement({ quorum: 2, escalateTo: [CHIEF, CISO] })],
  rounds: [roundOf(), roundOf({ escalateTo: [CHIEF] }), roundOf({ escalateTo: [CISO] })],
});

const mails = approvalMails();

/** The record after the round has begun. */
function begun(...of: Parameters<typeof beginRound>) {
  const events = beginRound(...of);
  if (!events) throw new Error('there is nothing left to decide');
  return evolveAll(of[0], events);
}

describe('approversMailedBefore', () => {
  const all = [
    ...mails,
    { kind: 'pendingNotice', to: 'jane@example.com' } as const,
    ...approvalMails(1, [OTHER_APPROVER]),
    ...approvalMails(2, [CHIEF]),
    ...approvalMails(10, [CISO]),
    { kind: 'decisionNotice', to: CISO } as const,
  ];

  it.each([
    { round: 0, mailed: [] },
    { round: 1, mailed: [APPROVER, OTHER_APPROVER] },
    { round: 2, mailed: [APPROVER, OTHER_APPROVER] },
    { round: 3, mailed: [APPROVER, OTHER_APPROVER, CHIEF] },
    { round: 11, mailed: [APPROVER, OTHER_APPROVER, CHIEF, CISO] },
  ])('is $mailed before round $round', ({ round, mailed }) => {
    expect([...approversMailedBefore(pendingRecord({ mails: all }), round)]).toEqual(mailed);
  });
});

describe('approversToMail', () => {
  it('is everyone in the first round', () => {
    expect(approversToMail(pendingRecord({ approval: escalating }), 0)).toEqual([APPROVER, OTHER_APPROVER]);
  });

  it("is everyone who hasn't voted when the round reminds", () => {
    const record = pendingRecord({ approval: escalating, round: 1, mails, votes: [vote(APPROVER)] });
    expect(approversToMail(record, 1)).toEqual([OTHER_APPROVER]);
  });

  it('is not an approver who has rejected either when the round reminds', () => {
    const votes = [vote(APPROVER, { decision: 'reject' })];
    const record = pendingRecord({ approval: escalating, round: 1, mails, votes });
    expect(approversToMail(record, 1)).toEqual([OTHER_APPROVER]);
  });

  it('is the approvers who join when the round does not remind', () => {
    const record = pendingRecord({ approval: escalating, round: 2, mails });
    expect(approversToMail(record, 2)).toEqual([CHIEF]);
  });

  it("is the approvers who join and those who haven't voted when the round does both", () => {
    const rounds = [roundOf(), roundOf({ remind: true, escalateTo: [CHIEF] })];
    const approval = approvalOf(2, { rounds });
    const record = pendingRecord({ approval, round: 1, mails, votes: [vote(OTHER_APPROVER)] });
    expect(approversToMail(record, 1)).toEqual([APPROVER, CHIEF]);
  });

  it('is nobody when the round only extends the wait', () => {
    const approval = approvalOf(1, { rounds: [roundOf(), roundOf()] });
    expect(approversToMail(pendingRecord({ approval, round: 1, mails }), 1)).toEqual([]);
  });

  it('is not an approver whom mail does not reach, in any round', () => {
    const record = pendingRecord({ approval: escalating, mails, unreachable: [lost(), lost(CHIEF)] });
    expect([0, 1, 2].map((round) => approversToMail({ ...record, round }, round))).toEqual([
      [OTHER_APPROVER],
      [OTHER_APPROVER],
      [],
    ]);
  });

  it('is also the approvers who would have joined in a round that was skipped', () => {
    const record = pendingRecord({ approval: stepwise, round: 2, mails, unreachable: [lost()] });
    expect(approversToMail(record, 2)).toEqual([CHIEF, CISO]);
  });

  it('is nobody when there is no such round', () => {
    expect(approversToMail(pendingRecord({ mails }), 1)).toEqual([]);
  });

  it('is nobody when the record has no approval', () => {
    expect(approversToMail(receivedRecord(), 0)).toEqual([]);
  });
});

describe('beginRound, of the first round', () => {
  const received = receivedRecord({ approval: escalating });

  it('requests approval from the approvers of the first round, and moves the request to PENDING_APPROVAL', () => {
    expect(beginRound(received, 0, VOTED_AT)).toEqual([
      { ...WORKFLOW, type: 'ApprovalRequested', round: 0, approvers: [APPROVER, OTHER_APPROVER] },
    ]);
    expect(begun(received, 0, VOTED_AT)).toMatchObject({ status: 'PENDING_APPROVAL', round: 0 });
  });

  it('names approvers whom the first round itself adds', () => {
    const approval = approvalOf(1, { rounds: [roundOf({ escalateTo: [CHIEF] })] });
    expect(beginRound(receivedRecord({ approval }), 0, VOTED_AT)).toMatchObject([
      { approvers: [APPROVER, OTHER_APPROVER, CHIEF] },
    ]);
  });

  it('requests approval from nobody when the record has no approval', () => {
    expect(beginRound(receivedRecord(), 0, VOTED_AT)).toMatchObject([{ type: 'ApprovalRequested', approvers: [] }]);
  });

  it('leaves the expiry when the round begins no earlier than planned', () => {
    expect(begun(received, 0, CREATED_AT).expiresAt).toBe(EXPIRES_AT);
    expect(begun(received, 0, VOTED_AT).expiresAt).toBe(EXPIRES_AT);
  });
});

describe('beginRound, of a later round', () => {
  it("reminds the approvers who haven't voted, and keeps the status", () => {
    const record = pendingRecord({ approval: escalating, mails, votes: [vote(APPROVER)] });
    expect(beginRound(record, 1, VOTED_AT)).toEqual([
      { ...WORKFLOW, type: 'Reminded', round: 1, approvers: [OTHER_APPROVER] },
    ]);
    expect(begun(record, 1, VOTED_AT)).toMatchObject({ status: 'PENDING_APPROVAL', round: 1 });
  });

  it('escalates to the approvers who join', () => {
    const record = pendingRecord({ approval: escalating, round: 1, mails });
    expect(beginRound(record, 2, VOTED_AT)).toEqual([{ ...WORKFLOW, type: 'Escalated', round: 2, approvers: [CHIEF] }]);
  });

  it('escalates to everyone who joins when a round was skipped', () => {
    const record = pendingRecord({ approval: stepwise, mails, unreachable: [lost()] });
    expect(beginRound(record, 2, VOTED_AT)).toEqual([
      { ...WORKFLOW, type: 'Escalated', round: 2, approvers: [CHIEF, CISO] },
    ]);
  });

  it('reminds some and escalates to others when the round does both', () => {
    const approval = approvalOf(2, { rounds: [roundOf(), roundOf({ remind: true, escalateTo: [CHIEF] })] });
    const record = pendingRecord({ approval, mails, votes: [vote(OTHER_APPROVER)] });
    expect(beginRound(record, 1, VOTED_AT)).toEqual([
      { ...WORKFLOW, type: 'Reminded', round: 1, approvers: [APPROVER] },
      { ...WORKFLOW, type: 'Escalated', round: 1, approvers: [CHIEF] },
    ]);
  });

  it('reminds and escalates when a round that reminds was reached past a round that was skipped', () => {
    const rounds = [roundOf(), roundOf({ escalateTo: [CHIEF] }), roundOf({ remind: true })];
    const record = pendingRecord({ approval: approvalOf(2, { rounds }), mails, unreachable: [lost()] });
    expect(beginRound(record, 2, VOTED_AT)).toEqual([
      { ...WORKFLOW, type: 'Reminded', round: 2, approvers: [OTHER_APPROVER] },
      { ...WORKFLOW, type: 'Escalated', round: 2, approvers: [CHIEF] },
    ]);
  });

  it.each([
    {
      what: 'the round neither reminds nor escalates',
      approval: approvalOf(2, { rounds: [roundOf(), roundOf()] }),
      votes: [],
    },
    { what: 'everyone has voted whom it would remind', approval: escalating, votes: [vote(), vote(OTHER_APPROVER)] },
  ])('extends the wait when $what', ({ approval, votes }) => {
    const record = pendingRecord({ approval, mails, votes });
    expect(beginRound(record, 1, VOTED_AT)).toEqual([{ ...WORKFLOW, type: 'WaitExtended', round: 1 }]);
    expect(begun(record, 1, VOTED_AT).round).toBe(1);
  });

  it.each([0, 1, 2])('adds nothing to the ledger when round %i has begun already', (round) => {
    const record = pendingRecord({ approval: escalating, round, mails });
    expect(beginRound(record, round, VOTED_AT)).toEqual([]);
    expect(begun(record, round, VOTED_AT)).toBe(record);
  });

  it('brings the expiry forward when a round begins early', () => {
    expect(begun(pendingRecord({ approval: escalating, mails }), 2, VOTED_AT).expiresAt).toBe(
      '2026-06-02T12:00:00.000Z',
    );
  });

  it('does not put the expiry off when the round is tried again later', () => {
    const first = begun(pendingRecord({ approval: escalating, mails }), 2, VOTED_AT);
    expect(begun(first, 2, '2026-06-01T13:00:00.000Z').expiresAt).toBe('2026-06-02T12:00:00.000Z');
  });

  it('makes no expiry when there is none', () => {
    const { expiresAt: _, ...record } = pendingRecord({ approval: escalating, mails });
    expect(begun(record, 1, VOTED_AT)).not.toHaveProperty('expiresAt');
  });

  it('leaves the record that it was given as it was', () => {
    const record = pendingRecord({ approval: escalating, mails });
    begun(record, 2, VOTED_AT);
    expect(record).toEqual(pendingRecord({ approval: escalating, mails }));
  });

  it.each(['APPROVED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'APPLIED'] as const)(
    'is undefined when the request is %s already',
    (status) => {
      for (const round of [0, 1]) expect(beginRound(pendingRecord({ status }), round, VOTED_AT)).toBeUndefined();
    },
  );
});

describe('nextRound', () => {
  it('is the round after this one', () => {
    const record = pendingRecord({ approval: escalating });
    expect([0, 1].map((round) => nextRound(record, round))).toEqual([1, 2]);
  });

  it('is undefined after the last round', () => {
    expect(nextRound(pendingRecord({ approval: escalating }), 2)).toBeUndefined();
    expect(nextRound(pendingRecord(), 0)).toBeUndefined();
  });

  it('skips the rounds in which the quorum is impossible', () => {
    expect(nextRound(pendingRecord({ approval: escalating, unreachable: [lost()] }), 0)).toBe(2);
  });

  it('is undefined when the quorum is impossible in every round that is left', () => {
    const unreachable = [lost(), lost(OTHER_APPROVER)];
    expect(nextRound(pendingRecord({ approval: escalating, unreachable }), 0)).toBeUndefined();
  });

  it('is undefined when the record has no approval', () => {
    expect(nextRound(receivedRecord(), 0)).toBeUndefined();
  });
});

describe('isRoundOver', () => {
  it('is false while the request waits and its quorum is possible', () => {
    expect(isRoundOver(pendingRecord({ approval: escalating, votes: [vote()] }))).toBe(false);
  });

  it.each(['APPROVED', 'REJECTED', 'CANCELLED', 'EXPIRED'] as const)('is true when the request is %s', (status) => {
    expect(isRoundOver(pendingRecord({ status }))).toBe(true);
  });

  it.each([
    { round: 0, over: true },
    { round: 1, over: true },
    { round: 2, over: false },
  ])('is $over in round $round when mail does not reach one of two approvers and the third joins in round 2', (of) => {
    const record = pendingRecord({ approval: escalating, round: of.round, unreachable: [lost()] });
    expect(isRoundOver(record)).toBe(of.over);
  });

  it('takes the first round for the current one when none has begun', () => {
    const { round: _, ...record } = pendingRecord({ approval: stepwise, unreachable: [lost()] });
    expect(isRoundOver(record)).toBe(true);
    expect(isRoundOver({ ...record, round: 1 })).toBe(false);
  });
});

describe('settleRound', () => {
  it('adds nothing when the request waits and a round is left', () => {
    expect(settleRound(pendingRecord({ approval: escalating }), 0, VOTED_AT)).toEqual([]);
  });

  it('expires the request after the last round', () => {
    const record = pendingRecord({ approval: escalating, round: 2 });
    const events = settleRound(record, 2, EXPIRES_AT);
    expect(events).toEqual([{ type: 'Expired', at: EXPIRES_AT, by: 'workflow', expiredBecause: 'timeIsUp' }]);
    expect(evolveAll(record, events)).toMatchObject({ status: 'EXPIRED', expiredBecause: 'timeIsUp' });
  });

  it('expires the request in the first round when no later one makes the quorum possible', () => {
    const record = pendingRecord({ approval: escalating, unreachable: [lost(), lost(OTHER_APPROVER)] });
    const events = settleRound(record, 0, VOTED_AT);
    expect(events).toEqual([{ ...WORKFLOW, type: 'Expired', expiredBecause: 'tooFewApproversReachable' }]);
    expect(evolveAll(record, events).status).toBe('EXPIRED');
  });

  it.each([
    { round: undefined, expiredBecause: 'tooFewApproversReachable' },
    { round: 0, expiredBecause: 'tooFewApproversReachable' },
    { round: 1, expiredBecause: 'timeIsUp' },
  ])(
    'says $expiredBecause when mail does not reach one of two, a third joins in round 1, and the round is $round',
    (of) => {
      const { round: _, ...pending } = pendingRecord({ approval: stepwise, unreachable: [lost()] });
      const record = of.round === undefined ? pending : { ...pending, round: of.round };
      expect(settleRound(record, 2, VOTED_AT)).toEqual([
        { ...WORKFLOW, type: 'Expired', expiredBecause: of.expiredBecause },
      ]);
    },
  );

  it('starts to apply an approved request', () => {
    const record = pendingRecord({ status: 'APPROVED' });
    const events = settleRound(record, 0, VOTED_AT);
    expect(events).toEqual([{ ...WORKFLOW, type: 'ApplyStarted' }]);
    expect(evolveAll(record, events)).toEqual({
      ...record,
      history: [...record.history, ...events],
      applyingSince: VOTED_AT,
    });
  });

  it('keeps since when an approved request is being applied when it is settled again', () => {
    expect(settleRound(pendingRecord({ status: 'APPROVED', applyingSince: CREATED_AT }), 0, VOTED_AT)).toEqual([]);
  });

  it.each(['REJECTED', 'CANCELLED', 'EXPIRED', 'APPLIED', 'FAILED'] as const)(
    'adds nothing when the request is %s',
    (status) => {
      expect(settleRound(pendingRecord({ status }), 0, VOTED_AT)).toEqual([]);
    },
  );

  it('leaves the record that it was given as it was', () => {
    const record = pendingRecord();
    settleRound(record, 0, EXPIRES_AT);
    expect(record).toEqual(pendingRecord());
  });
});

describe('isExpired', () => {
  it.each([
    { status: 'PENDING_APPROVAL', at: '2026-06-04T09:59:59.999Z', expired: false },
    { status: 'PENDING_APPROVAL', at: EXPIRES_AT, expired: true },
    { status: 'APPROVED', at: '2027-01-01T00:00:00.000Z', expired: false },
    { status: 'REJECTED', at: '2027-01-01T00:00:00.000Z', expired: false },
    { status: 'EXPIRED', at: VOTED_AT, expired: true },
  ] as const)('is $expired when the request is $status at $at', (of) => {
    expect(isExpired(pendingRecord({ status: of.status }), of.at)).toBe(of.expired);
  });

  it('is true before the expiry when the ledger says so', () => {
    expect(isExpired(recordWith(expired({ at: VOTED_AT })), VOTED_AT)).toBe(true);
  });

  it('is false when the record has no expiry', () => {
    const { expiresAt: _, ...record } = pendingRecord();
    expect(isExpired(record, EXPIRES_AT)).toBe(false);
  });
});

describe('approversToNotify', () => {
  const votes = [vote(OTHER_APPROVER), vote(APPROVER)];
  const all = [
    ...mails,
    { kind: 'pendingNotice', to: 'jane@example.com' } as const,
    ...approvalMails(1, [OTHER_APPROVER, CHIEF]),
  ];
  const notified = { kind: 'decisionNotice', to: CHIEF } as const;

  it.each(['APPROVED', 'REJECTED'] as const)(
    'is everyone who was mailed, each once, except the approver who decided when the request is %s',
    (status) => {
      expect(approversToNotify(pendingRecord({ status, votes, mails: all }))).toEqual([OTHER_APPROVER, CHIEF]);
    },
  );

  it('is everyone who was mailed, the last voter too, when the requester has cancelled', () => {
    const record = pendingRecord({ status: 'CANCELLED', votes, mails: all });
    expect(approversToNotify(record)).toEqual([APPROVER, OTHER_APPROVER, CHIEF]);
  });

  it.each(['UNCHANGED', 'INVALID', 'FAILED'] as const)(
    'is everyone who was mailed when another plan has ended the request %s before anything was applied',
    (status) => {
      const { applyingSince: _, ...record } = pendingRecord({ status, mails: all });
      expect(approversToNotify(record)).toEqual([APPROVER, OTHER_APPROVER, CHIEF]);
      expect(approversToNotify({ ...record, applyingSince: CREATED_AT })).toEqual([]);
    },
  );

  it('is not an approver who has been notified already', () => {
    const record = pendingRecord({ status: 'APPROVED', votes, mails: [...all, notified] });
    expect(approversToNotify(record)).toEqual([OTHER_APPROVER]);
  });

  it('is not an approver whom mail does not reach', () => {
    const unreachable = [lost(CHIEF)];
    expect(approversToNotify(pendingRecord({ status: 'APPROVED', votes, mails: all, unreachable }))).toEqual([
      OTHER_APPROVER,
    ]);
  });

  it('is nobody when nobody was mailed', () => {
    expect(approversToNotify(pendingRecord({ status: 'CANCELLED' }))).toEqual([]);
  });

  it.each(['RECEIVED', 'PENDING_APPROVAL', 'EXPIRED', 'APPLIED', 'FAILED'] as const)(
    'is nobody when the request is %s',
    (status) => {
      expect(approversToNotify(pendingRecord({ status, votes, mails: all }))).toEqual([]);
    },
  );
});
