import { describe, expect, it } from 'vitest';
import { isBeingPlanned, planningOf } from '../../../../functions/domain/campaign/planning.ts';
import { recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import { CREATED_AT, ended, receivedRecord, requested } from '../../builders.ts';
import { campaignRecord, campaignRequest } from '../../campaign-builders.ts';

const history = [requested({ request: campaignRequest(), accounts: [] })];
const record = recordOf(history);
const BEGIN = Date.parse(record.createdAt);

/** After so many contacts were read in so many seconds, in which the last of them was. */
const readIn = (count: number, seconds: number, marks: [at: number, count: number][] = []) => ({
  ...{ count, countedAt: BEGIN + seconds * 1000 },
  marks: marks.map(([at, marked]) => ({ at: BEGIN + at * 1000, count: marked })),
});

describe('planningOf', () => {
  it('knows nothing but how many there are before the first page is read', () => {
    expect(record.createdAt).toBe(CREATED_AT);
    expect(planningOf(record, BEGIN + 20_000)).toEqual({ read: 0, all: 10_000 });
  });

  it('measures from the beginning when little was read', () => {
    expect(planningOf(record, BEGIN + 45_000, readIn(200, 40))).toEqual({ read: 200, all: 10_000, secondsLeft: 1955 });
  });

  it('has the pace of the last minute or two after that', () => {
    const read = readIn(3200, 3600, [
      [3530, 2850],
      [3600, 3200],
    ]);
    expect(planningOf(record, BEGIN + 3_600_000, read)).toEqual({ read: 3200, all: 10_000, secondsLeft: 1360 });
  });

  it('says nothing of the time when it has given way to others for minutes', () => {
    expect(planningOf(record, BEGIN + 1_200_000, readIn(3200, 600))).toEqual({ read: 3200, all: 10_000 });
  });

  it('never says more than there are', () => {
    expect(planningOf(record, BEGIN + 600_000, readIn(10_100, 600))).toMatchObject({ read: 10_000 });
  });
});

describe('isBeingPlanned', () => {
  it('is so from the registration of a campaign to its plan', () => {
    expect(isBeingPlanned(record)).toBe(true);
    expect(isBeingPlanned(campaignRecord())).toBe(false);
    expect(isBeingPlanned(recordOf([...history, ended('FAILED')]))).toBe(false);
    expect(isBeingPlanned(receivedRecord())).toBe(false);
  });
});
