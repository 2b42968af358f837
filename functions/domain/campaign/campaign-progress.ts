import type { CampaignCounts } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { CANARY_PAGE, type CampaignControl, type CampaignState } from './campaign-control.ts';

/** How far a campaign is whose changes are being applied. All but the times are numbers of changes. */
export interface CampaignProgress extends CampaignCounts {
  state: CampaignState;
  /** How many there are to apply, and how many of them have ended. */
  all: number;
  ended: number;
  /** How many have neither been applied nor ended otherwise. */
  left: number;
  /** How many end in a minute in which it is not held up; missing while too little is known. */
  perMinute?: number;
  /** How long it takes from here, if nothing holds it up. */
  secondsLeft?: number;
  /** Whether its first changes have ended, and the others wait for somebody to let them go on, or until `resumesAt` (ISO 8601). */
  isWaiting: boolean;
  resumesAt?: string;
}

/** The counts, and which pages have ended. */
export type EndedSoFar = CampaignCounts & { ended: number[] };

const MINUTE = 60_000;

/** A pace that was measured for less time says little. */
const LEAST_MEASURED_MS = 5000;

/**
 * How far a campaign is.
 * @param counts so far; nothing before the first have ended
 * @param now epoch milliseconds
 */
export function campaignProgress(
  record: Pick<RequestRecord, 'history' | 'applyingSince'>,
  control: CampaignControl,
  counts: EndedSoFar = NONE,
  now = 0,
): CampaignProgress {
  const { applied, inPlace, failed, conflicts, cancelled } = counts;
  const ended = Math.min(control.count, applied + failed + conflicts + cancelled);
  const left = control.count - ended;
  const soFar = { applied, inPlace, failed, conflicts, cancelled };
  const pace = control.state === 'canary' ? {} : paceOf(record, ended, left, now);
  return { state: control.state, all: control.count, ended, left, ...soFar, ...pace, ...waitOf(control, counts) };
}

const NONE: EndedSoFar = { applied: 0, inPlace: 0, failed: 0, conflicts: 0, cancelled: 0, ended: [] };

function waitOf({ state, resumesAt }: CampaignControl, counts: EndedSoFar) {
  const isWaiting = state === 'canary' && counts.ended.includes(CANARY_PAGE);
  return { isWaiting, ...(isWaiting && resumesAt !== undefined && { resumesAt }) };
}

function paceOf(record: Pick<RequestRecord, 'history' | 'applyingSince'>, ended: number, left: number, now: number) {
  const worked = workedMilliseconds(record, now);
  if (ended === 0 || worked < LEAST_MEASURED_MS) return {};
  const perMinute = (ended * MINUTE) / worked;
  return { perMinute: Math.round(perMinute), secondsLeft: Math.ceil((left * 60) / perMinute) };
}

/** For how long it has been applied, without the times at which it was held up: it waits after its first changes, too. */
function workedMilliseconds({ history, applyingSince }: Pick<RequestRecord, 'history' | 'applyingSince'>, now: number) {
  if (applyingSince === undefined) return 0;
  let worked = 0;
  let since: number | undefined = Date.parse(applyingSince);
  for (const { type, at } of history) {
    if (since !== undefined && (type === 'CampaignPaused' || type === 'CampaignStopped')) {
      worked += Math.max(0, Date.parse(at) - since);
      since = undefined;
    } else if (type === 'CampaignResumed') since = Date.parse(at);
  }
  return worked + (since === undefined ? 0 : Math.max(0, now - since));
}
