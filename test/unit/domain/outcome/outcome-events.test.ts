import { describe, expect, it } from 'vitest';
import { evolveAll } from '../../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { outcomeEvents, outcomeOf } from '../../../../functions/domain/outcome/outcome.ts';
import type { ContactKey } from '../../../../schemas/compiled/contact-key.js';
import type { AppliedChange } from '../../../../schemas/compiled/record-outcome.input.js';
import {
  APPLIED_AT,
  appliedChange,
  BILLING,
  changeRequest,
  DENIED,
  deleteChange,
  ENDED_AT,
  pendingRecord,
  putChange,
  SECURITY,
  VOTED_AT,
} from '../../builders.ts';

const OPERATIONS: ContactKey = { ...SECURITY, alternateContactType: 'OPERATIONS' };
const CONTACTS = [SECURITY, BILLING, OPERATIONS];

const denied = { Error: DENIED.name, Cause: JSON.stringify({ errorMessage: DENIED.message }) };
const CONFLICT = { name: 'ContactChangedError', message: 'no longer what the approvers saw' };
const conflict = { Error: CONFLICT.name, Cause: JSON.stringify({ errorMessage: CONFLICT.message }) };

/** A request for these contacts whose approved changes are being applied. */
function applying(contacts: ContactKey[] = [SECURITY]): RequestRecord {
  const request = changeRequest({ changes: contacts.map((key) => putChange(key)) });
  return pendingRecord({ request, status: 'APPROVED', applyingSince: VOTED_AT });
}

const eventsOf = (applied: AppliedChange[], record = applying()) =>
  outcomeEvents(record, outcomeOf({ results: applied }), applied, ENDED_AT);

/** The record once these changes came back. */
const ended = (applied: AppliedChange[], record = applying()) => evolveAll(record, eventsOf(applied, record));

const workflow = (at: string) => ({ at, by: 'workflow' });
const changeApplied = (key: ContactKey, at = APPLIED_AT) => ({ ...workflow(at), type: 'ChangeApplied', ...key });

describe('outcomeEvents, of changes that were to be applied', () => {
  it('has one event for the change when it was applied, and one for the end', () => {
    expect(eventsOf([appliedChange()])).toEqual([
      changeApplied(SECURITY),
      { ...workflow(ENDED_AT), type: 'Ended', status: 'APPLIED' },
    ]);
    const before = applying();
    expect(ended([appliedChange()])).toEqual({
      ...before,
      status: 'APPLIED',
      history: [...before.history, ...eventsOf([appliedChange()])],
      results: [{ ...SECURITY, status: 'APPLIED' }],
    });
  });

  it('says when the change was already in place', () => {
    const applied = [appliedChange(SECURITY, { alreadyInPlace: true })];
    expect(eventsOf(applied)[0]).toEqual({ ...changeApplied(SECURITY), alreadyInPlace: true });
    expect(ended(applied).results).toEqual([{ ...SECURITY, status: 'APPLIED', alreadyInPlace: true }]);
  });

  it.each([
    { caught: denied, status: 'FAILED', error: DENIED },
    { caught: conflict, status: 'CONFLICT', error: CONFLICT },
  ])('says why, at the end, when the change is in $status', ({ caught, status, error }) => {
    expect(eventsOf([{ ...SECURITY, error: caught }])).toEqual([
      { ...workflow(ENDED_AT), type: 'ChangeFailed', ...SECURITY, status, error },
      { ...workflow(ENDED_AT), type: 'Ended', status: 'FAILED' },
    ]);
    expect(ended([{ ...SECURITY, error: caught }]).results).toEqual([{ ...SECURITY, status, error }]);
  });

  it('has one event for each change, in the order in which they were applied, and the failed ones after them', () => {
    const applied = [
      { ...SECURITY, error: denied },
      appliedChange(BILLING, { appliedAt: '2026-06-01T12:00:40.000Z' }),
      appliedChange(OPERATIONS, { appliedAt: '2026-06-01T12:00:20.000Z', alreadyInPlace: true }),
    ];
    expect(eventsOf(applied)).toEqual([
      { ...changeApplied(OPERATIONS, '2026-06-01T12:00:20.000Z'), alreadyInPlace: true },
      changeApplied(BILLING, '2026-06-01T12:00:40.000Z'),
      { ...workflow(ENDED_AT), type: 'ChangeFailed', ...SECURITY, status: 'FAILED', error: DENIED },
      { ...workflow(ENDED_AT), type: 'Ended', status: 'PARTIALLY_APPLIED' },
    ]);
    const { results, status } = ended(applied, applying(CONTACTS));
    expect(results).toEqual([
      { ...SECURITY, status: 'FAILED', error: DENIED },
      { ...BILLING, status: 'APPLIED' },
      { ...OPERATIONS, status: 'APPLIED', alreadyInPlace: true },
    ]);
    expect(status).toBe('PARTIALLY_APPLIED');
  });

  it('keeps the order of the changes when they were applied at the same instant', () => {
    expect(eventsOf(CONTACTS.map((key) => appliedChange(key))).slice(0, -1)).toEqual(
      CONTACTS.map((key) => changeApplied(key)),
    );
  });

  it('tells the same contact type of two accounts apart', () => {
    const elsewhere = { ...SECURITY, accountId: '333333333333' };
    const applied = [appliedChange(), appliedChange(elsewhere, { alreadyInPlace: true })];
    expect(eventsOf(applied).slice(0, -1)).toEqual([
      changeApplied(SECURITY),
      { ...changeApplied(elsewhere), alreadyInPlace: true },
    ]);
    expect(ended(applied, applying([SECURITY, elsewhere])).results).toEqual([
      { ...SECURITY, status: 'APPLIED' },
      { ...elsewhere, status: 'APPLIED', alreadyInPlace: true },
    ]);
  });

  it('has no event for a change that was already in place when it was planned', () => {
    const request = changeRequest({ changes: [putChange(), deleteChange()] });
    const record = pendingRecord({ request, status: 'APPROVED', applyingSince: VOTED_AT });
    expect(eventsOf([appliedChange()], record).map(({ type }) => type)).toEqual(['ChangeApplied', 'Ended']);
    expect(ended([appliedChange()], record).results).toEqual([
      { ...SECURITY, status: 'APPLIED' },
      { ...BILLING, status: 'UNCHANGED' },
    ]);
  });

  it('is PARTIALLY_APPLIED when one change failed and another was applied, FAILED when the other was in place', () => {
    const record = applying([SECURITY, BILLING]);
    expect(ended([{ ...SECURITY, error: denied }, appliedChange(BILLING)], record).status).toBe('PARTIALLY_APPLIED');
    expect(ended([{ ...SECURITY, error: denied }], record)).toMatchObject({
      status: 'FAILED',
      results: [{ status: 'FAILED' }, { status: 'UNCHANGED' }],
    });
  });

  it('dates a change to the end when nobody knows when it was applied', () => {
    expect(eventsOf([SECURITY])[0]).toEqual(changeApplied(SECURITY, ENDED_AT));
  });

  it('keeps nothing but the key, the time and the error of a change', () => {
    const applied = { ...appliedChange(), contact: 'Jane Doe' };
    expect(eventsOf([applied])[0]).toEqual(changeApplied(SECURITY));
  });

  it('adds nothing when the outcome is recorded already', () => {
    const after = ended([appliedChange()]);
    expect(eventsOf([{ ...SECURITY, error: denied }], after)).toEqual([]);
  });

  it('leaves the record that it was given as it was', () => {
    const record = applying();
    ended([appliedChange()], record);
    expect(record).toEqual(applying());
  });
});

describe('outcomeEvents, when nothing was to be applied', () => {
  it.each(['REJECTED', 'EXPIRED', 'CANCELLED'] as const)(
    'is Ended alone, which adds the results, when the request is %s already',
    (status) => {
      const record = pendingRecord({ status });
      const events = outcomeEvents(record, outcomeOf({ round: { status } }), [], ENDED_AT);
      expect(events).toEqual([{ ...workflow(ENDED_AT), type: 'Ended', status }]);
      expect(evolveAll(record, events)).toEqual({
        ...record,
        history: [...record.history, ...events],
        results: [{ ...SECURITY, status }],
      });
    },
  );

  it('is Ended with the error when the execution failed before', () => {
    const events = outcomeEvents(applying(), outcomeOf({ caught: denied }), [], ENDED_AT);
    expect(events).toEqual([{ ...workflow(ENDED_AT), type: 'Ended', status: 'FAILED', error: DENIED }]);
    expect(evolveAll(applying(), events)).toMatchObject({
      status: 'FAILED',
      results: [{ ...SECURITY, status: 'FAILED', error: DENIED }],
    });
  });

  it('is Ended with the reasons when the request is INVALID', () => {
    const reasons = [{ pointer: '/reason', code: 'required', message: 'is required' } as const];
    expect(outcomeEvents(pendingRecord({ status: 'RECEIVED' }), outcomeOf({ reasons }), [], ENDED_AT)).toEqual([
      { ...workflow(ENDED_AT), type: 'Ended', status: 'INVALID', reasons },
    ]);
  });
});
