import type { Policy } from '../policy/policy.ts';
import { waitSeconds } from '../policy/policy.ts';

/**
 * What a campaign does while it is being applied. `canary`: the first changes alone; the others wait for somebody to resume it.
 * `stopped`: too many changes have failed; somebody may resume or cancel it, as if they had paused it.
 */
export type CampaignState = 'canary' | 'running' | 'paused' | 'stopped' | 'cancelled';

/** The switch of a campaign: read before each change, and written by those who pause, resume or cancel it. */
export interface CampaignControl {
  state: CampaignState;
  /** ISO 8601, and the e-mail address of a person, or `workflow`. */
  at: string;
  by: string;
  /** How many changes there are to apply, and on how many pages. */
  count: number;
  pages: number;
  /** Whether some of its changes go first, as long as the others wait for what becomes of them. */
  hasCanary?: boolean;
  /** How many failed changes stop it; missing if none do. */
  stopAfter?: number;
  /** How many have failed for good, or met a conflict, since it began or was resumed: at least so many. */
  failures: number;
  /** When a campaign whose canary has ended goes on by itself; missing if somebody must resume it. */
  resumesAt?: string;
  /** How long all of its changes take at the pace of the quotas, if nobody else uses them. */
  expectedSeconds?: number;
}

/** Of the changes that go first, if the policy wants some to. */
export const CANARY_PAGE = 0;

/** What a campaign does, told from what is stored of it: nobody has to write that it has stopped. */
export function stateOf({
  state,
  failures,
  stopAfter,
}: Pick<CampaignControl, 'state' | 'failures' | 'stopAfter'>): CampaignState {
  const isOverdone = stopAfter !== undefined && failures > stopAfter;
  return isOverdone && state === 'running' ? 'stopped' : state;
}

/** What is stored of a campaign that does this. */
export function storedState(state: CampaignState): CampaignState {
  return state === 'stopped' ? 'running' : state;
}

/** Whether the changes of a page wait. */
export function isHeld(state: CampaignState, page: number): boolean {
  return state === 'paused' || state === 'stopped' || (state === 'canary' && page !== CANARY_PAGE);
}

/** Whether a campaign whose first changes have ended goes on by itself now. @param now ISO 8601 */
export function isDue({ state, resumesAt }: CampaignControl, now: string): boolean {
  return state === 'canary' && resumesAt !== undefined && resumesAt <= now;
}

/** Longer than first changes take, unless thousands of others stand in line before them. */
const FIRST_CHANGES_MILLISECONDS = 3_600_000;

/**
 * Whether the first changes of a campaign are at work, so that nobody may let the others go. After an hour, they may never end: the
 * execution of their page may be gone, and whoever resumes the campaign decides.
 * @param applyingSince when its changes began to be applied, in ISO 8601
 * @param hasEnded whether its first changes have been counted
 * @param now epoch milliseconds
 * @param scale of the time of its execution
 */
export function areFirstAtWork(
  { state, at, hasCanary = false }: CampaignControl,
  { applyingSince, hasEnded }: { applyingSince: string; hasEnded: boolean },
  now: number,
  scale = 1,
): boolean {
  if (!hasCanary || hasEnded) return false;
  const since = Math.max(Date.parse(at), Date.parse(applyingSince));
  return state !== 'canary' || now - since < FIRST_CHANGES_MILLISECONDS * scale;
}

/** A page that waits begins to at most so much later than it was told for how long. */
const GRACE_SECONDS = 60;

/**
 * Whether a page that waits misses the time when its campaign goes on by itself, because that was not known yet when it was told for
 * how long.
 * @param until epoch milliseconds
 * @param scale of the time of its execution
 */
export function sleepsIn({ state, resumesAt }: CampaignControl, until: number, scale = 1): boolean {
  if (state !== 'canary' || resumesAt === undefined) return false;
  return Date.parse(resumesAt) + GRACE_SECONDS * 1000 * scale < until;
}

/** How many failed changes of so many the policy allows; nothing if it allows any number. */
export function stopAfterOf({ campaigns }: Pick<Policy, 'campaigns'>, count: number): number | undefined {
  const share = campaigns?.stopAt;
  return share === undefined ? undefined : Math.floor((count * Number.parseInt(share, 10)) / 100);
}

/**
 * When a campaign whose first changes end now goes on by itself; nothing if somebody must resume it.
 * @param scale of the time of its execution
 * @returns ISO 8601
 */
export function resumesAfter(
  { campaigns }: Pick<Policy, 'campaigns'>,
  failed: number,
  now: number,
  scale = 1,
): string | undefined {
  const after = campaigns?.canary?.resumeAfter;
  if (after === undefined || failed > 0) return undefined;
  return new Date(now + waitSeconds(after) * 1000 * scale).toISOString();
}
