import { readLive } from '../aws/campaign-meters.ts';
import { readControl, readCounts } from '../aws/campaigns.ts';
import { type CampaignProgress, campaignProgress } from '../domain/campaign/campaign-progress.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { logged } from '../runtime/logger.ts';

/** How far a campaign is whose changes are being applied; nothing of another request, or at another time. */
export async function readCampaignProgress(record: RequestRecord, now: Date): Promise<CampaignProgress | undefined> {
  const { campaign, status, applyingSince } = record;
  if (!campaign || status !== 'APPROVED' || applyingSince === undefined) return undefined;
  const requestKey = requestKeyOf(record.request);
  const onError = logged('What single changes have counted was not read', { requestKey });
  const [control, counts, live] = await Promise.all([
    readControl(requestKey),
    readCounts(requestKey),
    readLive(requestKey).catch(onError),
  ]);
  return control && campaignProgress(record, { control, counts, live: live ?? undefined }, now.getTime());
}
