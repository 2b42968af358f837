import { type AccountTraitsReader, connectAccountTraits } from './account-traits.ts';
import { type Accounts, connectAccounts } from './accounts.ts';
import { type Api, connectApi } from './api.ts';
import { type Bucket, connectBucket } from './bucket.ts';
import { connectCaller } from './caller.ts';
import { type CampaignReader, connectCampaigns } from './campaigns.ts';
import { connectDeadLetters, type DeadLetters } from './dead-letters.ts';
import { connectEvidence, type EvidenceReader } from './evidence.ts';
import { connectExecutions, type Executions } from './executions.ts';
import { connectInventory, type InventoryReader } from './inventory.ts';
import { connectLines, type LineReader } from './lines.ts';
import { connectOrganization, type Organization } from './organization.ts';
import { connectRequestTable, type RequestTable } from './request-table.ts';
import type { Settings } from './settings.ts';
import { connectSweeps, type Sweeps } from './sweeps.ts';

/** Everything that the commands do in AWS. */
export type Aws = Api &
  RequestTable &
  EvidenceReader &
  LineReader &
  CampaignReader &
  InventoryReader &
  Sweeps &
  Executions &
  Accounts &
  AccountTraitsReader &
  Organization &
  Bucket &
  DeadLetters;

/** Makes the clients; nothing is called yet. */
export function connect(settings: Settings): Aws {
  const readCaller = connectCaller(settings);
  return {
    ...connectApi(settings),
    ...connectRequestTable(settings),
    ...connectEvidence(settings),
    ...connectLines(settings),
    ...connectCampaigns(settings),
    ...connectInventory(settings),
    ...connectSweeps(settings, readCaller),
    ...connectExecutions(settings, readCaller),
    ...connectAccounts(settings, readCaller),
    ...connectAccountTraits(settings),
    ...connectOrganization(settings),
    ...connectBucket(settings, readCaller),
    ...connectDeadLetters(settings, readCaller),
  };
}
