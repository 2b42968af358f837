import type { RequestRecord } from '../domain/ledger/record.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { logged } from '../runtime/logger.ts';
import type { RequesterCampaign } from '../web/pages/progress-section.ts';
import { readCampaignProgress } from './campaign-standing.ts';
import { readPlanSummary } from './shown-plan.ts';

/** A campaign for the page of its requester, as far as it can be read; nothing of another request. Nobody goes without a page because of it. */
export async function readRequesterCampaign({
  record,
  now,
  secret: linkSecret,
}: {
  record: RequestRecord;
  now: Date;
  secret: string;
}): Promise<RequesterCampaign | undefined> {
  if (!record.request.changeSet) return undefined;
  const onError = logged('What a campaign does was not read', { requestKey: requestKeyOf(record.request) });
  const summary = (await readPlanSummary(record).catch(onError)) ?? undefined;
  const progress = (await readCampaignProgress(record, now).catch(onError)) ?? undefined;
  return { linkSecret, summary, progress };
}
