import { describe, expect, it } from 'vitest';
import {
  approvalProgress,
  isQuorumPossible,
  isQuorumReached,
  isRejected,
  outvotedByThemselves,
} from '../../../../functions/domain/approval/quorum.ts';
import {
  APPROVER,
  approvalOf,
  CHIEF,
  escalatingApproval,
  lost,
  OTHER_APPROVER,
  pendingRecord,
  receivedRecord,
  requirement,
  roundOf,
  vote,
} from '../../builders.ts';

const [A, B, C, D] = ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com'] as const;

/** Two rules side by side, each with approvers and a quorum of its own. */
const twoRules = approvalOf(1, {
  requirements: [
    requirement({ rule: 'security', approvers: [A, B], quorum: 2 }),
    requirement({ rule: 'billing', approvers: [B, C], quorum: 1 }),
  ],
});

const approvals = (...approvers: string[]) => approvers.map((approver) => vote(approver));
const rejections = (...approvers: string[]) => approvers.map((approver) => vote(approver, { decision: 'reject' }));

/** One requirement of these approvers. */
const of = (differences: Parameters<typeof requirement>[0]) =>
  approvalOf(1, { requirements: [requirement({ approvers: [A, B, C], ...differences })] });

describe('approvalProgress', () => {
  it('counts for each rule the approvals of its own approvers', () => {
    const votes = approvals(B, C, 'stranger@example.com');
    expect(approvalProgress(pendingRecord({ approval: twoRules, votes }))).toEqual([
      { rule: 'security', approvals: 1, quorum: 2 },
      { rule: 'billing', approvals: 2, quorum: 1 },
    ]);
  });

  it('names whose approval it is when a rule wants one of each', () => {
    const approval = of({ from: 'leads' });
    expect(approvalProgress(pendingRecord({ approval, votes: approvals(A) }))).toEqual([
      { rule: 'every change', from: 'leads', approvals: 1, quorum: 1 },
    ]);
  });

  it('counts escalation approvers, and no rejection', () => {
    const votes = [...approvals(CHIEF), ...rejections(APPROVER)];
    expect(approvalProgress(pendingRecord({ approval: escalatingApproval(), votes }))).toMatchObject([
      { approvals: 1 },
    ]);
  });

  it('is empty when the record has no approval', () => {
    expect(approvalProgress(receivedRecord())).toEqual([]);
  });
});

describe('isQuorumReached', () => {
  it.each([
    { quorum: 1, voters: [], reached: false },
    { quorum: 1, voters: [APPROVER], reached: true },
    { quorum: 2, voters: [APPROVER], reached: false },
    { quorum: 2, voters: [APPROVER, OTHER_APPROVER], reached: true },
  ])('is $reached when $voters approve and the quorum is $quorum', ({ quorum, voters, reached }) => {
    const votes = approvals(...voters);
    expect(isQuorumReached(pendingRecord({ approval: approvalOf(quorum), votes }))).toBe(reached);
  });

  it.each([
    { voters: [A, C], reached: false },
    { voters: [C], reached: false },
    { voters: [B], reached: false },
    { voters: [A, B], reached: true },
  ])('is $reached when $voters approve and two rules want two and one', ({ voters, reached }) => {
    expect(isQuorumReached(pendingRecord({ approval: twoRules, votes: approvals(...voters) }))).toBe(reached);
  });

  it.each([
    { voters: [A, B], reached: false },
    { voters: [A, C], reached: true },
    { voters: [CHIEF], reached: true },
  ])('is $reached when $voters approve and the rule wants one of each', ({ voters, reached }) => {
    const requirements = [
      requirement({ from: 'leads', approvers: [A, B], escalateTo: [CHIEF] }),
      requirement({ from: 'finance', approvers: [C], escalateTo: [CHIEF] }),
    ];
    const record = pendingRecord({ approval: approvalOf(1, { requirements }), votes: approvals(...voters) });
    expect(isQuorumReached(record)).toBe(reached);
  });

  it('does not count a rejection', () => {
    expect(isQuorumReached(pendingRecord({ votes: rejections(APPROVER) }))).toBe(false);
  });

  it('counts approvers whom an escalation has added', () => {
    const votes = approvals(APPROVER, CHIEF);
    expect(isQuorumReached(pendingRecord({ approval: escalatingApproval(2), votes }))).toBe(true);
  });

  it('does not count a voter who is not an approver', () => {
    expect(isQuorumReached(pendingRecord({ votes: approvals('stranger@example.com') }))).toBe(false);
  });

  it('is false when the record has no approval', () => {
    expect(isQuorumReached(receivedRecord({ votes: [vote()] }))).toBe(false);
  });
});

describe('isQuorumPossible', () => {
  it.each([
    { quorum: 2, votes: [], unreachable: [], possible: true },
    { quorum: 2, votes: [], unreachable: [lost(APPROVER)], possible: false },
    { quorum: 1, votes: [], unreachable: [lost(APPROVER)], possible: true },
    { quorum: 1, votes: [], unreachable: [lost(APPROVER), lost(OTHER_APPROVER)], possible: false },
    { quorum: 2, votes: approvals(APPROVER), unreachable: [lost(APPROVER)], possible: true },
    { quorum: 2, votes: rejections(APPROVER), unreachable: [], possible: false },
    { quorum: 1, votes: rejections(APPROVER), unreachable: [lost(OTHER_APPROVER)], possible: false },
  ])(
    'is $possible when the quorum is $quorum of two, mail does not reach $unreachable and $votes are cast',
    ({ quorum, votes, unreachable, possible }) => {
      expect(isQuorumPossible(pendingRecord({ approval: approvalOf(quorum), votes, unreachable }), 0)).toBe(possible);
    },
  );

  it('counts approvers whom an escalation adds, from its round on', () => {
    const record = pendingRecord({ approval: escalatingApproval(2), unreachable: [lost()] });
    expect([0, 1, 2, 3].map((round) => isQuorumPossible(record, round))).toEqual([false, false, true, true]);
  });

  it('counts approvers whom the first round itself adds', () => {
    const requirements = [requirement({ quorum: 2, escalateTo: [CHIEF] })];
    const approval = approvalOf(1, { requirements, rounds: [roundOf({ escalateTo: [CHIEF] })] });
    expect(isQuorumPossible(pendingRecord({ approval, unreachable: [lost()] }), 0)).toBe(true);
  });

  it('does not count approvers whom the round adds to another rule', () => {
    const approval = {
      requirements: [
        requirement({ rule: 'a', approvers: [A] }),
        requirement({ rule: 'b', approvers: [B], escalateTo: [CHIEF] }),
      ],
      rounds: [roundOf(), roundOf({ escalateTo: [CHIEF] })],
    };
    expect(isQuorumPossible(pendingRecord({ approval, unreachable: [lost(A)] }), 1)).toBe(false);
    expect(isQuorumPossible(pendingRecord({ approval, unreachable: [lost(B)] }), 1)).toBe(true);
  });

  it('is false when one of two quorums is impossible', () => {
    expect(isQuorumPossible(pendingRecord({ approval: twoRules, unreachable: [lost(A)] }), 0)).toBe(false);
  });

  it('is true when the record has no approval', () => {
    expect(isQuorumPossible(receivedRecord(), 0)).toBe(true);
  });
});

describe('isRejected', () => {
  it('is true when one approver rejects, however many approve', () => {
    const votes = [...approvals(A, B), ...rejections(C)];
    expect(isRejected(pendingRecord({ approval: of({ quorum: 3 }), votes }))).toBe(true);
  });

  it('is false when nobody rejects, or only a voter who is not an approver', () => {
    const votes = [...approvals(A), ...rejections('stranger@example.com')];
    expect(isRejected(pendingRecord({ approval: of({}), votes }))).toBe(false);
  });

  it('is true when the rejection is of only one of two rules', () => {
    expect(isRejected(pendingRecord({ approval: twoRules, votes: rejections(C) }))).toBe(true);
  });

  it('is false when the record has no approval', () => {
    expect(isRejected(receivedRecord({ votes: rejections(A) }))).toBe(false);
  });
});

describe('isRejected, when a majority rejects', () => {
  const majority = (differences: Parameters<typeof requirement>[0]) => of({ rejection: 'majority', ...differences });

  it.each([
    { asked: [A, B, C], against: [A], rejected: false },
    { asked: [A, B, C], against: [A, B], rejected: true },
    { asked: [A, B, C, D], against: [A, B], rejected: false },
    { asked: [A, B, C, D], against: [A, B, C], rejected: true },
    { asked: [A], against: [A], rejected: true },
  ])('is $rejected when $against of $asked reject and one approval is enough', ({ asked, against, rejected }) => {
    const record = pendingRecord({ approval: majority({ approvers: asked }), votes: rejections(...against) });
    expect(isRejected(record)).toBe(rejected);
  });

  it.each([
    { quorum: 2, against: [A], rejected: false },
    { quorum: 3, against: [A], rejected: false },
    { quorum: 4, against: [A], rejected: true },
    { quorum: 3, against: [A, B], rejected: true },
  ])(
    'is $rejected when $against of four reject and the quorum is $quorum, as so many must be left',
    ({ quorum, against, rejected }) => {
      const approval = majority({ approvers: [A, B, C, D], quorum });
      expect(isRejected(pendingRecord({ approval, votes: rejections(...against) }))).toBe(rejected);
    },
  );

  it('counts approvers whom an escalation adds among those asked, from its round on', () => {
    const approval = escalatingApproval(1, { rejection: 'majority', approvers: [A, B, C], escalateTo: [CHIEF] });
    const votes = rejections(A, B);
    expect([1, 2].map((round) => isRejected(pendingRecord({ approval, round, votes })))).toEqual([true, false]);
  });

  it('takes the first round for the current one when none has begun', () => {
    const requirements = [requirement({ approvers: [A, B, C], escalateTo: [CHIEF], rejection: 'majority' })];
    const approval = approvalOf(1, { requirements, rounds: [roundOf(), roundOf({ escalateTo: [CHIEF] })] });
    const { round: _, ...record } = pendingRecord({ approval, votes: rejections(A, B) });
    expect(isRejected(record)).toBe(true);
  });

  it('leaves it to the escalation approvers when the approvers asked so far cannot reach the quorum', () => {
    const approval = escalatingApproval(2, { rejection: 'majority' });
    expect(isRejected(pendingRecord({ approval, votes: rejections(APPROVER) }))).toBe(false);
  });

  it('is true by a single rejection when another rule that lists the approver has no majority', () => {
    const requirements = [
      requirement({ rule: 'a', approvers: [A, B, C], rejection: 'majority' }),
      requirement({ rule: 'b', approvers: [A] }),
    ];
    const approval = approvalOf(1, { requirements });
    expect(isRejected(pendingRecord({ approval, votes: rejections(A) }))).toBe(true);
    expect(isRejected(pendingRecord({ approval, votes: rejections(B) }))).toBe(false);
  });
});

describe('one person', () => {
  const as = (person: string, approver: string, differences: Parameters<typeof vote>[1] = {}) =>
    vote(approver, { confirmation: { kind: 'signIn', person }, ...differences });

  it('has one vote when they vote as two approvers: the quorum of two needs two people', () => {
    const approval = of({ quorum: 2 });
    const twice = [as('iss#ana', A), as('iss#ana', B)];
    expect(approvalProgress(pendingRecord({ approval, votes: twice }))).toMatchObject([{ approvals: 1 }]);
    expect(isQuorumReached(pendingRecord({ approval, votes: twice }))).toBe(false);
    expect(isQuorumReached(pendingRecord({ approval, votes: [...twice, as('iss#bo', C)] }))).toBe(true);
  });

  it('has one vote when one of each is wanted and they are listed as two approvers', () => {
    const requirements = [
      requirement({ from: 'leads', approvers: [A] }),
      requirement({ from: 'finance', approvers: [B] }),
    ];
    const record = pendingRecord({
      approval: approvalOf(1, { requirements }),
      votes: [as('iss#ana', A), as('iss#ana', B)],
    });
    expect(isQuorumReached(record)).toBe(false);
  });

  it('has one vote when their codes went to the same mailbox', () => {
    const byCode = (approver: string) => vote(approver, { confirmation: { kind: 'code', person: A } });
    expect(isQuorumReached(pendingRecord({ approval: of({ quorum: 2 }), votes: [byCode(A), byCode(B)] }))).toBe(false);
  });

  it('has their latest vote, whichever approver they vote as', () => {
    const votes = [as('iss#ana', A, { decision: 'reject' }), as('iss#ana', B)];
    const record = pendingRecord({ approval: of({}), votes });
    expect(isRejected(record)).toBe(false);
    expect(isQuorumReached(record)).toBe(true);
    expect([...outvotedByThemselves(votes)]).toEqual([A]);
  });

  it('leaves the quorum out of reach when nobody else is left', () => {
    const approval = of({ approvers: [A, B], quorum: 2 });
    const votes = [as('iss#ana', A), as('iss#ana', B)];
    expect(isQuorumPossible(pendingRecord({ approval, votes }), 0)).toBe(false);
    expect(isQuorumPossible(pendingRecord({ approval, votes: [as('iss#ana', A)] }), 0)).toBe(true);
  });
});

describe('an approval that was confirmed less well than its rule wants', () => {
  const record = (kind: 'link' | 'code' | 'signIn') =>
    pendingRecord({
      approval: approvalOf(1, {
        requirements: [
          requirement({ rule: 'a', approvers: [A] }),
          requirement({ rule: 'b', approvers: [A], confirm: 'code' }),
        ],
      }),
      votes: [vote(A, { confirmation: { kind, person: A } })],
    });

  it.each([
    { kind: 'link', approvals: [1, 0] },
    { kind: 'code', approvals: [1, 1] },
    { kind: 'signIn', approvals: [1, 1] },
  ] as const)(
    'counts $approvals when it was confirmed by $kind, for a rule without and one with confirm: code',
    (each) => {
      const progress = approvalProgress(record(each.kind));
      expect(progress.map(({ approvals: counted }) => counted)).toEqual(each.approvals);
      expect(isQuorumReached(record(each.kind))).toBe(each.approvals[1] === 1);
    },
  );
});
