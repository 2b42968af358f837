import type { CampaignCounts } from '../ledger/events.ts';
import { type CampaignControl, type CampaignState, stateOf } from './campaign-control.ts';
import type { LiveCounts } from './campaign-progress.ts';
import { MARKS, type Meter } from './meter.ts';

/*
 * What the table holds of a campaign. It may lack what nobody has counted yet.
 */

type Item = Record<string, unknown>;

/** The switch of a campaign. One that says nothing of what it does is held. */
export function controlOf(item: Item): CampaignControl {
  const { state, at, by, count, pages, hasCanary, stopAfter, failures, resumesAt, expectedSeconds } = item;
  const stops = { ...(stopAfter !== undefined && { stopAfter: Number(stopAfter) }), failures: numberOf(failures) };
  return {
    state: stateOf({ state: STATES.find((one) => one === state) ?? 'paused', ...stops }),
    at: String(at),
    by: String(by),
    count: numberOf(count),
    pages: numberOf(pages),
    ...(hasCanary === true && { hasCanary }),
    ...stops,
    ...(resumesAt !== undefined && { resumesAt: String(resumesAt) }),
    ...(expectedSeconds !== undefined && { expectedSeconds: Number(expectedSeconds) }),
  };
}

const STATES: CampaignState[] = ['canary', 'running', 'paused', 'stopped', 'cancelled'];

/** How far a campaign is: what became of the changes of the pages that have ended, and which pages have results. */
export interface CampaignTally extends CampaignCounts {
  /** Pages of which each change has ended. */
  ended: number[];
  /** Pages of which some have. */
  begun: number[];
}

export function tallyOf(item: Item): CampaignTally {
  return { ...countsOf(item), ended: numbersIn(item['ended']), begun: numbersIn(item['begun']) };
}

/** What each change has counted as it ended. */
export function liveOf(item: Item): LiveCounts {
  return { counts: countsOf(item), meter: meterOf(item) };
}

/** A meter: its marks are numbered. */
export function meterOf(item: Item): Meter {
  const { count, countedAt } = item;
  const marks = Array.from({ length: MARKS }, (_, mark) => ({ at: item[`at${mark}`], count: item[`count${mark}`] }));
  return {
    count: numberOf(count),
    countedAt: numberOf(countedAt),
    marks: marks.flatMap(({ at, count: marked }) =>
      at === undefined ? [] : [{ at: numberOf(at), count: numberOf(marked) }],
    ),
  };
}

function countsOf({ applied, inPlace, failed, conflicts, cancelled }: Item): CampaignCounts {
  return {
    applied: numberOf(applied),
    inPlace: numberOf(inPlace),
    failed: numberOf(failed),
    conflicts: numberOf(conflicts),
    cancelled: numberOf(cancelled),
  };
}

function numberOf(value: unknown): number {
  return Number(value ?? 0);
}

function numbersIn(set: unknown): number[] {
  return set instanceof Set ? [...set].map(Number).sort((one, other) => one - other) : [];
}
