import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MOST_CAMPAIGN_CHANGES } from '../../../schemas/compiled/limits.js';
import { type FunctionSize, sizeOf } from '../scale/function-size.ts';

/** What a function takes of this machine for the largest campaign, beside what it may take. */
export interface WholeCampaign {
  name: string;
  seconds: number;
  /** Of its process, at its peak. */
  bytes: number;
  size: FunctionSize;
}

/** The functions that look at all of a campaign. */
const FUNCTIONS = ['validate-change-set', 'plan-campaign', 'check-campaign', 'record-outcome'];

const PROGRAM = fileURLToPath(new URL('./whole-campaign.ts', import.meta.url));

/** Has each of them do its work for the largest campaign, without AWS. */
export async function lookAtWholeCampaigns(): Promise<WholeCampaign[]> {
  const seen: WholeCampaign[] = [];
  for (const name of FUNCTIONS) {
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, name, String(MOST_CAMPAIGN_CHANGES)]);
    seen.push({ name, ...JSON.parse(stdout), size: sizeOf(name) });
  }
  return seen;
}
