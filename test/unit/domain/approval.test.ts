import { describe, expect, it } from 'vitest';
import {
  approvalSeconds,
  approversInRound,
  approversToMail,
  approversToTell,
  askedBefore,
  awaitingDecision,
  expire,
  isExpired,
  isRoundOver,
  markUnreachable,
  nextRound,
  settle,
} from '../../../functions/domain/approval.ts';
import {
  APPROVER,
  approvalOf,
  CHIEF,
  CREATED_AT,
  EXPIRES_AT,
  escalatingApproval,
  lost,
  OTHER_APPROVER,
  pendingRecord,
  receivedRecord,
  requirement,
  roundOf,
  VOTED_AT,
  vote,
} from '../builders.ts';

const CISO = 'ciso@example.com';
const WORKFLOW = { at: VOTED_AT, who: 'workflow' };

/** First both approvers, then a reminder, then the chief joins. */
const escalating = escalatingApproval(2);

/** Both approvers, then the chief joins, then the CISO: nobody is reminded. */
const stepwise = approvalOf(1, {
  requirements: [requirement({ quorum: 2, escalateTo: [CHIEF, CISO] })],
  rounds: [roundOf(), roundOf({ escalateTo: [CHIEF] }), roundOf({ escalateTo: [CISO] })],
});

/** Two rules side by side, each with approvers of its own. */
const twoRules = approvalOf(1, {
  requirements: [
    requirement({ rule: 'security', approvers: ['a@example.com', 'b@example.com'] }),
    requirement({ rule: 'billing', approvers: ['b@example.com', 'c@example.com'] }),
  ],
});

const askedInFirstRound = [`0/${APPROVER}`, `0/${OTHER_APPROVER}`];

describe('approvalSeconds', () => {
  it('adds up the rounds', () => {
    expect(approvalSeconds(escalating)).toBe(3 * 86_400);
  });

  it('adds up those from a round on', () => {
    expect([1, 2, 3].map((round) => approvalSeconds(escalating, round))).toEqual([2 * 86_400, 86_400, 0]);
  });

  it('is 0 when there is no round', () => {
    expect(approvalSeconds({ requirements: [], rounds: [] })).toBe(0);
  });
});

describe('approversInRound', () => {
  it('is everyone of every rule, each once, in the first round', () => {
    expect(approversInRound(twoRules, 0)).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
  });

  it('adds who joins from the round of the escalation on', () => {
    const joined = [0, 1, 2, 3].map((round) => approversInRound(escalating, round).includes(CHIEF));
    expect(joined).toEqual([false, false, true, true]);
  });

  it('names an approver once when an escalation names them again', () => {
    const approval = approvalOf(1, { rounds: [roundOf({ escalateTo: [APPROVER, CHIEF] })] });
    expect(approversInRound(approval, 0)).toEqual([APPROVER, OTHER_APPROVER, CHIEF]);
  });
});

describe('askedBefore', () => {
  const mailed = [
    ...askedInFirstRound,
    'requester',
    `1/${OTHER_APPROVER}`,
    `2/${CHIEF}`,
    `10/${CISO}`,
    `decided/${CISO}`,
  ];

  it.each([
    { round: 0, asked: [] },
    { round: 1, asked: [APPROVER, OTHER_APPROVER] },
    { round: 2, asked: [APPROVER, OTHER_APPROVER] },
    { round: 3, asked: [APPROVER, OTHER_APPROVER, CHIEF] },
    { round: 11, asked: [APPROVER, OTHER_APPROVER, CHIEF, CISO] },
  ])('is $asked before round $round', ({ round, asked }) => {
    expect([...askedBefore(pendingRecord({ mailed }), round)]).toEqual(asked);
  });
});

describe('approversToMail', () => {
  it('is everyone in the first round', () => {
    expect(approversToMail(pendingRecord({ approval: escalating }), 0)).toEqual([APPROVER, OTHER_APPROVER]);
  });

  it('is who has not voted when the round reminds', () => {
    const record = pendingRecord({
      approval: escalating,
      round: 1,
      mailed: askedInFirstRound,
      votes: [vote(APPROVER)],
    });
    expect(approversToMail(record, 1)).toEqual([OTHER_APPROVER]);
  });

  it('is not who has rejected either when the round reminds', () => {
    const votes = [vote(APPROVER, { decision: 'reject' })];
    const record = pendingRecord({ approval: escalating, round: 1, mailed: askedInFirstRound, votes });
    expect(approversToMail(record, 1)).toEqual([OTHER_APPROVER]);
  });

  it('is who joins when the round does not remind', () => {
    const record = pendingRecord({ approval: escalating, round: 2, mailed: askedInFirstRound });
    expect(approversToMail(record, 2)).toEqual([CHIEF]);
  });

  it('is who joins and who has not voted when the round does both', () => {
    const rounds = [roundOf(), roundOf({ remind: true, escalateTo: [CHIEF] })];
    const approval = approvalOf(2, { rounds });
    const record = pendingRecord({ approval, round: 1, mailed: askedInFirstRound, votes: [vote(OTHER_APPROVER)] });
    expect(approversToMail(record, 1)).toEqual([APPROVER, CHIEF]);
  });

  it('is nobody when the round only waits on', () => {
    const approval = approvalOf(1, { rounds: [roundOf(), roundOf()] });
    expect(approversToMail(pendingRecord({ approval, round: 1, mailed: askedInFirstRound }), 1)).toEqual([]);
  });

  it('is not whom a mail did not reach, in any round', () => {
    const record = pendingRecord({
      approval: escalating,
      mailed: askedInFirstRound,
      unreachable: [lost(), lost(CHIEF)],
    });
    expect([0, 1, 2].map((round) => approversToMail({ ...record, round }, round))).toEqual([
      [OTHER_APPROVER],
      [OTHER_APPROVER],
      [],
    ]);
  });

  it('is also who would have joined in a round that was skipped', () => {
    const record = pendingRecord({ approval: stepwise, round: 2, mailed: askedInFirstRound, unreachable: [lost()] });
    expect(approversToMail(record, 2)).toEqual([CHIEF, CISO]);
  });

  it('is nobody when there is no such round', () => {
    expect(approversToMail(pendingRecord({ mailed: askedInFirstRound }), 1)).toEqual([]);
  });

  it('is nobody when the record has no approval', () => {
    expect(approversToMail(receivedRecord(), 0)).toEqual([]);
  });
});

describe('awaitingDecision', () => {
  it('moves the record to PENDING_APPROVAL with task token and round when the first round begins', () => {
    const record = awaitingDecision(receivedRecord(), 0, 'new-token', VOTED_AT);
    expect(record).toMatchObject({ status: 'PENDING_APPROVAL', taskToken: 'new-token', round: 0 });
    expect(record?.history.at(-1)).toEqual({ ...WORKFLOW, what: 'asked for approval, round 1' });
  });

  it('keeps the status and tells so in the history when a later round begins', () => {
    const record = pendingRecord({ approval: escalating });
    expect(awaitingDecision(record, 1, 'new-token', VOTED_AT)).toMatchObject({
      status: 'PENDING_APPROVAL',
      taskToken: 'new-token',
      round: 1,
      history: [...record.history, { ...WORKFLOW, what: 'asked for approval, round 2' }],
    });
  });

  it('tells in the history who joins when the round escalates', () => {
    const record = awaitingDecision(pendingRecord({ approval: escalating, round: 1 }), 2, 'new-token', VOTED_AT);
    expect(record?.history.at(-1)).toEqual({ ...WORKFLOW, what: `asked for approval, round 3, escalated to ${CHIEF}` });
  });

  it('tells in the history everyone who joins when a round was skipped', () => {
    const pending = pendingRecord({ approval: stepwise, mailed: askedInFirstRound, unreachable: [lost()] });
    const record = awaitingDecision(pending, 2, 'new-token', VOTED_AT);
    expect(record?.history.at(-1)?.what).toBe(`asked for approval, round 3, escalated to ${CHIEF}, ${CISO}`);
  });

  it('takes the new token and writes no second line of history when the round is tried again', () => {
    const record = pendingRecord({ approval: escalating, round: 1 });
    expect(awaitingDecision(record, 1, 'new-token', VOTED_AT)).toMatchObject({
      taskToken: 'new-token',
      round: 1,
      history: record.history,
    });
  });

  it('leaves the deadline when the round begins no earlier than planned', () => {
    const record = receivedRecord({ approval: escalating, expiresAt: EXPIRES_AT });
    expect(awaitingDecision(record, 0, 'new-token', CREATED_AT)?.expiresAt).toBe(EXPIRES_AT);
    expect(awaitingDecision(record, 0, 'new-token', VOTED_AT)?.expiresAt).toBe(EXPIRES_AT);
  });

  it('brings the deadline forward when a round begins early', () => {
    const record = pendingRecord({ approval: escalating });
    expect(awaitingDecision(record, 2, 'new-token', VOTED_AT)?.expiresAt).toBe('2026-06-02T12:00:00.000Z');
  });

  it('does not put the deadline off when the round is tried again later', () => {
    const first = awaitingDecision(pendingRecord({ approval: escalating }), 2, 'first-token', VOTED_AT);
    const again = first && awaitingDecision(first, 2, 'second-token', '2026-06-01T13:00:00.000Z');
    expect(again?.expiresAt).toBe('2026-06-02T12:00:00.000Z');
  });

  it('makes no deadline when there is none', () => {
    const { expiresAt: _, ...record } = pendingRecord({ approval: escalating });
    expect(awaitingDecision(record, 1, 'new-token', VOTED_AT)).not.toHaveProperty('expiresAt');
  });

  it('leaves the record that it was given as it was', () => {
    const record = pendingRecord({ approval: escalating });
    awaitingDecision(record, 2, 'new-token', VOTED_AT);
    expect(record).toEqual(pendingRecord({ approval: escalating }));
  });

  it.each(['APPROVED', 'REJECTED', 'EXPIRED', 'CANCELLED'] as const)(
    'is nothing when the request is %s already',
    (status) => {
      expect(awaitingDecision(pendingRecord({ status }), 0, 'new-token', VOTED_AT)).toBeUndefined();
    },
  );
});

describe('nextRound', () => {
  it('is the round after this one', () => {
    const record = pendingRecord({ approval: escalating });
    expect([0, 1].map((round) => nextRound(record, round))).toEqual([1, 2]);
  });

  it('is nothing after the last round', () => {
    expect(nextRound(pendingRecord({ approval: escalating }), 2)).toBeUndefined();
    expect(nextRound(pendingRecord(), 0)).toBeUndefined();
  });

  it('skips the rounds in which the quorum is out of reach', () => {
    expect(nextRound(pendingRecord({ approval: escalating, unreachable: [lost()] }), 0)).toBe(2);
  });

  it('is nothing when the quorum is out of reach in every round that is left', () => {
    const unreachable = [lost(), lost(OTHER_APPROVER)];
    expect(nextRound(pendingRecord({ approval: escalating, unreachable }), 0)).toBeUndefined();
  });

  it('is nothing when the record has no approval', () => {
    expect(nextRound(receivedRecord(), 0)).toBeUndefined();
  });
});

describe('isRoundOver', () => {
  it('is false while the request waits and its quorum can be reached', () => {
    expect(isRoundOver(pendingRecord({ approval: escalating, votes: [vote()] }))).toBe(false);
  });

  it.each(['APPROVED', 'REJECTED', 'CANCELLED', 'EXPIRED'] as const)('is true when the request is %s', (status) => {
    expect(isRoundOver(pendingRecord({ status }))).toBe(true);
  });

  it.each([
    { round: 0, over: true },
    { round: 1, over: true },
    { round: 2, over: false },
  ])('is $over in round $round when one of two approvers is out of reach and the third joins in round 2', (of) => {
    const record = pendingRecord({ approval: escalating, round: of.round, unreachable: [lost()] });
    expect(isRoundOver(record)).toBe(of.over);
  });

  it('takes the first round for the one that asks when none has begun', () => {
    const { round: _, ...record } = pendingRecord({ approval: stepwise, unreachable: [lost()] });
    expect(isRoundOver(record)).toBe(true);
    expect(isRoundOver({ ...record, round: 1 })).toBe(false);
  });
});

describe('settle', () => {
  it('leaves the record when the request waits and a round is left', () => {
    expect(settle(pendingRecord({ approval: escalating }), 0, VOTED_AT)).toBeUndefined();
  });

  it('lets the request expire, and nobody wait any more, after the last round', () => {
    const { taskToken: _, ...record } = pendingRecord({ approval: escalating, round: 2 });
    expect(settle({ ...record, taskToken: 'token' }, 2, EXPIRES_AT)).toEqual({
      ...record,
      status: 'EXPIRED',
      history: [...record.history, { at: EXPIRES_AT, who: 'workflow', what: 'expired without a decision' }],
    });
  });

  it('lets the request expire in the first round when no later one can reach the quorum', () => {
    const record = pendingRecord({ approval: escalating, unreachable: [lost(), lost(OTHER_APPROVER)] });
    expect(settle(record, 0, VOTED_AT)?.status).toBe('EXPIRED');
  });

  it('begins to apply an approval, and lets nobody wait any more', () => {
    const { taskToken: _, ...record } = pendingRecord({ status: 'APPROVED' });
    expect(settle({ ...record, taskToken: 'token' }, 0, VOTED_AT)).toEqual({ ...record, applyingSince: VOTED_AT });
    expect(settle(record, 0, VOTED_AT)).toEqual({ ...record, applyingSince: VOTED_AT });
  });

  it('keeps since when an approval is applied when it is settled again', () => {
    const { taskToken: _, ...record } = pendingRecord({ status: 'APPROVED', applyingSince: CREATED_AT });
    expect(settle(record, 0, VOTED_AT)).toBeUndefined();
    expect(settle({ ...record, taskToken: 'token' }, 0, VOTED_AT)).toEqual(record);
  });

  it.each(['REJECTED', 'CANCELLED', 'EXPIRED'] as const)(
    'lets nobody wait any more, and applies nothing, when the request is %s',
    (status) => {
      const { taskToken: _, ...record } = pendingRecord({ status });
      expect(settle({ ...record, taskToken: 'token' }, 0, VOTED_AT)).toEqual(record);
      expect(settle(record, 0, VOTED_AT)).toBeUndefined();
    },
  );
});

describe('expire', () => {
  it('moves the record to EXPIRED and tells so in the history', () => {
    const record = expire(pendingRecord(), EXPIRES_AT);
    expect(record.status).toBe('EXPIRED');
    expect(record.history.at(-1)).toEqual({ at: EXPIRES_AT, who: 'workflow', what: 'expired without a decision' });
  });

  it.each([
    { round: undefined, why: 'expired: too few approvers could be reached' },
    { round: 0, why: 'expired: too few approvers could be reached' },
    { round: 1, why: 'expired without a decision' },
  ])('tells "$why" when one of two is out of reach, a third joins in round 1, and the round is $round', (of) => {
    const { round: _, ...pending } = pendingRecord({ approval: stepwise, unreachable: [lost()] });
    const record = expire(of.round === undefined ? pending : { ...pending, round: of.round }, VOTED_AT);
    expect(record.history.at(-1)).toEqual({ ...WORKFLOW, what: of.why });
  });
});

describe('isExpired', () => {
  it.each([
    { status: 'PENDING_APPROVAL', at: '2026-06-04T09:59:59.999Z', expired: false },
    { status: 'PENDING_APPROVAL', at: EXPIRES_AT, expired: true },
    { status: 'APPROVED', at: '2027-01-01T00:00:00.000Z', expired: false },
    { status: 'REJECTED', at: '2027-01-01T00:00:00.000Z', expired: false },
    { status: 'EXPIRED', at: VOTED_AT, expired: true },
  ] as const)('is $expired when the request is $status at $at', ({ status, at, expired }) => {
    expect(isExpired(pendingRecord({ status }), at)).toBe(expired);
  });

  it('is false when the record has no deadline', () => {
    const { expiresAt: _, ...record } = pendingRecord();
    expect(isExpired(record, EXPIRES_AT)).toBe(false);
  });
});

describe('markUnreachable', () => {
  it('notes whom a mail did not reach, and tells so in the history', () => {
    const record = pendingRecord();
    expect(markUnreachable(record, lost())).toEqual({
      ...record,
      unreachable: [lost()],
      history: [...record.history, { ...WORKFLOW, what: `could not reach ${APPROVER}: the mail bounced (General)` }],
    });
  });

  it('keeps those who were noted before', () => {
    const record = pendingRecord({ unreachable: [lost()] });
    expect(markUnreachable(record, lost(OTHER_APPROVER)).unreachable).toEqual([lost(), lost(OTHER_APPROVER)]);
  });

  it('notes whom a later round adds', () => {
    const record = pendingRecord({ approval: escalating });
    expect(markUnreachable(record, lost(CHIEF)).unreachable).toEqual([lost(CHIEF)]);
  });

  it.each([
    { what: 'they are noted already', record: pendingRecord({ unreachable: [lost()] }), who: APPROVER },
    { what: 'they are no approver', record: pendingRecord(), who: 'jane@example.com' },
    { what: 'nobody is asked', record: receivedRecord(), who: APPROVER },
    ...(['RECEIVED', 'APPROVED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'APPLIED'] as const).map((status) => ({
      what: `the request is ${status}`,
      record: pendingRecord({ status }),
      who: APPROVER,
    })),
  ])('gives the very record that came in when $what', ({ record, who }) => {
    expect(markUnreachable(record, lost(who))).toBe(record);
  });
});

describe('approversToTell', () => {
  const votes = [vote(OTHER_APPROVER), vote(APPROVER)];
  const mailed = [...askedInFirstRound, 'requester', `1/${OTHER_APPROVER}`, `1/${CHIEF}`];

  it.each(['APPROVED', 'REJECTED'] as const)(
    'is everyone who was asked, each once, but who made the decision when the request is %s',
    (status) => {
      expect(approversToTell(pendingRecord({ status, votes, mailed }))).toEqual([OTHER_APPROVER, CHIEF]);
    },
  );

  it('is everyone who was asked, the last voter too, when the requester has taken the request back', () => {
    const record = pendingRecord({ status: 'CANCELLED', votes, mailed });
    expect(approversToTell(record)).toEqual([APPROVER, OTHER_APPROVER, CHIEF]);
  });

  it('is not who has been told already', () => {
    const told = [...mailed, `decided/${CHIEF}`];
    expect(approversToTell(pendingRecord({ status: 'APPROVED', votes, mailed: told }))).toEqual([OTHER_APPROVER]);
  });

  it('is not whom no mail reaches', () => {
    const unreachable = [lost(CHIEF)];
    expect(approversToTell(pendingRecord({ status: 'APPROVED', votes, mailed, unreachable }))).toEqual([
      OTHER_APPROVER,
    ]);
  });

  it('is nobody who was never asked', () => {
    expect(approversToTell(pendingRecord({ status: 'CANCELLED' }))).toEqual([]);
  });

  it.each(['RECEIVED', 'PENDING_APPROVAL', 'EXPIRED', 'APPLIED', 'FAILED'] as const)(
    'is nobody when the request is %s',
    (status) => {
      expect(approversToTell(pendingRecord({ status, votes, mailed }))).toEqual([]);
    },
  );
});
