import type { BeginPageInput } from '../../schemas/compiled/begin-page.input.js';
import type { PlannedChange } from '../domain/request/plan.ts';
import { TIME_SCALE } from '../runtime/environment.ts';
import { turnsNow, turnsToApply } from './turn-reservations.ts';

/** Pages with turns further away wait where whoever pauses or cancels the campaign can wake them. */
const FAR_SECONDS = 15;

/** A page whose turns have moved while it waited does so again only if they are as far away: the history has room for a day of it. */
const FAR_AGAIN_SECONDS = 300;

/** So long before its first turn a page looks again. */
const MARGIN_SECONDS = 10;

/**
 * The changes that are left of a page with their turns in the back lane, however few they are.
 * @param known the turns that the page has waited for
 * @returns for how many seconds of the workflow the page waits before it looks again; none if its first turn is near
 */
export async function takePageTurns(left: PlannedChange[], known: BeginPageInput['turns']) {
  const kept = known === 'none' ? undefined : await turnsNow(known);
  const { changes, turns } = await turnsToApply({ plan: left, ...(kept && { turns: kept }) }, 'back');
  const away = (turns.first.at - Date.now()) / 1000 / TIME_SCALE;
  const isFar = away > (kept ? FAR_AGAIN_SECONDS : FAR_SECONDS);
  return { changes, turns, ...(isFar && { seconds: Math.floor(away - MARGIN_SECONDS) }) };
}
