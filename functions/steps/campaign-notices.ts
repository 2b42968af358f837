import { sendMail } from '../aws/mailer.ts';
import { newRequesterLink } from '../aws/new-link.ts';
import { requestLinkExpiry } from '../domain/approval/page-link.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { logged } from '../runtime/logger.ts';
import { campaignMail } from '../web/mails/campaign-mail.ts';
import { readCampaignProgress } from './campaign-standing.ts';
import { mayMailRequester } from './requester-mail.ts';

/**
 * Mails the requester of a campaign what it does now, with a link of their own, if they get mails. A mail that cannot be sent holds
 * up nothing: it is logged.
 */
export async function tellRequester(record: RequestRecord): Promise<void> {
  const requestKey = requestKeyOf(record.request);
  await tell(record).catch(logged('The requester was not told what the campaign does', { requestKey }));
}

async function tell(record: RequestRecord): Promise<void> {
  const { requestedBy } = record.request;
  const now = new Date();
  const progress = await readCampaignProgress(record, now);
  if (!progress || !(await mayMailRequester(record.request))) return;
  const requestKey = requestKeyOf(record.request);
  const link = await newRequesterLink(requestKey, requestedBy, requestLinkExpiry(now));
  await sendMail(requestedBy, campaignMail({ record, progress, link }), requestKey);
}
