import { describe, expect, it } from 'vitest';
import { progressText, standingSentence } from '../../../functions/wording/progress.ts';
import { approvedRecord, turnsAfter } from '../in-line.ts';

const record = { ...approvedRecord(), turns: turnsAfter(312, 1, 0) };

describe('progressText', () => {
  it.each([
    [
      { line: { before: 312, all: 400, secondsLeft: 63 } },
      'in line, 312 of 400 changes before yours: about 63 seconds',
    ],
    [{ line: { before: 1, all: 2, secondsLeft: 1 } }, 'in line, 1 of 2 changes before yours: about 1 second'],
    [{ line: { before: 0, all: 100, secondsLeft: 2 } }, 'next in line: about 2 seconds'],
    [{ applying: { applied: 12, all: 100, secondsLeft: 18 } }, '12 of 100 changes applied: about 18 seconds left'],
    [{ planning: { read: 0, all: 10_000 } }, 'reading the contacts for the plan: 0 of 10,000'],
    [
      { planning: { read: 3200, all: 10_000, secondsLeft: 660 } },
      'reading the contacts for the plan: 3,200 of 10,000, about 11 minutes left',
    ],
    [
      { planning: { read: 10_000, all: 10_000, secondsLeft: 0 } },
      'all contacts are read, and the plan is being put together',
    ],
    [{ applying: { applied: 99, all: 100, secondsLeft: 0 } }, '99 of 100 changes applied'],
  ])('says of %j: %s', (progress, text) => {
    expect(progressText(progress, record)).toBe(text);
  });

  it('counts removals in the line of removals', () => {
    const progress = { line: { before: 29, all: 30, secondsLeft: 30 } };
    expect(progressText(progress, { turns: turnsAfter(29, 1, 0, 'deletions') })).toBe(
      'in line, 29 of 30 removals before yours: about 30 seconds',
    );
  });
});

describe('standingSentence', () => {
  it('says how far the request is', () => {
    const progress = { line: { before: 0, all: 1, secondsLeft: 2 } };
    expect(standingSentence(record, progress)).toBe('Next in line: about 2 seconds.');
  });

  it('says what the status means when that is not known', () => {
    expect(standingSentence(record, undefined)).toBe('The changes are being applied.');
  });
});
