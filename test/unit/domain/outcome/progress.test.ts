import { describe, expect, it } from 'vitest';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { lineAwaitedBy, mayBeAppliedInPart, progressOf } from '../../../../functions/domain/outcome/progress.ts';
import { pendingRecord, receivedRecord } from '../../builders.ts';
import { approvedRecord, EACH, lineOfChanges, turnsAfter } from '../../in-line.ts';

const NOW = Date.parse('2026-06-01T12:00:01.000Z');

/** A request of so many changes that come after so many others. */
function recordAfter(before: number, count = 1): RequestRecord {
  return { ...approvedRecord(count), turns: turnsAfter(before, count, NOW) };
}

describe('progressOf a request in line', () => {
  it('says how many changes are before its own, how many there are, and how long they take', () => {
    const line = lineOfChanges(400, NOW);
    expect(progressOf(recordAfter(312), line, 0, NOW)).toEqual({ line: { before: 312, all: 400, secondsLeft: 63 } });
  });

  it('counts down as time passes', () => {
    const line = lineOfChanges(400, NOW);
    expect(progressOf(recordAfter(312), line, 0, NOW + 60_000)).toEqual({
      line: { before: 12, all: 100, secondsLeft: 3 },
    });
  });

  it('counts those that went before it since', () => {
    const line = lineOfChanges(103, NOW, { shifted: 3 * EACH });
    expect(progressOf(recordAfter(0, 100), line, 0, NOW)).toEqual({ line: { before: 3, all: 103, secondsLeft: 1 } });
  });

  it('is not known while the line is broken', () => {
    const line = lineOfChanges(400, NOW, { shifted: Number.NaN });
    expect(progressOf(recordAfter(312), line, 0, NOW)).toBeUndefined();
  });

  it('takes longer while the line is slow', () => {
    const line = lineOfChanges(400, NOW, { slowness: 200 });
    expect(progressOf(recordAfter(300), line, 0, NOW)).toMatchObject({ line: { before: 300, secondsLeft: 120 } });
  });

  it('takes no removal for one before it that is its own, when the line of contacts is longer', () => {
    const turns = turnsAfter(50, 2, NOW, 'deletions');
    const line = lineOfChanges(2, NOW);
    expect(progressOf({ ...approvedRecord(2), turns }, line, 0, NOW)).toEqual({
      line: { before: 0, all: 2, secondsLeft: 10 },
    });
  });

  it('is known before there is a plan, if nobody has to approve it', () => {
    const record = { ...receivedRecord(), turns: turnsAfter(5, 1, NOW) };
    expect(progressOf(record, lineOfChanges(6, NOW), 0, NOW)).toMatchObject({ line: { before: 5, all: 6 } });
    expect(progressOf(record, lineOfChanges(6, NOW), 0, NOW + 1000)).toBeUndefined();
  });
});

describe('progressOf a request that is being applied', () => {
  it('says how many of its changes have been applied, and how long the others take', () => {
    const line = lineOfChanges(100, NOW);
    expect(progressOf(recordAfter(0, 100), line, 12, NOW + 2400)).toEqual({
      applying: { applied: 12, all: 100, secondsLeft: 18 },
    });
  });

  it('does not stand in line again when others go before the rest', () => {
    const line = lineOfChanges(150, NOW, { shifted: 50 * EACH });
    expect(progressOf(recordAfter(0, 100), line, 1, NOW + 200)).toEqual({
      applying: { applied: 1, all: 100, secondsLeft: 30 },
    });
  });

  it('has no time left when the turns of all are over', () => {
    expect(progressOf(recordAfter(0, 2), lineOfChanges(2, NOW), 1, NOW + 60_000)).toEqual({
      applying: { applied: 1, all: 2, secondsLeft: 0 },
    });
  });

  it('is not known of a request with one change', () => {
    expect(progressOf(recordAfter(0), lineOfChanges(1, NOW), 0, NOW + 100)).toBeUndefined();
  });
});

describe('progressOf any other request', () => {
  it.each([
    ['has no turns', approvedRecord()],
    ['waits for votes', { ...pendingRecord(), turns: turnsAfter(5, 1, NOW) }],
    ['has ended', { ...pendingRecord({ status: 'APPLIED' }), turns: turnsAfter(5, 1, NOW) }],
  ])('is not known when it %s', (_, record) => {
    expect(lineAwaitedBy(record)).toBeUndefined();
    expect(progressOf(record, lineOfChanges(6, NOW), 0, NOW)).toBeUndefined();
  });

  it('is not known when there is no line', () => {
    expect(progressOf(recordAfter(5), undefined, 0, NOW)).toBeUndefined();
  });
});

describe('mayBeAppliedInPart', () => {
  it.each([
    [true, 'the first of its turns as they were given is over', recordAfter(0, 2)],
    [false, 'it is yet to come', recordAfter(1, 2)],
    [false, 'there is one change', recordAfter(0)],
    [false, 'it is not approved yet', { ...pendingRecord({ plan: [] }), turns: turnsAfter(0, 2, NOW) }],
    [false, 'it has no turns', approvedRecord(2)],
  ])('is %s when %s', (expected, _, record) => {
    expect(mayBeAppliedInPart(record, NOW)).toBe(expected);
  });
});
