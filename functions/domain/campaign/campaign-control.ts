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
  /** How many failed changes stop it; missing if none do. */
  stopAfter?: number;
  /** How many have failed for good, or met a conflict, so far. */
  failures: number;
  /** When a campaign whose canary has ended goes on by itself; missing if somebody must resume it. */
  resumesAt?: string;
}
