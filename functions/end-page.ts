import validInput from '../schemas/compiled/end-page.input.js';
import validOutput from '../schemas/compiled/end-page.output.js';
import { readRecord } from './aws/request-table.ts';
import { pageResults } from './domain/campaign/page-results.ts';
import { NotApprovedError } from './domain/errors.ts';
import { taskChain } from './middleware/task-chain.ts';
import { readPlanPage } from './steps/campaign-pages.ts';
import { keepResults } from './steps/campaign-results.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ requestKey, run, page, results, caught }) => {
    const record = await readRecord(requestKey);
    if (!record?.campaign) throw new NotApprovedError(`nobody has approved page ${page} of ${requestKey}`);
    // Whoever ended the request in its place has told what became of its changes.
    if (record.results) return { left: 0 };
    const plan = await readPlanPage(run, record.campaign, page);
    return { left: await keepResults({ requestKey, run, plan }, pageResults(results), caught !== 'none') };
  },
);
