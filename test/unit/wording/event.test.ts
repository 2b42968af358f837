import { describe, expect, it } from 'vitest';
import {
  type EventOf,
  type RequestEvent,
  type RequestEventType,
  WORKFLOW,
} from '../../../functions/domain/ledger/events.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { eventWords, timeline } from '../../../functions/wording/event.ts';
import type { EventWords } from '../../../functions/wording/event-look.ts';
import {
  APPROVER,
  applyStarted,
  approvalRequested,
  approved,
  approverUnreachable,
  BILLING,
  CREATED_AT,
  cancelled,
  changeApplied,
  changeConfirmed,
  changeFailed,
  changeNotConfirmed,
  changeRequest,
  changesWithdrawn,
  deleteChange,
  ENDED_AT,
  ended,
  escalated,
  expired,
  idContested,
  mailSent,
  OTHER_APPROVER,
  planned,
  plannedChange,
  planOutdated,
  putChange,
  recordWith,
  redactedEvent,
  rejected,
  reminded,
  repetitionAnswered,
  requested,
  SECURITY,
  VOTED_AT,
  voteCast,
  waitExtended,
} from '../builders.ts';
import {
  campaignApplied,
  campaignCancelled,
  campaignPaused,
  campaignPlan,
  campaignRecord,
  campaignResumed,
  campaignStopped,
} from '../campaign-builders.ts';

const OTHER_ACCOUNT = { ...SECURITY, accountId: '333333333333' };

const threeChanges = requested({
  request: changeRequest({ changes: [putChange(), deleteChange(), putChange(OTHER_ACCOUNT)] }),
});

/** Every type of event, and what is told of it: tone (`!` for a milestone), symbol, actor and text. */
const TOLD: { [Type in RequestEventType]: [event: EventOf<Type>, told: string | undefined][] } = {
  Requested: [
    [requested(), 'quiet! • jane@example.com requested the change'],
    [threeChanges, 'quiet! • jane@example.com requested 3 changes'],
  ],
  Planned: [
    [
      planned({ plan: [plannedChange(), plannedChange(BILLING), plannedChange(OTHER_ACCOUNT)] }),
      'quiet • Compared with the current contacts: 3 changes to make',
    ],
    [
      planned({ plan: [plannedChange(), plannedChange(BILLING)] }),
      'quiet • Compared with the current contacts: 2 changes to make, 1 of 3 is already in place',
    ],
    [planned(), 'quiet • Compared with the current contacts: 1 change to make, 2 of 3 are already in place'],
    [
      planned({ plan: [] }),
      'quiet • Compared with the current contacts: nothing to change, 3 of 3 are already in place',
    ],
  ],
  ChangesWithdrawn: [
    [
      changesWithdrawn(),
      'quiet! – Dropped the BILLING contact of 222222222222 (Payments, Root / Production): superseded by jira-OPS-42-10125. Approvers are asked again about the rest; votes so far do not count',
    ],
  ],
  PlanOutdated: [
    [
      planOutdated(),
      'bad ! Request cli-2 changes the SECURITY contact of 222222222222 (Payments, Root / Production): approvers are asked again, votes so far do not count',
    ],
  ],
  ChangeConfirmed: [
    [changeConfirmed(), 'good ✓ AWS shows the SECURITY contact of 222222222222 (Payments, Root / Production) now'],
  ],
  ChangeNotConfirmed: [
    [
      changeNotConfirmed(),
      'bad ! AWS still does not show the SECURITY contact of 222222222222 (Payments, Root / Production). An alarm tells the operators',
    ],
  ],
  RepetitionAnswered: [
    [repetitionAnswered(), 'quiet • The same id was asked for again, and the ticket was told why nothing happens'],
  ],
  IdContested: [
    [idContested(), 'bad ! Another request came under the same id. It was not accepted, and both requesters were told'],
  ],
  Redacted: [[redactedEvent(), 'quiet • The details of contacts, and what people wrote, were taken out']],
  ApprovalRequested: [
    [approvalRequested(), 'quiet ? Asked approver-1@example.com, approver-2@example.com for approval'],
  ],
  Reminded: [[reminded(), 'quiet ? Round 2: reminded approver-2@example.com']],
  Escalated: [[escalated(), 'quiet ? Round 3: escalated to chief@example.com']],
  WaitExtended: [[waitExtended(), 'quiet • Round 2: still waiting']],
  MailSent: [[mailSent({ kind: 'approvalRequest', to: APPROVER, round: 0 }), undefined]],
  ApproverUnreachable: [
    [approverUnreachable(), 'bad ! Could not reach approver-1@example.com: the mail bounced (General)'],
  ],
  VoteCast: [
    [voteCast(), 'good! ✓ approver-1@example.com approved'],
    [voteCast(APPROVER, { decision: 'reject' }), 'bad! ✗ approver-1@example.com rejected'],
    [
      voteCast(APPROVER, { decision: 'reject', previous: 'approve' }),
      'bad! ✗ approver-1@example.com changed their vote: rejected',
    ],
    [voteCast(APPROVER, { previous: 'approve' }), 'good! ✓ approver-1@example.com changed their comment: approved'],
    [
      voteCast(APPROVER, { confirmation: { kind: 'signIn', person: 'x' } }),
      'good! ✓ approver-1@example.com approved, signed in',
    ],
  ],
  Approved: [
    [approved(), 'good! ✓ Approved: every quorum is reached'],
    [approved({ approvedBecause: 'preApproved' }), 'good! ✓ Pre-approved by the policy'],
  ],
  Rejected: [[rejected(), 'bad! ✗ Rejected: the rejection is final']],
  Expired: [
    [expired(), 'quiet! – Expired: not approved in time'],
    [expired({ expiredBecause: 'tooFewApproversReachable' }), 'quiet! – Expired: too few approvers could be reached'],
  ],
  Cancelled: [[cancelled(), 'quiet! – jane@example.com cancelled the request']],
  ApplyStarted: [[applyStarted(), 'quiet • Started to apply the changes']],
  CampaignPaused: [[campaignPaused(), 'quiet! – jane@example.com paused the changes']],
  CampaignResumed: [
    [campaignResumed(), 'quiet! • jane@example.com resumed the changes'],
    [campaignResumed({ by: WORKFLOW }), 'quiet! • Went on with the other changes'],
  ],
  CampaignStopped: [[campaignStopped({ failures: 1501 }), 'bad! ✗ Stopped: 1,501 changes had failed']],
  CampaignCancelled: [[campaignCancelled(), 'quiet! – jane@example.com cancelled the changes that had not begun']],
  CampaignApplied: [
    [campaignApplied(), 'good ✓ All changes have ended: 9,900 changes applied'],
    [
      campaignApplied({ applied: 1, failed: 1200, conflicts: 2, cancelled: 3 }),
      'bad ! All changes have ended: 1 change applied, 1,200 failed, 2 conflicts, 3 cancelled',
    ],
  ],
  ChangeApplied: [
    [changeApplied(), 'good ✓ Applied the SECURITY contact of 222222222222 (Payments, Root / Production)'],
    [
      changeApplied(BILLING, { alreadyInPlace: true }),
      'good ✓ Applied the BILLING contact of 222222222222 (Payments, Root / Production): already in place, nothing to do',
    ],
  ],
  ChangeFailed: [
    [
      changeFailed(),
      'bad ! Could not apply the SECURITY contact of 222222222222 (Payments, Root / Production): AccessDeniedException: no permission',
    ],
    [
      changeFailed(SECURITY, { status: 'CONFLICT' }),
      'bad ! Left the SECURITY contact of 222222222222 (Payments, Root / Production) alone: it changed in the meantime',
    ],
  ],
  Ended: [
    [ended('APPLIED'), 'good! ✓ Ended: applied. Every change is in place.'],
    [ended('PARTIALLY_APPLIED'), 'bad! ! Ended: partially applied. Some changes are in place, others are not.'],
    [ended('FAILED'), 'bad! ✗ Ended: failed. The changes could not be applied.'],
    [ended('UNCHANGED'), 'quiet! = Ended: nothing to change. Every contact was already as requested.'],
    [ended('INVALID'), 'bad! ✗ Ended: not accepted. The request is not valid. Nothing was changed.'],
  ],
};

function lineOf({ tone, isMilestone, symbol, actor, text }: EventWords): string {
  return [`${tone}${isMilestone ? '!' : ''}`, symbol, actor, text].filter((part) => part !== undefined).join(' ');
}

function told(...history: RequestEvent[]): string[] {
  return timeline(recordOf(history)).map(lineOf);
}

describe('eventWords', () => {
  const cases = Object.values(TOLD)
    .flat()
    .map(([event, line]) => ({ event, line }));

  it.each(cases)('tells $event.type as $line', ({ event, line }) => {
    const words = eventWords(event, recordOf([threeChanges]));
    expect(words && lineOf(words)).toBe(line);
    if (words) expect(words.at).toBe(event.at);
  });

  it('keeps the comments of votes and cancellations', () => {
    const record = recordWith();
    expect(eventWords(voteCast(APPROVER, { comment: 'Fine' }), record)?.comment).toBe('Fine');
    expect(eventWords(cancelled({ comment: 'Not needed' }), record)?.comment).toBe('Not needed');
  });
});

describe('the words for a campaign', () => {
  it('count what it asks for, and what of it is left to change', () => {
    expect(timeline(campaignRecord()).map(lineOf).slice(0, 2)).toEqual([
      'quiet! • jane@example.com requested 10,000 changes',
      'quiet • Compared with the current contacts: 9,900 changes to make, 100 of 10,000 are in place already, or could not be read',
    ]);
    const unchanged = timeline(campaignRecord([], campaignPlan({ count: 0 }))).map(lineOf);
    expect(unchanged[1]).toContain('nothing to change, 10,000 of 10,000 are in place already');
  });
});

describe('timeline', () => {
  it('tells what people and the workflow did, in order, but no mails', () => {
    const mail = mailSent({ kind: 'approvalRequest', to: APPROVER, round: 0 });
    const events = timeline(
      recordWith(mail, voteCast(), approved(), applyStarted(), changeApplied(), ended('APPLIED')),
    );
    expect(events.map(({ at, actor }) => [at, actor])).toEqual([
      [CREATED_AT, 'jane@example.com'],
      [CREATED_AT, undefined],
      [CREATED_AT, undefined],
      [VOTED_AT, APPROVER],
      [VOTED_AT, undefined],
      [VOTED_AT, undefined],
      [expect.any(String), undefined],
      [ENDED_AT, undefined],
    ]);
  });

  it.each([
    { decision: rejected(), status: 'REJECTED' },
    { decision: expired(), status: 'EXPIRED' },
    { decision: cancelled(), status: 'CANCELLED' },
  ] as const)('does not tell the end of a request twice when it was $status', ({ decision, status }) => {
    const open = told(requested(), planned(), approvalRequested(), decision);
    expect(told(requested(), planned(), approvalRequested(), decision, ended(status))).toEqual(open);
    expect(open).toHaveLength(4);
  });

  it('does not say that a change is in place when AWS does not show it yet', () => {
    const unconfirmed = changeApplied(SECURITY, { confirmed: false });
    expect(told(requested(), planned(), applyStarted(), unconfirmed, ended('APPLIED')).at(-1)).toBe(
      'good! ✓ Ended: applied. AWS has taken the change; it is not visible yet.',
    );
  });

  it('tells every round of reminders and escalations', () => {
    expect(
      told(requested(), planned(), approvalRequested(), waitExtended(), reminded({ round: 2 }), escalated()).slice(3),
    ).toEqual([
      'quiet • Round 2: still waiting',
      `quiet ? Round 3: reminded ${OTHER_APPROVER}`,
      'quiet ? Round 3: escalated to chief@example.com',
    ]);
  });
});
