import { describe, expect, it } from 'vitest';
import {
  type Approval,
  approvalProgress,
  approvalSeconds,
  approversInRound,
  approversToMail,
  awaitingDecision,
  type Ballot,
  castVote,
  expire,
  isExpired,
  isQuorumReached,
} from '../../../functions/domain/approval.ts';
import { type PolicyRound, resolveApproval } from '../../../functions/domain/policy.ts';
import type { RequestStatus } from '../../../functions/domain/request.ts';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';
import {
  APPROVER,
  approvalOf,
  ballotOn,
  changeRequest,
  EXPIRES_AT,
  OTHER_APPROVER,
  pendingRecord,
  plannedChange,
  REQUESTER,
  receivedRecord,
  VOTED_AT,
  vote,
} from '../builders.ts';

const CHIEF = 'chief@example.com';

/** The approval of one rule with these rounds, as the policy resolves it. */
function approvalWith(quorum: number, rounds: PolicyRound[]): Approval {
  const rule = { name: 'every change', approvers: [APPROVER, OTHER_APPROVER], quorum, rounds };
  const policy = { allowedEmailDomains: [], groups: {}, approvals: [rule] };
  return resolveApproval(policy, changeRequest(), [plannedChange()], []);
}

/** First both approvers, then a reminder, then the chief joins. */
const escalating = approvalWith(2, [{ wait: '1d' }, { wait: '1d', remind: true }, { wait: '1d', escalateTo: [CHIEF] }]);

/** Two rules side by side, each with approvers and a quorum of its own. */
const twoRules = approvalOf(1, {
  requirements: [
    { rule: 'security', approvers: ['a@example.com', 'b@example.com'], quorum: 2 },
    { rule: 'billing', approvers: ['b@example.com', 'c@example.com'], quorum: 1 },
  ],
});

const pendingWith = (differences: Partial<RequestRecord>) => pendingRecord(differences);

function approvedBy(record: RequestRecord, ...approvers: string[]): RequestRecord {
  return approvers.reduce((current, approver) => accepted(current, { approver }), record);
}

function accepted(record: RequestRecord, differences: Partial<Ballot> = {}): RequestRecord {
  const result = castVote(record, ballotOn(record, differences));
  if ('refusal' in result) throw new Error(`refused: ${result.refusal}`);
  return result.record;
}

function refusal(record: RequestRecord, differences: Partial<Ballot> = {}): string | undefined {
  const result = castVote(record, ballotOn(record, differences));
  return 'refusal' in result ? result.refusal : undefined;
}

describe('approvalSeconds', () => {
  it('adds up the rounds', () => {
    expect(approvalSeconds(escalating)).toBe(3 * 86_400);
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
    expect([0, 1, 2, 3].map((round) => approversInRound(escalating, round).includes(CHIEF))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('names an approver once when an escalation names them again', () => {
    const approval = approvalWith(1, [{ wait: '1d', escalateTo: [APPROVER, CHIEF] }]);
    expect(approversInRound(approval, 0)).toEqual([APPROVER, OTHER_APPROVER, CHIEF]);
  });
});

describe('approversToMail', () => {
  it('is everyone in the first round', () => {
    expect(approversToMail(pendingWith({ approval: escalating }), 0)).toEqual([APPROVER, OTHER_APPROVER]);
  });

  it('is who has not voted when the round reminds', () => {
    const record = pendingWith({ approval: escalating, votes: [vote(APPROVER)] });
    expect(approversToMail(record, 1)).toEqual([OTHER_APPROVER]);
  });

  it('is nobody who was asked before when the round does not remind', () => {
    expect(approversToMail(pendingWith({ approval: escalating }), 2)).toEqual([CHIEF]);
  });

  it('is who joins and who has not voted when the round does both', () => {
    const approval = approvalWith(2, [{ wait: '1d' }, { wait: '1d', remind: true, escalateTo: [CHIEF] }]);
    const record = pendingWith({ approval, votes: [vote(OTHER_APPROVER)] });
    expect(approversToMail(record, 1)).toEqual([APPROVER, CHIEF]);
  });

  it('is nobody when the round only waits on', () => {
    const approval = approvalWith(1, [{ wait: '1d' }, { wait: '1d' }]);
    expect(approversToMail(pendingWith({ approval }), 1)).toEqual([]);
  });

  it('is nobody when the record has no approval', () => {
    expect(approversToMail(receivedRecord(), 0)).toEqual([]);
  });
});

describe('approvalProgress', () => {
  it('counts for each rule the approvals of its own approvers', () => {
    const votes = [vote('b@example.com'), vote('c@example.com'), vote('stranger@example.com')];
    expect(approvalProgress(pendingWith({ approval: twoRules, votes }))).toEqual([
      { rule: 'security', approvals: 1, quorum: 2 },
      { rule: 'billing', approvals: 2, quorum: 1 },
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
    const votes = voters.map((approver) => vote(approver));
    expect(isQuorumReached(pendingWith({ approval: approvalOf(quorum), votes }))).toBe(reached);
  });

  it.each([
    { voters: ['a@example.com', 'c@example.com'], reached: false },
    { voters: ['c@example.com'], reached: false },
    { voters: ['b@example.com'], reached: false },
    { voters: ['a@example.com', 'b@example.com'], reached: true },
  ])('is $reached when $voters approve and two rules ask for two and one', ({ voters, reached }) => {
    const votes = voters.map((approver) => vote(approver));
    expect(isQuorumReached(pendingWith({ approval: twoRules, votes }))).toBe(reached);
  });

  it('does not count a rejection', () => {
    const votes = [vote(APPROVER, { decision: 'reject', comment: 'no' })];
    expect(isQuorumReached(pendingWith({ votes }))).toBe(false);
  });

  it('counts whom an escalation has added', () => {
    const votes = [vote(APPROVER), vote(CHIEF)];
    expect(isQuorumReached(pendingWith({ approval: escalating, votes }))).toBe(true);
  });

  it('does not count who is no approver', () => {
    expect(isQuorumReached(pendingWith({ votes: [vote('stranger@example.com')] }))).toBe(false);
  });

  it('is false when the record has no approval', () => {
    expect(isQuorumReached(receivedRecord({ votes: [vote()] }))).toBe(false);
  });
});

describe('castVote', () => {
  it('approves when the vote completes the quorum', () => {
    const record = accepted(pendingRecord(), { comment: 'fine' });
    expect(record.status).toBe('APPROVED');
    expect(record.votes).toEqual([{ approver: APPROVER, decision: 'approve', comment: 'fine', at: VOTED_AT }]);
    expect(record.history.slice(-2)).toEqual([
      { at: VOTED_AT, who: APPROVER, what: 'approved' },
      { at: VOTED_AT, who: 'workflow', what: 'every quorum is reached' },
    ]);
  });

  it('counts the vote and waits on when the quorum needs more', () => {
    const record = accepted(pendingWith({ approval: approvalOf(2) }));
    expect(record.status).toBe('PENDING_APPROVAL');
    expect(record.votes).toHaveLength(1);
    expect(record.history.at(-1)).toEqual({ at: VOTED_AT, who: APPROVER, what: 'approved' });
  });

  it('approves with the last missing vote when two rules each have a quorum', () => {
    const pending = pendingWith({ approval: twoRules });
    expect(approvedBy(pending, 'c@example.com', 'a@example.com').status).toBe('PENDING_APPROVAL');
    expect(approvedBy(pending, 'c@example.com', 'a@example.com', 'b@example.com').status).toBe('APPROVED');
  });

  it('rejects with one rejection when the quorum was one vote away', () => {
    const almost = approvedBy(pendingWith({ approval: approvalOf(2) }), APPROVER);
    const record = accepted(almost, { approver: OTHER_APPROVER, decision: 'reject', comment: 'wrong mailbox' });
    expect(record.status).toBe('REJECTED');
    expect(record.votes.at(-1)).toMatchObject({ decision: 'reject', comment: 'wrong mailbox' });
    expect(record.history.slice(-2)).toEqual([
      { at: VOTED_AT, who: OTHER_APPROVER, what: 'rejected' },
      { at: VOTED_AT, who: 'workflow', what: 'one rejection rejects' },
    ]);
  });

  it('does not store the fingerprint with the vote', () => {
    expect(accepted(pendingRecord()).votes[0]).not.toHaveProperty('fingerprint');
  });

  it('leaves the record that it was given as it was', () => {
    const record = pendingRecord();
    accepted(record);
    expect(record).toEqual(pendingRecord());
  });

  it.each(['jane@example.com', 'Jane@Example.COM', '  JANE@EXAMPLE.COM '])(
    'refuses the vote when the approver asked for the change as %j',
    (requestedBy) => {
      const approval = approvalOf(1, { requirements: [{ rule: 'all', approvers: [REQUESTER, APPROVER], quorum: 1 }] });
      const record = pendingWith({ approval, request: changeRequest({ requestedBy }) });
      expect(refusal(record, { approver: REQUESTER })).toBe('not-an-approver');
      expect(refusal(record, { approver: REQUESTER, decision: 'reject', comment: 'no' })).toBe('not-an-approver');
    },
  );

  it('refuses the vote when the voter is no approver', () => {
    expect(refusal(pendingRecord(), { approver: 'stranger@example.com' })).toBe('not-an-approver');
  });

  it.each(['approve', 'reject'] as const)(
    'refuses the second vote when an approver %ss after approving',
    (decision) => {
      const record = approvedBy(pendingWith({ approval: approvalOf(2) }), APPROVER);
      expect(refusal(record, { decision, comment: 'again' })).toBe('voted');
    },
  );

  it.each([EXPIRES_AT, '2026-06-04T10:00:00.001Z'])(
    'refuses the vote when it comes at %s, after the last round',
    (at) => {
      expect(refusal(pendingRecord(), { at })).toBe('expired');
    },
  );

  it('counts the vote when it comes in the last millisecond', () => {
    expect(accepted(pendingRecord(), { at: '2026-06-04T09:59:59.999Z' }).status).toBe('APPROVED');
  });

  it('refuses the vote when the plan is not the one that was shown', () => {
    const shown = pendingRecord();
    const changed = pendingRecord({ plan: [plannedChange({ after: null })] });
    expect(refusal(changed, { fingerprint: shown.fingerprint ?? '' })).toBe('plan-changed');
  });

  it('refuses the vote when no plan was ever shown', () => {
    const { fingerprint: _, ...unplanned } = pendingRecord();
    expect(refusal(unplanned, { fingerprint: '' })).toBe('plan-changed');
  });

  it.each(['', ' ', '\n\t'])('refuses the rejection when its comment is %j', (comment) => {
    expect(refusal(pendingRecord(), { decision: 'reject', comment })).toBe('comment-missing');
  });

  it('counts an approval when it has no comment', () => {
    expect(refusal(pendingRecord(), { comment: '' })).toBeUndefined();
  });

  it.each(['RECEIVED', 'APPROVED', 'REJECTED', 'CANCELLED', 'APPLIED', 'PARTIALLY_APPLIED', 'FAILED'] as const)(
    'refuses the vote when the request is %s',
    (status: RequestStatus) => {
      expect(refusal(pendingRecord({ status }))).toBe('decided');
    },
  );

  it('refuses the vote when the request is EXPIRED', () => {
    expect(refusal(pendingRecord({ status: 'EXPIRED' }))).toBe('expired');
  });
});

describe('awaitingDecision', () => {
  it('moves the record to PENDING_APPROVAL with task token and round when the first round begins', () => {
    const record = awaitingDecision(receivedRecord(), 0, 'new-token', VOTED_AT);
    expect(record).toMatchObject({ status: 'PENDING_APPROVAL', taskToken: 'new-token', round: 0 });
    expect(record?.history.at(-1)).toEqual({ at: VOTED_AT, who: 'workflow', what: 'asked for approval, round 1' });
  });

  it('keeps status and history and takes the new token and round when a later round begins', () => {
    const record = pendingRecord();
    expect(awaitingDecision(record, 1, 'new-token', VOTED_AT)).toEqual({
      ...record,
      taskToken: 'new-token',
      round: 1,
    });
  });

  it.each(['APPROVED', 'REJECTED', 'EXPIRED', 'CANCELLED'] as const)(
    'is nothing when the request is %s already',
    (status) => {
      expect(awaitingDecision(pendingRecord({ status }), 0, 'new-token', VOTED_AT)).toBeUndefined();
    },
  );
});

describe('expire', () => {
  it('moves the record to EXPIRED and tells so in the history', () => {
    const record = expire(pendingRecord(), EXPIRES_AT);
    expect(record.status).toBe('EXPIRED');
    expect(record.history.at(-1)).toEqual({ at: EXPIRES_AT, who: 'workflow', what: 'expired without a decision' });
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
