import type { CampaignCounts } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { CANARY_PAGE, type CampaignControl, type CampaignState } from './campaign-control.ts';
import { type Meter, NOTHING_DONE, type Pace, paceOf } from './meter.ts';

/** How far a campaign is whose changes are being applied. All but the times are numbers of changes. */
export interface CampaignProgress extends CampaignCounts, Partial<Pace> {
  state: CampaignState;
  /** How many there are to apply, and how many of them have ended. */
  all: number;
  ended: number;
  /** How many have neither been applied nor ended otherwise. */
  left: number;
  /** Whether its first changes have ended, and the others wait for somebody to let them go on, or until `resumesAt` (ISO 8601). */
  isWaiting: boolean;
  resumesAt?: string;
}

/** What became of the changes of the pages that have ended, and which pages these are. */
type EndedSoFar = CampaignCounts & { ended: number[] };

/** What each change has counted as it ended: one may be missing, or count twice. */
export interface LiveCounts {
  counts: CampaignCounts;
  meter: Meter;
}

/** What is known of a campaign besides its record; nothing is counted before the first changes have ended. */
export interface CampaignReadings {
  control: CampaignControl;
  counts?: EndedSoFar | undefined;
  live?: LiveCounts | undefined;
}

/**
 * How far a campaign is. It has a pace only while nothing holds it up.
 * @param now epoch milliseconds
 */
export function campaignProgress(
  { applyingSince }: Pick<RequestRecord, 'applyingSince'>,
  { control, counts = NONE, live }: CampaignReadings,
  now: number,
): CampaignProgress {
  const soFar = furthest(counts, live?.counts, control.count);
  const ended = endedOf(soFar);
  const left = control.count - ended;
  const since = Math.max(Date.parse(control.at), Date.parse(applyingSince ?? control.at));
  const pace = control.state === 'running' ? paceFrom(control, live?.meter, left, { since, now }) : {};
  return { state: control.state, all: control.count, ended, left, ...soFar, ...pace, ...waitOf(control, counts) };
}

const NONE: EndedSoFar = { applied: 0, inPlace: 0, failed: 0, conflicts: 0, cancelled: 0, ended: [] };

/** Whole pages are counted exactly, and late; single changes at once, and not quite exactly. There are never more than all. */
function furthest(exact: CampaignCounts, live: CampaignCounts = NONE, all: number): CampaignCounts {
  const most = (field: keyof CampaignCounts) => Math.max(exact[field], live[field]);
  const others = { failed: most('failed'), conflicts: most('conflicts'), cancelled: exact.cancelled };
  const applied = Math.min(most('applied'), all - (others.failed + others.conflicts + others.cancelled));
  const counts = { applied, inPlace: Math.min(applied, most('inPlace')), ...others };
  return applied < exact.applied ? exact : counts;
}

function endedOf({ applied, failed, conflicts, cancelled }: CampaignCounts): number {
  return applied + failed + conflicts + cancelled;
}

/** Before a pace can be measured, it is that of the quotas. */
function paceFrom(
  { count, expectedSeconds }: CampaignControl,
  meter: Meter = NOTHING_DONE,
  left: number,
  { since, now }: { since: number; now: number },
): Partial<Pace> {
  const measured = paceOf(meter, left, since, now);
  if (measured) return measured;
  return expectedSeconds === undefined ? {} : { secondsLeft: Math.ceil((expectedSeconds * left) / count) };
}

function waitOf({ state, resumesAt }: CampaignControl, counts: EndedSoFar) {
  const isWaiting = state === 'canary' && counts.ended.includes(CANARY_PAGE);
  return { isWaiting, ...(isWaiting && resumesAt !== undefined && { resumesAt }) };
}
