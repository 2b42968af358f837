import { describe, expect, it } from 'vitest';
import {
  type Ballot,
  castVote,
  isCommentRequired,
  maySeeEnd,
  mayVote,
  needsMajorityToReject,
} from '../../../../functions/domain/approval/vote.ts';
import type { RequestEvent } from '../../../../functions/domain/ledger/events.ts';
import { evolveAll } from '../../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import type { Electorate } from '../../../../functions/domain/policy/policy.ts';
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
  planned,
  plannedChange,
  REQUESTER,
  receivedRecord,
  requirement,
  VOTED_AT,
  vote,
} from '../../builders.ts';

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

/** The events that follow from a vote that counts. */
function following(record: RequestRecord, differences: Partial<Ballot> = {}): RequestEvent[] {
  const result = cast(record, differences);
  if ('refusal' in result) throw new Error(`refused: ${result.refusal}`);
  return result;
}

/** The record after a vote that counts. */
const accepted = (record: RequestRecord, differences: Partial<Ballot> = {}): RequestRecord =>
  evolveAll(record, following(record, differences));

function refusal(...of: Parameters<typeof cast>): string | undefined {
  const result = cast(...of);
  return 'refusal' in result ? result.refusal : undefined;
}

const approvedBy = (record: RequestRecord, ...approvers: string[]) =>
  approvers.reduce((current, approver) => accepted(current, { approver }), record);

/** A vote as the ledger holds it. */
const voteCast = (number: number, differences: object = {}, by = APPROVER) => {
  const confirmation = { kind: 'link', person: by };
  return {
    ...{ type: 'VoteCast', at: VOTED_AT, by, decision: 'approve', comment: '', confirmation, number },
    ...differences,
  };
};

const rejection = { decision: 'reject', comment: 'wrong mailbox' } as const;

describe('castVote', () => {
  it('approves when the vote completes the quorum', () => {
    const { fingerprint } = pendingRecord();
    expect(following(pendingRecord(), { comment: 'fine' })).toEqual([
      voteCast(0, { comment: 'fine', fingerprint }),
      { type: 'Approved', at: VOTED_AT, by: 'workflow', approvedBecause: 'quorumReached' },
    ]);
    const record = accepted(pendingRecord(), { comment: 'fine' });
    expect(record.status).toBe('APPROVED');
    expect(record.votes).toEqual([vote(APPROVER, { comment: 'fine' })]);
  });

  it('counts the vote and keeps waiting when the quorum needs more', () => {
    const pending = pendingRecord({ approval: approvalOf(2) });
    expect(following(pending)).toEqual([voteCast(0, { fingerprint: pending.fingerprint })]);
    expect(accepted(pending)).toMatchObject({ status: 'PENDING_APPROVAL', votes: [vote()] });
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
      voteCast(1, { ...rejection, fingerprint: record.fingerprint }, OTHER_APPROVER),
      { type: 'Rejected', at: VOTED_AT, by: 'workflow' },
    ]);
  });

  it('keeps waiting after a rejection, and approves with the quorum, when a majority must reject', () => {
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

  it('counts an approver whom an escalation has added', () => {
    const approval = escalatingApproval(2);
    expect(approvedBy(pendingRecord({ approval, round: 2 }), APPROVER, CHIEF).status).toBe('APPROVED');
  });

  it('counts an approver of the first round in a later round', () => {
    expect(accepted(pendingRecord({ approval: escalatingApproval(), round: 2 })).status).toBe('APPROVED');
  });

  it('keeps the fingerprint in the ledger, and out of the votes', () => {
    expect(accepted(pendingRecord()).votes[0]).not.toHaveProperty('fingerprint');
    expect(accepted(pendingRecord()).history.at(-2)).toHaveProperty('fingerprint', pendingRecord().fingerprint);
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

  it('counts the last vote of the approver only, and keeps both in the ledger', () => {
    const record = accepted(approvedOnce, { ...rejection, at: LATER });
    expect(record.votes).toEqual([vote(APPROVER, { ...rejection, at: LATER })]);
    const { fingerprint } = undecided;
    expect(record.history.filter(({ by }) => by === APPROVER)).toEqual([
      voteCast(0, { comment: 'fine', fingerprint }),
      voteCast(1, { ...rejection, at: LATER, fingerprint, previous: 'approve' }),
    ]);
    expect(record.status).toBe('REJECTED');
  });

  it('does not count an approver twice who approves twice', () => {
    const record = accepted(approvedOnce, { comment: 'still fine' });
    expect(record.status).toBe('PENDING_APPROVAL');
    expect(record.votes).toEqual([vote(APPROVER, { comment: 'still fine' })]);
    expect(record.history.at(-1)).toMatchObject({ type: 'VoteCast', comment: 'still fine', previous: 'approve' });
  });

  it('counts the same vote again when the same person has voted as another approver since', () => {
    const confirmation = { kind: 'signIn', person: 'iss#ana' } as const;
    const approval = approvalOf(2);
    const twice = [APPROVER, OTHER_APPROVER].reduce(
      (record, approver) => accepted(record, { approver, confirmation }),
      pendingRecord({ approval }),
    );
    const again = accepted(twice, { approver: APPROVER, confirmation, at: LATER });
    expect(again.votes.map(({ approver }) => approver)).toEqual([OTHER_APPROVER, APPROVER]);
    expect(again.status).toBe('PENDING_APPROVAL');
  });

  it('replaces a rejection by an approval when the rejection was not final', () => {
    const requirements = [requirement({ approvers: [APPROVER, OTHER_APPROVER, CHIEF], rejection: 'majority' })];
    const rejected = accepted(pendingRecord({ approval: approvalOf(1, { requirements }) }), rejection);
    const record = accepted(rejected, { comment: '' });
    expect(record.status).toBe('APPROVED');
    expect(record.votes).toEqual([vote()]);
    expect(record.history.at(-2)).toEqual(voteCast(1, { fingerprint: record.fingerprint, previous: 'reject' }));
  });

  it('puts the last vote at the end, behind those of others', () => {
    const approval = approvalOf(3, {
      requirements: [requirement({ quorum: 3, approvers: ['x@e.f', APPROVER, CHIEF] })],
    });
    const both = approvedBy(pendingRecord({ approval }), APPROVER, CHIEF);
    expect(accepted(both, { comment: 'again' }).votes.map(({ approver }) => approver)).toEqual([CHIEF, APPROVER]);
  });

  it('adds nothing when the vote is the same again', () => {
    expect(following(approvedOnce, { comment: 'fine', at: LATER })).toEqual([]);
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
    expect(refusal(votedOften(10), { comment: 'the eleventh' })).toBe('changedTooOften');
    expect(refusal(votedOften(10), rejection)).toBe('changedTooOften');
  });

  it('counts the first vote of another approver when one has voted ten times', () => {
    expect(accepted(votedOften(10), { approver: OTHER_APPROVER }).status).toBe('APPROVED');
  });
});

describe('castVote, when the vote does not count', () => {
  it.each(['jane@example.com', 'Jane@Example.COM', '  JANE@EXAMPLE.COM ', 'jane+aws@example.com'])(
    'refuses it when the approver requested the change as %j',
    (requestedBy) => {
      const approval = approvalOf(1, { requirements: [requirement({ approvers: [REQUESTER, APPROVER] })] });
      const record = pendingRecord({ approval, request: changeRequest({ requestedBy }) });
      expect(refusal(record, { approver: REQUESTER })).toBe('notAnApprover');
      expect(refusal(record, { approver: REQUESTER, ...rejection })).toBe('notAnApprover');
    },
  );

  it.each(['editor@example.com', 'Editor+jira@example.com'])(
    'refuses it when the approver worked on the request as %j, even if they were planned as an approver',
    (contributor) => {
      const approval = approvalOf(1, { requirements: [requirement({ approvers: ['editor@example.com', APPROVER] })] });
      const record = pendingRecord({ approval, request: changeRequest({ contributors: [contributor] }) });
      expect(refusal(record, { approver: 'editor@example.com' })).toBe('notAnApprover');
      expect(refusal(record, { approver: APPROVER })).toBeUndefined();
    },
  );

  it('refuses it when the voter was never an approver, even if the policy lists them now', () => {
    const approvals = [{ name: 'every change', approvers: ['stranger@example.com'] }];
    const policy = { groups: {}, approvals };
    expect(refusal(pendingRecord(), { approver: 'stranger@example.com' }, policy)).toBe('notAnApprover');
  });

  it.each([
    { what: 'no longer lists the approver', approvals: [{ name: 'every change', approvers: [OTHER_APPROVER] }] },
    { what: 'no longer has the rule', approvals: [{ name: 'another', approvers: [APPROVER] }] },
    { what: 'has no rule at all', approvals: [] },
  ])('refuses it when the policy $what', ({ approvals }) => {
    const policy = { groups: {}, approvals };
    for (const differences of [{}, rejection])
      expect(refusal(pendingRecord(), differences, policy)).toBe('notAnApprover');
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
    expect(refusal(changed, { fingerprint: shown.fingerprint ?? '' })).toBe('planChanged');
  });

  it('refuses it when no plan was ever shown', () => {
    const { fingerprint: _, ...unplanned } = pendingRecord();
    expect(refusal(unplanned, { fingerprint: '' })).toBe('planChanged');
  });

  it.each(['', ' ', '\n\t', '\u200B\u0000'])('refuses a rejection when its comment is %j', (comment) => {
    expect(refusal(pendingRecord(), { decision: 'reject', comment })).toBe('commentMissing');
  });

  it.each(['', ' ', '\n\t'])('refuses an approval when its comment is %j and a rule wants one', (comment) => {
    const approval = approvalOf(1, { requirements: [requirement({ commentRequired: true })] });
    expect(refusal(pendingRecord({ approval }), { comment })).toBe('commentMissing');
    expect(accepted(pendingRecord({ approval }), { comment: 'because' }).status).toBe('APPROVED');
  });

  it('counts an approval when it has no comment and no rule wants one', () => {
    expect(refusal(pendingRecord(), { comment: '' })).toBeUndefined();
  });

  it.each([
    { confirm: 'code', kinds: ['link'] },
    { confirm: 'signIn', kinds: ['link', 'code'] },
  ] as const)(
    'refuses it when the rule wants confirm: $confirm and it was confirmed by $kinds',
    ({ confirm, kinds }) => {
      const record = pendingRecord({ approval: approvalOf(1, { requirements: [requirement({ confirm })] }) });
      for (const kind of kinds) {
        const confirmation = { kind, person: APPROVER };
        expect(refusal(record, { confirmation })).toBe('confirmationMissing');
        expect(refusal(record, { ...rejection, confirmation })).toBe('confirmationMissing');
      }
      expect(refusal(record, { confirmation: { kind: confirm, person: APPROVER } })).toBeUndefined();
    },
  );

  it.each(['RECEIVED', 'APPROVED', 'REJECTED', 'CANCELLED', 'APPLIED', 'PARTIALLY_APPLIED', 'FAILED'] as const)(
    'refuses it when the request is %s',
    (status) => {
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

describe('maySeeEnd', () => {
  const emptied = evolveAll(pendingRecord(), [planned({ plan: [], approval: { requirements: [], rounds: [] } })]);

  it('is true for whom only an earlier plan had asked', () => {
    expect(mayVote(emptied, APPROVER, electorateOf(approvalOf()))).toBe(false);
    expect(maySeeEnd(emptied, APPROVER, electorateOf(approvalOf()))).toBe(true);
  });

  it('is false for whom no plan has asked, and for whom the policy no longer lists', () => {
    expect(maySeeEnd(emptied, CHIEF, electorateOf(approvalOf()))).toBe(false);
    expect(maySeeEnd(emptied, APPROVER, { groups: {}, approvals: [] })).toBe(false);
  });
});

describe('mayVote', () => {
  it('is true when the approver was eligible and the policy still lists them', () => {
    expect(mayVote(pendingRecord(), APPROVER, electorateOf(approvalOf()))).toBe(true);
  });

  it('is true before the round that adds the approver has begun', () => {
    const approval = escalatingApproval();
    expect(mayVote(pendingRecord({ approval }), CHIEF, electorateOf(approval))).toBe(true);
  });

  it('is true when the policy now lists the approver elsewhere in their rule', () => {
    const approvals = [
      { name: 'every change', approvers: ['leads'], rounds: [{ wait: '1h', escalateTo: [APPROVER] }] },
    ];
    expect(mayVote(pendingRecord(), APPROVER, { groups: { leads: [OTHER_APPROVER] }, approvals })).toBe(true);
  });

  it('is false when the policy no longer lists the approver in one of their two rules', () => {
    const approvals = [
      { name: 'security', approvers: ['a@example.com'] },
      { name: 'billing', approvers: ['b@example.com'] },
    ];
    expect(mayVote(pendingRecord({ approval: twoRules }), 'b@example.com', { groups: {}, approvals })).toBe(false);
  });

  it('is true when the policy no longer lists the approver in a rule that is not theirs', () => {
    const approvals = [
      { name: 'security', approvers: ['a@example.com'] },
      { name: 'billing', approvers: [] },
    ];
    expect(mayVote(pendingRecord({ approval: twoRules }), 'a@example.com', { groups: {}, approvals })).toBe(true);
  });

  it('is false when the approver shaped a request that this one takes the place of', () => {
    const former = { ...pendingRecord(), formerShapers: ['Approver-1+edits@example.com'] };
    expect(mayVote(former, APPROVER, electorateOf(approvalOf()))).toBe(false);
    expect(mayVote(former, OTHER_APPROVER, electorateOf(approvalOf()))).toBe(true);
  });

  it('is false when the record has no approval', () => {
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

  it('is false when the record has no approval', () => {
    expect(isCommentRequired(receivedRecord(), APPROVER)).toBe(false);
  });
});

describe('needsMajorityToReject', () => {
  const requirements = [
    requirement({ rule: 'a', approvers: ['a@example.com', 'b@example.com'], rejection: 'majority' }),
    requirement({ rule: 'b', approvers: ['b@example.com'], escalateTo: [CHIEF] }),
  ];
  const record = pendingRecord({ approval: approvalOf(1, { requirements }) });

  it.each([
    { approver: 'a@example.com', majority: true },
    { approver: 'b@example.com', majority: false },
    { approver: CHIEF, majority: false },
    { approver: 'stranger@example.com', majority: false },
  ])('is $majority for $approver when only the first of two rules needs a majority', ({ approver, majority }) => {
    expect(needsMajorityToReject(record, approver)).toBe(majority);
  });

  it('is false when the record has no approval', () => {
    expect(needsMajorityToReject(receivedRecord(), APPROVER)).toBe(false);
  });
});
