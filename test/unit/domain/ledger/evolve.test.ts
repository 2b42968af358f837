import { describe, expect, it } from 'vitest';
import type { RequestEvent } from '../../../../functions/domain/ledger/events.ts';
import { evolve, evolveAll, newRecord, recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import {
  APPROVER,
  account,
  applyStarted,
  approvalOf,
  approvalRequested,
  approved,
  approverUnreachable,
  BILLING,
  BOUNCED,
  CREATED_AT,
  cancelled,
  changeApplied,
  changeFailed,
  changeRequest,
  DENIED,
  deleteChange,
  ENDED_AT,
  EXECUTION_ARN,
  EXPIRES_AT,
  ended,
  escalated,
  escalatingApproval,
  expired,
  fingerprintOf,
  ledger,
  mailSent,
  OTHER_APPROVER,
  pendingRecord,
  planned,
  plannedChange,
  putChange,
  REQUESTER,
  recordWith,
  rejected,
  reminded,
  requested,
  SECURITY,
  VOTED_AT,
  vote,
  voteCast,
  waitExtended,
} from '../../builders.ts';

const LATER = '2026-06-02T09:00:00.000Z';
const escalating = planned({ approval: escalatingApproval() });

/** The record of a request that waits for votes in rounds. */
const waiting = recordOf([requested(), escalating, approvalRequested()]);

/** What differs between the records before and after an event, besides the ledger. */
function difference(record: typeof waiting, event: RequestEvent) {
  const { history, ...after } = evolve(record, event);
  expect(history).toEqual([...record.history, event]);
  const before = new Map<string, unknown>(Object.entries(record));
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => before.get(key) !== value));
}

describe('newRecord', () => {
  it('is RECEIVED in its first version, and knows request, execution and time', () => {
    expect(newRecord(requested())).toEqual({
      history: [requested()],
      request: changeRequest(),
      status: 'RECEIVED',
      executionArn: EXECUTION_ARN,
      accounts: [account()],
      provenBy: 'signature',
      askedAt: CREATED_AT,
      createdAt: CREATED_AT,
      isOutdated: false,
      withdrawn: [],
      votes: [],
      mails: [],
      unreachable: [],
      version: 1,
    });
  });
});

describe('recordOf', () => {
  it('is the new record when nothing has happened since the request', () => {
    expect(recordOf([requested()])).toEqual(newRecord(requested()));
  });

  it('is the record that one event after another makes', () => {
    const events = [planned(), approvalRequested(), voteCast(), approved(), applyStarted()];
    expect(recordOf([requested(), ...events])).toEqual(events.reduce(evolve, newRecord(requested())));
    expect(recordOf([requested(), ...events])).toMatchObject({ status: 'APPROVED', applyingSince: VOTED_AT });
  });

  it('is the same again when it is made of its own history', () => {
    const record = recordWith(voteCast(), approved(), applyStarted(), changeApplied(), ended('APPLIED'));
    expect(recordOf(record.history)).toEqual(record);
  });

  it.each([{ events: [] }, { events: [planned()] }, { events: [approved(), requested()] }])(
    'throws RangeError when the ledger does not begin with Requested: $events',
    ({ events }) => {
      expect(() => recordOf(events)).toThrow(RangeError);
    },
  );

  it('throws RangeError when a request is registered twice', () => {
    expect(() => recordOf([requested(), requested()])).toThrow(RangeError);
  });
});

describe('evolveAll', () => {
  it('is the very record that came in when nothing follows', () => {
    expect(evolveAll(waiting, [])).toBe(waiting);
  });

  it('leaves the record that it was given as it was', () => {
    const before = structuredClone(waiting);
    evolveAll(waiting, [escalated(), voteCast(), approved()]);
    expect(waiting).toEqual(before);
  });

  it('keeps version and task token, which do not follow from the ledger', () => {
    const { version, taskToken } = pendingRecord();
    expect(evolveAll(pendingRecord(), [voteCast(), approved()])).toMatchObject({ version, taskToken });
  });
});

describe('evolve, by Planned', () => {
  const received = newRecord(requested());

  it('sets plan, fingerprint, approval and the end of the last round', () => {
    const plan = [plannedChange()];
    expect(difference(received, planned({ plan }))).toEqual({
      ...{
        plan,
        approval: approvalOf(),
        fingerprint: fingerprintOf(requested(), planned({ plan })),
        expiresAt: EXPIRES_AT,
      },
    });
  });

  it.each([
    { what: 'nothing is to be changed', event: planned({ plan: [] }) },
    { what: 'no approval is required', event: planned({ approval: { requirements: [], rounds: [] } }) },
  ])('sets no expiry when $what', ({ event }) => {
    expect(evolve(received, event)).not.toHaveProperty('expiresAt');
  });
});

describe('evolve, by the beginning of a round', () => {
  it('moves the request to PENDING_APPROVAL in the first round', () => {
    const before = recordOf([requested(), planned()]);
    expect(difference(before, approvalRequested())).toEqual({ status: 'PENDING_APPROVAL', round: 0 });
  });

  it.each([reminded({ round: 1 }), escalated({ round: 1 }), waitExtended({ round: 1 })])(
    'sets the round by $type, and leaves the status',
    (event) => {
      const onTime = { ...event, at: '2026-06-02T10:00:00.000Z' };
      expect(difference(waiting, onTime)).toEqual({ round: 1 });
    },
  );

  it('stays in the round when it reminds and escalates', () => {
    const both = evolveAll(waiting, [reminded({ round: 2 }), escalated({ round: 2 })]);
    expect(both.round).toBe(2);
    expect(both.history).toHaveLength(waiting.history.length + 2);
  });

  it('leaves the expiry when the round begins no earlier than planned', () => {
    const late = approvalRequested({ at: VOTED_AT });
    expect(recordOf([requested(), planned(), approvalRequested()]).expiresAt).toBe(EXPIRES_AT);
    expect(recordOf([requested(), planned(), late]).expiresAt).toBe(EXPIRES_AT);
  });

  it('brings the expiry forward when a round begins early', () => {
    expect(evolve(waiting, escalated({ round: 2, at: VOTED_AT })).expiresAt).toBe('2026-06-02T12:00:00.000Z');
  });

  it('does not put the expiry off when another event of the same round comes later', () => {
    const first = evolve(waiting, reminded({ round: 2, at: VOTED_AT }));
    expect(evolve(first, escalated({ round: 2, at: LATER })).expiresAt).toBe('2026-06-02T12:00:00.000Z');
  });

  it('makes no expiry when there is none', () => {
    const unplanned = recordOf([requested(), approvalRequested(), waitExtended()]);
    expect(unplanned.round).toBe(1);
    expect(unplanned).not.toHaveProperty('expiresAt');
  });
});

describe('evolve, by mail', () => {
  it('adds each mail that was sent, in order', () => {
    const [first, second] = [
      { kind: 'approvalRequest', to: APPROVER, round: 0 },
      { kind: 'pendingNotice', to: REQUESTER },
    ] as const;
    const once = evolve(waiting, mailSent(first));
    expect(once.mails).toEqual([first]);
    expect(difference(once, mailSent(second))).toEqual({ mails: [first, second] });
  });

  it('adds each approver whom mail does not reach, with reason and time', () => {
    const spam = { kind: 'reportedAsSpam' } as const;
    const once = evolve(waiting, approverUnreachable(APPROVER, BOUNCED));
    expect(once.unreachable).toEqual([{ approver: APPROVER, reason: BOUNCED, at: VOTED_AT }]);
    expect(difference(once, approverUnreachable(OTHER_APPROVER, spam, LATER))).toEqual({
      unreachable: [...once.unreachable, { approver: OTHER_APPROVER, reason: spam, at: LATER }],
    });
  });
});

describe('evolve, by VoteCast', () => {
  it('adds the vote without its fingerprint, and decides nothing', () => {
    expect(difference(waiting, voteCast(APPROVER, { comment: 'fine' }))).toEqual({
      votes: [vote(APPROVER, { comment: 'fine' })],
    });
  });

  it("replaces the approver's earlier vote, and is the latest", () => {
    const changed = { decision: 'reject', comment: 'wrong mailbox', at: LATER, previous: 'approve' } as const;
    const both = recordWith(voteCast(APPROVER), voteCast(OTHER_APPROVER), voteCast(APPROVER, changed));
    const { previous: _, ...cast } = changed;
    expect(both.votes).toEqual([vote(OTHER_APPROVER), vote(APPROVER, cast)]);
    expect(both.history).toHaveLength(ledger().length + 3);
  });
});

describe('evolve, by a decision', () => {
  it.each([
    { event: approved(), change: { status: 'APPROVED' } },
    { event: rejected(), change: { status: 'REJECTED' } },
    { event: expired(), change: { status: 'EXPIRED', expiredBecause: 'timeIsUp' } },
    {
      event: expired({ expiredBecause: 'tooFewApproversReachable' }),
      change: { status: 'EXPIRED', expiredBecause: 'tooFewApproversReachable' },
    },
    {
      event: cancelled({ comment: 'The mailbox stays' }),
      change: {
        status: 'CANCELLED',
        cancellation: { by: REQUESTER, at: VOTED_AT, comment: 'The mailbox stays' },
      },
    },
  ])('makes $change of $event.type', ({ event, change }) => {
    expect(difference(waiting, event)).toEqual(change);
  });
});

describe('evolve, by applying', () => {
  const request = changeRequest({ changes: [putChange(), deleteChange()] });
  const approvedOnes = recordOf([requested({ request }), planned(), approvalRequested(), approved()]);
  const applying = evolve(approvedOnes, applyStarted());

  it('notes since when the changes are being applied', () => {
    expect(difference(approvedOnes, applyStarted())).toEqual({ applyingSince: VOTED_AT });
  });

  it.each([changeApplied(), changeFailed()])('changes nothing but the ledger by $type', (event) => {
    expect(difference(applying, event)).toEqual({});
  });

  it('has status and results, one for each requested contact, once it has ended', () => {
    const record = evolveAll(applying, [changeApplied(SECURITY, { alreadyInPlace: true }), changeFailed(BILLING)]);
    expect(difference(record, ended('PARTIALLY_APPLIED'))).toEqual({
      status: 'PARTIALLY_APPLIED',
      results: [
        { ...SECURITY, status: 'APPLIED', alreadyInPlace: true },
        { ...BILLING, status: 'FAILED', error: DENIED },
      ],
    });
  });

  it('has the error for each requested contact when it failed before anything was applied', () => {
    expect(difference(applying, ended('FAILED', { error: DENIED }))).toEqual({
      status: 'FAILED',
      results: [
        { ...SECURITY, status: 'FAILED', error: DENIED },
        { ...BILLING, status: 'FAILED', error: DENIED },
      ],
    });
  });
});

describe('evolve, by Ended', () => {
  it('has the reasons when the request is INVALID', () => {
    const reasons = [{ pointer: '/reason', code: 'required', message: 'is required' } as const];
    expect(difference(newRecord(requested()), ended('INVALID', { reasons }))).toEqual({
      status: 'INVALID',
      results: [{ ...SECURITY, status: 'INVALID' }],
      reasons,
    });
  });

  it('has results and leaves the status when the request was rejected before', () => {
    const record = recordWith(voteCast(APPROVER, { decision: 'reject', comment: 'no' }), rejected());
    expect(difference(record, ended('REJECTED', { at: ENDED_AT }))).toEqual({
      results: [{ ...SECURITY, status: 'REJECTED' }],
    });
  });
});
