import { describe, expect, it } from 'vitest';
import type { RequestStatus } from '../../../functions/domain/request.ts';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';
import { type Ballot, castVote, type Electorate, isCommentRequired, mayVote } from '../../../functions/domain/vote.ts';
import {
  APPROVER,
  approvalOf,
  ballotOn,
  CHIEF,
  changeRequest,
  EXPIRES_AT,
  electorateOf,
  escalatingApproval,
  OTHER_APPROVER,
  pendingRecord,
  plannedChange,
  REQUESTER,
  receivedRecord,
  requirement,
  VOTED_AT,
  vote,
} from '../builders.ts';

const LATER = '2026-06-02T09:00:00.000Z';

/** Two rules side by side, each with approvers and a quorum of its own. */
const twoRules = approvalOf(1, {
  requirements: [
    requirement({ rule: 'security', approvers: ['a@example.com', 'b@example.com'], quorum: 2 }),
    requirement({ rule: 'billing', approvers: ['b@example.com', 'c@example.com'], quorum: 1 }),
  ],
});

const policyOf = (record: RequestRecord) => electorateOf(record.approval ?? approvalOf());

const cast = (record: RequestRecord, differences: Partial<Ballot> = {}, policy: Electorate = policyOf(record)) =>
  castVote(record, ballotOn(record, differences), policy);

function accepted(record: RequestRecord, differences: Partial<Ballot> = {}): RequestRecord {
  const result = cast(record, differences);
  if ('refusal' in result) throw new Error(`refused: ${result.refusal}`);
  return result.record;
}

function refusal(...of: Parameters<typeof cast>): string | undefined {
  const result = cast(...of);
  return 'refusal' in result ? result.refusal : undefined;
}

const approvedBy = (record: RequestRecord, ...approvers: string[]) =>
  approvers.reduce((current, approver) => accepted(current, { approver }), record);

const rejection = { decision: 'reject', comment: 'wrong mailbox' } as const;

describe('castVote', () => {
  it('approves when the vote completes the quorum', () => {
    const record = accepted(pendingRecord(), { comment: 'fine' });
    expect(record.status).toBe('APPROVED');
    expect(record.votes).toEqual([{ approver: APPROVER, decision: 'approve', comment: 'fine', at: VOTED_AT }]);
    expect(record.history.slice(-2)).toEqual([
      { at: VOTED_AT, who: APPROVER, what: 'approved', comment: 'fine' },
      { at: VOTED_AT, who: 'workflow', what: 'every quorum is reached' },
    ]);
  });

  it('counts the vote and waits on when the quorum needs more', () => {
    const record = accepted(pendingRecord({ approval: approvalOf(2) }));
    expect(record.status).toBe('PENDING_APPROVAL');
    expect(record.votes).toHaveLength(1);
    expect(record.history.at(-1)).toEqual({ at: VOTED_AT, who: APPROVER, what: 'approved' });
  });

  it('approves with the last missing vote when two rules each have a quorum', () => {
    const pending = pendingRecord({ approval: twoRules });
    expect(approvedBy(pending, 'c@example.com', 'a@example.com').status).toBe('PENDING_APPROVAL');
    expect(approvedBy(pending, 'c@example.com', 'a@example.com', 'b@example.com').status).toBe('APPROVED');
  });

  it('rejects with one rejection when the quorum was one vote away', () => {
    const almost = approvedBy(pendingRecord({ approval: approvalOf(2) }), APPROVER);
    const record = accepted(almost, { approver: OTHER_APPROVER, ...rejection });
    expect(record.status).toBe('REJECTED');
    expect(record.votes.at(-1)).toMatchObject({ decision: 'reject', comment: 'wrong mailbox' });
    expect(record.history.slice(-2)).toEqual([
      { at: VOTED_AT, who: OTHER_APPROVER, what: 'rejected', comment: 'wrong mailbox' },
      { at: VOTED_AT, who: 'workflow', what: 'the rejection is final' },
    ]);
  });

  it('waits on after a rejection, and approves with the quorum, when a majority must reject', () => {
    const approvers = [APPROVER, OTHER_APPROVER, CHIEF];
    const approval = approvalOf(1, { requirements: [requirement({ approvers, quorum: 2, rejection: 'majority' })] });
    const rejected = accepted(pendingRecord({ approval }), rejection);
    expect(rejected.status).toBe('PENDING_APPROVAL');
    expect(accepted(rejected, { approver: CHIEF, ...rejection }).status).toBe('REJECTED');
    expect(approvedBy(rejected, CHIEF, OTHER_APPROVER).status).toBe('APPROVED');
  });

  it('rejects when the vote completes the quorum of one rule and another rule rejects', () => {
    const pending = pendingRecord({ approval: twoRules });
    expect(
      accepted(approvedBy(pending, 'a@example.com', 'c@example.com'), { approver: 'b@example.com', ...rejection }),
    ).toMatchObject({ status: 'REJECTED' });
  });

  it('counts whom an escalation has added', () => {
    const approval = escalatingApproval(2);
    expect(approvedBy(pendingRecord({ approval, round: 2 }), APPROVER, CHIEF).status).toBe('APPROVED');
  });

  it('counts who was asked in the first round when a later round asks', () => {
    expect(accepted(pendingRecord({ approval: escalatingApproval(), round: 2 })).status).toBe('APPROVED');
  });

  it('does not store the fingerprint with the vote', () => {
    expect(accepted(pendingRecord()).votes[0]).not.toHaveProperty('fingerprint');
  });

  it('leaves the record that it was given as it was', () => {
    const record = pendingRecord();
    accepted(record);
    expect(record).toEqual(pendingRecord());
  });
});

describe('castVote, when the approver has voted before', () => {
  const undecided = pendingRecord({ approval: approvalOf(2) });
  const approvedOnce = accepted(undecided, { comment: 'fine' });

  it('counts the last vote of the approver only, and keeps both in the history', () => {
    const record = accepted(approvedOnce, { ...rejection, at: LATER });
    expect(record.votes).toEqual([{ approver: APPROVER, ...rejection, at: LATER }]);
    expect(record.history.filter(({ who }) => who === APPROVER)).toEqual([
      { at: VOTED_AT, who: APPROVER, what: 'approved', comment: 'fine' },
      { at: LATER, who: APPROVER, what: 'rejected after all', comment: 'wrong mailbox' },
    ]);
    expect(record.status).toBe('REJECTED');
  });

  it('does not count twice who approves twice', () => {
    const record = accepted(approvedOnce, { comment: 'still fine' });
    expect(record.status).toBe('PENDING_APPROVAL');
    expect(record.votes).toEqual([vote(APPROVER, { comment: 'still fine' })]);
    expect(record.history.at(-1)).toMatchObject({ what: 'approved with another comment', comment: 'still fine' });
  });

  it('takes a rejection back when it was not final', () => {
    const requirements = [requirement({ approvers: [APPROVER, OTHER_APPROVER, CHIEF], rejection: 'majority' })];
    const rejected = accepted(pendingRecord({ approval: approvalOf(1, { requirements }) }), rejection);
    const record = accepted(rejected, { comment: '' });
    expect(record.status).toBe('APPROVED');
    expect(record.votes).toEqual([vote()]);
    expect(record.history.at(-2)).toEqual({ at: VOTED_AT, who: APPROVER, what: 'approved after all' });
  });

  it('puts the last vote at the end, behind those of others', () => {
    const approval = approvalOf(3, {
      requirements: [requirement({ quorum: 3, approvers: ['x@e.f', APPROVER, CHIEF] })],
    });
    const both = approvedBy(pendingRecord({ approval }), APPROVER, CHIEF);
    expect(accepted(both, { comment: 'again' }).votes.map(({ approver }) => approver)).toEqual([CHIEF, APPROVER]);
  });

  it('gives the very record that came in when the vote is the same again', () => {
    expect(accepted(approvedOnce, { comment: 'fine', at: LATER })).toBe(approvedOnce);
  });

  it('counts the same vote when it is of another approver', () => {
    expect(accepted(approvedOnce, { approver: OTHER_APPROVER, comment: 'fine' }).status).toBe('APPROVED');
  });

  const votedOften = (times: number) =>
    Array.from({ length: times }).reduce<RequestRecord>(
      (record, _, index) => accepted(record, { comment: `vote ${index}` }),
      undecided,
    );

  it('counts the tenth vote, and refuses the eleventh', () => {
    expect(refusal(votedOften(9), { comment: 'the tenth' })).toBeUndefined();
    expect(refusal(votedOften(10), { comment: 'the eleventh' })).toBe('changed-too-often');
    expect(refusal(votedOften(10), rejection)).toBe('changed-too-often');
  });

  it('counts the first vote of another approver when one has voted ten times', () => {
    expect(accepted(votedOften(10), { approver: OTHER_APPROVER }).status).toBe('APPROVED');
  });
});

describe('castVote, when the vote does not count', () => {
  it.each(['jane@example.com', 'Jane@Example.COM', '  JANE@EXAMPLE.COM '])(
    'refuses it when the approver asked for the change as %j',
    (requestedBy) => {
      const approval = approvalOf(1, { requirements: [requirement({ approvers: [REQUESTER, APPROVER] })] });
      const record = pendingRecord({ approval, request: changeRequest({ requestedBy }) });
      expect(refusal(record, { approver: REQUESTER })).toBe('not-an-approver');
      expect(refusal(record, { approver: REQUESTER, ...rejection })).toBe('not-an-approver');
    },
  );

  it('refuses it when the voter was never an approver, even if the policy lists them now', () => {
    const approvals = [{ name: 'every change', approvers: ['stranger@example.com'] }];
    const policy = { groups: {}, approvals };
    expect(refusal(pendingRecord(), { approver: 'stranger@example.com' }, policy)).toBe('not-an-approver');
  });

  it.each([
    { what: 'lists the approver no more', approvals: [{ name: 'every change', approvers: [OTHER_APPROVER] }] },
    { what: 'has no such rule any more', approvals: [{ name: 'another', approvers: [APPROVER] }] },
    { what: 'has no rule at all', approvals: [] },
  ])('refuses it when the policy $what', ({ approvals }) => {
    const policy = { groups: {}, approvals };
    for (const differences of [{}, rejection])
      expect(refusal(pendingRecord(), differences, policy)).toBe('not-an-approver');
  });

  it.each([EXPIRES_AT, '2026-06-04T10:00:00.001Z'])('refuses it when it comes at %s, after the last round', (at) => {
    expect(refusal(pendingRecord(), { at })).toBe('expired');
  });

  it('counts it when it comes in the last millisecond', () => {
    expect(accepted(pendingRecord(), { at: '2026-06-04T09:59:59.999Z' }).status).toBe('APPROVED');
  });

  it('refuses it when the plan is not the one that was shown', () => {
    const shown = pendingRecord();
    const changed = pendingRecord({ plan: [plannedChange({ after: null })] });
    expect(refusal(changed, { fingerprint: shown.fingerprint ?? '' })).toBe('plan-changed');
  });

  it('refuses it when no plan was ever shown', () => {
    const { fingerprint: _, ...unplanned } = pendingRecord();
    expect(refusal(unplanned, { fingerprint: '' })).toBe('plan-changed');
  });

  it.each(['', ' ', '\n\t'])('refuses a rejection when its comment is %j', (comment) => {
    expect(refusal(pendingRecord(), { decision: 'reject', comment })).toBe('comment-missing');
  });

  it.each(['', ' ', '\n\t'])('refuses an approval when its comment is %j and a rule wants one', (comment) => {
    const approval = approvalOf(1, { requirements: [requirement({ commentRequired: true })] });
    expect(refusal(pendingRecord({ approval }), { comment })).toBe('comment-missing');
    expect(accepted(pendingRecord({ approval }), { comment: 'because' }).status).toBe('APPROVED');
  });

  it('counts an approval when it has no comment and no rule wants one', () => {
    expect(refusal(pendingRecord(), { comment: '' })).toBeUndefined();
  });

  it.each(['RECEIVED', 'APPROVED', 'REJECTED', 'CANCELLED', 'APPLIED', 'PARTIALLY_APPLIED', 'FAILED'] as const)(
    'refuses it when the request is %s',
    (status: RequestStatus) => {
      expect(refusal(pendingRecord({ status }))).toBe('decided');
    },
  );

  it('refuses it when the request is EXPIRED', () => {
    expect(refusal(pendingRecord({ status: 'EXPIRED' }))).toBe('expired');
  });

  it('makes at most one decision, whatever votes come after it', () => {
    const approved = accepted(pendingRecord());
    for (const approver of [APPROVER, OTHER_APPROVER])
      expect(refusal(approved, { approver, ...rejection })).toBe('decided');
  });
});

describe('mayVote', () => {
  it('is true when the request asks the approver and the policy still lists them', () => {
    expect(mayVote(pendingRecord(), APPROVER, electorateOf(approvalOf()))).toBe(true);
  });

  it('is true before the round that adds the approver has begun', () => {
    const approval = escalatingApproval();
    expect(mayVote(pendingRecord({ approval }), CHIEF, electorateOf(approval))).toBe(true);
  });

  it('is true when the policy lists the approver elsewhere in their rule by now', () => {
    const approvals = [
      { name: 'every change', approvers: ['leads'], rounds: [{ wait: '1h', escalateTo: [APPROVER] }] },
    ];
    expect(mayVote(pendingRecord(), APPROVER, { groups: { leads: [OTHER_APPROVER] }, approvals })).toBe(true);
  });

  it('is false when the policy has taken the approver out of one of the two rules that ask them', () => {
    const approvals = [
      { name: 'security', approvers: ['a@example.com'] },
      { name: 'billing', approvers: ['b@example.com'] },
    ];
    expect(mayVote(pendingRecord({ approval: twoRules }), 'b@example.com', { groups: {}, approvals })).toBe(false);
  });

  it('is true when the policy has taken the approver out of a rule that does not ask them', () => {
    const approvals = [
      { name: 'security', approvers: ['a@example.com'] },
      { name: 'billing', approvers: [] },
    ];
    expect(mayVote(pendingRecord({ approval: twoRules }), 'a@example.com', { groups: {}, approvals })).toBe(true);
  });

  it('is false when nobody is asked', () => {
    expect(mayVote(receivedRecord(), APPROVER, electorateOf(approvalOf()))).toBe(false);
  });
});

describe('isCommentRequired', () => {
  const requirements = [
    requirement({ rule: 'a', approvers: ['a@example.com'], escalateTo: [CHIEF], commentRequired: true }),
    requirement({ rule: 'b', approvers: ['a@example.com', 'b@example.com'] }),
  ];
  const record = pendingRecord({ approval: approvalOf(1, { requirements }) });

  it.each([
    { approver: 'a@example.com', required: true },
    { approver: CHIEF, required: true },
    { approver: 'b@example.com', required: false },
  ])('is $required for $approver when only the first of two rules wants comments', ({ approver, required }) => {
    expect(isCommentRequired(record, approver)).toBe(required);
  });

  it('is false when nobody is asked', () => {
    expect(isCommentRequired(receivedRecord(), APPROVER)).toBe(false);
  });
});
