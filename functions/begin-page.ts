import validInput from '../schemas/compiled/begin-page.input.js';
import validOutput, { type BeginPageOutput } from '../schemas/compiled/begin-page.output.js';
import { readControl, readCounts } from './aws/campaigns.ts';
import { readRecord } from './aws/request-table.ts';
import { type CampaignControl, isHeld } from './domain/campaign/campaign-control.ts';
import { leftOf } from './domain/campaign/page-results.ts';
import { NotApprovedError } from './domain/errors.ts';
import { taskChain } from './middleware/task-chain.ts';
import { TIME_SCALE } from './runtime/environment.ts';
import { resumeIfDue } from './steps/campaign-control.ts';
import { readPlanPage, readResults } from './steps/campaign-pages.ts';
import { keepResults, noteStopped } from './steps/campaign-results.ts';
import { turnsToApply } from './steps/turn-reservations.ts';

/** A page that waits looks again once a day: a token lasts for a year, and somebody may have lost it. */
const LOOK_SECONDS = 86_400;

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ requestKey, run, page }): Promise<BeginPageOutput> => {
    const [record, found, tally] = await Promise.all([
      readRecord(requestKey),
      readControl(requestKey),
      readCounts(requestKey),
    ]);
    if (!record?.campaign || !record.applyingSince || !found) {
      throw new NotApprovedError(`nobody has approved page ${page} of ${requestKey}`);
    }
    if (record.results || tally?.ended.includes(page)) return { state: 'done' };
    const plan = await readPlanPage(run, record.campaign, page);
    const left = leftOf(plan.changes, await readResults(run, page, tally));
    const control = await resumeIfDue(requestKey, found);
    if (control.state === 'cancelled' || left.length === 0) {
      await keepResults({ requestKey, run, plan }, []);
      return { state: 'done' };
    }
    if (control.state === 'stopped') await noteStopped(requestKey, control);
    if (isHeld(control.state, page)) return { state: 'hold', seconds: secondsToWait(control) };
    const { changes } = await turnsToApply({ plan: left }, 'back');
    return { state: 'go', changes };
  },
);

function secondsToWait({ resumesAt }: CampaignControl): number {
  if (resumesAt === undefined) return LOOK_SECONDS;
  const left = Math.ceil((Date.parse(resumesAt) - Date.now()) / 1000 / TIME_SCALE);
  return Math.min(LOOK_SECONDS, Math.max(1, left));
}
