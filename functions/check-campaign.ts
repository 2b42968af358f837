import validInput from '../schemas/compiled/check-campaign.input.js';
import validOutput from '../schemas/compiled/check-campaign.output.js';
import { readRecord } from './aws/request-table.ts';
import { isVotingOver } from './domain/approval/rounds.ts';
import { taskChain } from './middleware/task-chain.ts';
import { policy } from './runtime/policy.ts';
import { checkCampaign } from './steps/campaign-check.ts';

/** Nobody is asked to approve a plan that only the functions which made it have looked at. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ requestKey }) => {
  const record = await readRecord(requestKey);
  if (!record) throw new Error(`there is no request ${requestKey}`);
  if (record.status === 'RECEIVED' || !isVotingOver(record)) await checkCampaign(record, policy);
  return { requestKey };
});
