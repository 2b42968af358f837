import validInput from '../schemas/compiled/begin-page.input.js';
import validOutput, { type BeginPageOutput } from '../schemas/compiled/begin-page.output.js';
import { dropToken, readCounts, readHeld } from './aws/campaigns.ts';
import { readRecord } from './aws/request-table.ts';
import { type CampaignControl, isHeld } from './domain/campaign/campaign-control.ts';
import { leftOf } from './domain/campaign/page-results.ts';
import { NotApprovedError } from './domain/errors.ts';
import { taskChain } from './middleware/task-chain.ts';
import { TIME_SCALE } from './runtime/environment.ts';
import { readPlanPage, readResults } from './steps/campaign-pages.ts';
import { keepResults, noteStopped } from './steps/campaign-results.ts';
import { resumeIfDue } from './steps/campaign-steering.ts';
import { takePageTurns } from './steps/page-turns.ts';

/** A page that waits looks again once a day: a token lasts for a year, and somebody may have lost it. */
const LOOK_SECONDS = 86_400;

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ requestKey, run, page, turns: known }): Promise<BeginPageOutput> => {
    const [record, held, tally] = await Promise.all([
      readRecord(requestKey),
      readHeld(requestKey),
      readCounts(requestKey),
    ]);
    if (!record?.campaign || !record.applyingSince || !held) {
      throw new NotApprovedError(`nobody has approved page ${page} of ${requestKey}`);
    }
    if (held.tokens.has(page)) await dropToken(requestKey, page);
    if (record.results || tally?.ended.includes(page)) return { state: 'done' };
    const plan = await readPlanPage(run, record.campaign, page);
    const left = leftOf(plan.changes, await readResults(run, page, tally));
    const control = await resumeIfDue(requestKey, held.control);
    if (control.state === 'cancelled' || left.length === 0) {
      await keepResults({ requestKey, run, plan }, []);
      return { state: 'done' };
    }
    if (control.state === 'stopped') await noteStopped(requestKey, control);
    const hold = { state: 'hold', campaign: control.state } as const;
    if (isHeld(control.state, page)) return { ...hold, seconds: secondsToWait(control), turns: known };
    const { changes, turns, seconds } = await takePageTurns(left, known);
    return seconds === undefined ? { state: 'go', changes, turns } : { ...hold, seconds, turns };
  },
);

function secondsToWait({ resumesAt }: CampaignControl): number {
  if (resumesAt === undefined) return LOOK_SECONDS;
  const left = Math.ceil((Date.parse(resumesAt) - Date.now()) / 1000 / TIME_SCALE);
  return Math.min(LOOK_SECONDS, Math.max(1, left));
}
