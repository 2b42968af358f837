import { describe, expect, it } from 'vitest';
import { isEndedInItsPlace, takeTurn, whyStranded } from '../../../../functions/domain/outcome/stranded-request.ts';
import { CREATED_AT, SECURITY } from '../../builders.ts';
import { campaignCounts } from '../../campaign-builders.ts';

const CREATED = Date.parse(CREATED_AT);
const MINUTE = 60_000;
const why = (state: { status: string; stoppedAt?: number }, minutes: number, timeScale = 1) =>
  whyStranded(state, { createdAt: CREATED_AT }, CREATED + minutes * MINUTE, timeScale);

describe('whyStranded', () => {
  it.each(['RUNNING', 'PENDING_REDRIVE'])('is nothing while the execution is %s', (status) => {
    expect(why({ status }, 100_000)).toBeUndefined();
  });

  it.each(['ABORTED', 'TIMED_OUT', 'FAILED', 'SUCCEEDED'])('names how the execution ended when it is %s', (status) => {
    const reason = `its execution ended ${status} before its outcome was recorded`;
    expect(why({ status, stoppedAt: CREATED }, 10)).toBe(reason);
  });

  it('is nothing as long as RecordOutcome may end it, or its last function be at work', () => {
    expect(why({ status: 'ABORTED', stoppedAt: CREATED }, 9.9)).toBeUndefined();
    expect(why({ status: 'ABORTED', stoppedAt: CREATED }, 1, 0.1)).toBeDefined();
  });

  it('says that there is no such execution, once Step Functions must know it', () => {
    expect(why({ status: 'DOES_NOT_EXIST' }, 14)).toBeUndefined();
    expect(why({ status: 'DOES_NOT_EXIST' }, 15)).toBe('its execution does not exist any more');
  });
});

describe('takeTurn', () => {
  const requests = Array.from({ length: 450 }, (_, index) => index);

  it('takes all of them, oldest first, when they are few', () => {
    expect(takeTurn(requests.slice(0, 200), CREATED)).toEqual(requests.slice(0, 200));
    expect(takeTurn([], CREATED)).toEqual([]);
  });

  it('takes each of them once within some runs, and never more than 200, when they are many', () => {
    const turns = [0, 1, 2].map((run) => takeTurn(requests, CREATED + run * 5 * MINUTE));
    expect(Math.max(...turns.map(({ length }) => length))).toBe(200);
    expect(turns.flat().sort((one, other) => one - other)).toEqual(requests);
  });
});

describe('isEndedInItsPlace', () => {
  const gone = { ...SECURITY, status: 'FAILED', error: { name: 'ExecutionGoneError', message: '' } } as const;

  it.each([
    ['a request of which somebody else than the workflow has told the end', { results: [gone] }, true],
    ['a campaign of which everybody was told', { results: [], counts: campaignCounts({}) }, true],
    [
      'a campaign of which not everybody was told',
      { results: [], counts: campaignCounts({}), isEnding: true as const },
      false,
    ],
    ['a request that people have ended', { results: [] }, false],
  ])('says of %s: %s', (_, record, expected) => {
    expect(isEndedInItsPlace(record)).toBe(expected);
  });
});
