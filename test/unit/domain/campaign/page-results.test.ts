import { describe, expect, it } from 'vitest';
import {
  brokenResult,
  campaignStatus,
  cancelledResult,
  countResults,
  exhaustedFailures,
  isFinalFailure,
  pageResults,
  unreadableResults,
} from '../../../../functions/domain/campaign/page-results.ts';
import { appliedChange, BILLING, DENIED, SECURITY } from '../../builders.ts';
import { campaignCounts } from '../../campaign-builders.ts';

const failed = (name: string) => ({ ...BILLING, error: { Error: name, Cause: 'no' } });

describe('the results of a page', () => {
  it('say how each change ended, and leave out what was held back', () => {
    const tried = [appliedChange(SECURITY, { alreadyInPlace: true }), failed('ContactChangedError')];
    expect(pageResults(tried)).toEqual([
      { ...SECURITY, status: 'APPLIED', appliedAt: expect.any(String), alreadyInPlace: true },
      { ...BILLING, status: 'CONFLICT', error: { name: 'ContactChangedError', message: 'no' } },
    ]);
    expect(pageResults([failed('ChangeHeldError')])).toEqual([]);
    expect(pageResults([failed('AccessDeniedException')])[0]?.status).toBe('FAILED');
  });

  it('are counted by their end', () => {
    const results = [
      ...pageResults([appliedChange(SECURITY, { alreadyInPlace: true }), failed('ContactChangedError')]),
      cancelledResult(BILLING),
      brokenResult(BILLING),
      ...unreadableResults({
        page: 1,
        changes: [],
        accounts: [],
        inPlace: [],
        unreadable: [{ ...BILLING, error: DENIED }],
      }),
    ];
    expect(countResults(results)).toEqual({ applied: 1, inPlace: 1, failed: 2, conflicts: 1, cancelled: 1 });
  });

  it.each([
    ['AccessDeniedException', true],
    ['ContactChangedError', true],
    ['ChangeHeldError', false],
    ['TurnMovedError', false],
    ['TooManyRequestsException', false],
    ['Lambda.Unknown', false],
  ])('count a change with %s at once: %s', (name, isAtOnce) => {
    expect(isFinalFailure(name)).toBe(isAtOnce);
  });

  it('count what the machine has given up at the end of the page', () => {
    const results = pageResults([
      failed('TooManyRequestsException'),
      { ...SECURITY, error: { Error: 'AccessDeniedException', Cause: '' } },
    ]);
    expect(exhaustedFailures(results)).toBe(1);
  });
});

describe('the status of a campaign', () => {
  const none = campaignCounts({ applied: 0 });

  it.each([
    ['APPLIED', campaignCounts()],
    ['UNCHANGED', none],
    ['PARTIALLY_APPLIED', campaignCounts({ failed: 1 })],
    ['PARTIALLY_APPLIED', campaignCounts({ cancelled: 1 })],
    ['FAILED', { ...none, failed: 2, conflicts: 1 }],
    ['CANCELLED', { ...none, failed: 2, cancelled: 1 }],
  ])('is %s', (status, counts) => {
    expect(campaignStatus(counts)).toBe(status);
  });
});
