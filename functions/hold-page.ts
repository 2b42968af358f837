import validInput from '../schemas/compiled/hold-page.input.js';
import validOutput from '../schemas/compiled/hold-page.output.js';
import { holdPage } from './aws/campaigns.ts';
import { wakeExecution } from './aws/workflow.ts';
import { isHeld } from './domain/campaign/campaign-control.ts';
import { taskChain } from './middleware/task-chain.ts';

/** Whoever resumes a campaign wakes its pages. One that comes to wait at this moment wakes itself. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ requestKey, page, taskToken }) => {
    const held = await holdPage(requestKey, page, taskToken);
    if (!held || !isHeld(held.control.state, page)) await wakeExecution(taskToken);
    return { requestKey };
  },
);
