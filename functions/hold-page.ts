import validInput from '../schemas/compiled/hold-page.input.js';
import validOutput from '../schemas/compiled/hold-page.output.js';
import { holdPage } from './aws/campaigns.ts';
import { wakeExecution } from './aws/workflow.ts';
import { sleepsIn } from './domain/campaign/campaign-control.ts';
import { taskChain } from './middleware/task-chain.ts';
import { TIME_SCALE } from './runtime/environment.ts';

/**
 * Whoever steers a campaign, or says when it goes on, wakes its pages. One that comes to wait just when that happens wakes itself:
 * the campaign does something else than when the page looked.
 */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ requestKey, page, campaign, seconds, taskToken }) => {
    const held = await holdPage(requestKey, page, taskToken);
    const until = Date.now() + seconds * 1000 * TIME_SCALE;
    const isSame = held && held.control.state === campaign;
    const waits = isSame && !sleepsIn(held.control, until, TIME_SCALE);
    if (!waits) await wakeExecution(taskToken);
    return { requestKey };
  },
);
