import { seesCurrentContacts } from './domain/approval/shown-changes.ts';
import { requestKeyOf } from './domain/request/request-key.ts';
import { redirectTo } from './middleware/http-chain.ts';
import { InvalidLinkError, type OpenedPage, pageChain } from './middleware/page-chain.ts';
import { REQUEST_PAGE } from './middleware/request-page-kind.ts';
import { logged } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';
import { resultsDownload } from './steps/campaign-downloads.ts';
import { readCampaignProgress } from './steps/campaign-standing.ts';
import { readCompetingRequests } from './steps/neighbours.ts';
import { readProgress } from './steps/progress.ts';
import { readRequesterCampaign } from './steps/requester-campaign.ts';
import { progressFrame, REFRESH_SECONDS } from './web/pages/progress-frame.ts';
import { requestPage } from './web/pages/request-page.ts';
import { FRAMING_HEADERS, framedHeaders } from './web/parts/page.ts';

/**
 * `GET` and `HEAD /requests/{token}`: shows requesters how their request is going. Its role may only read. Of a campaign,
 * `/progress` is the part of the page that opens itself anew, and `/results.csv` leads to the file with what became of each change.
 */
export const handler = pageChain(REQUEST_PAGE).handler(async ({ page, routeKey, queryStringParameters }) => {
  if (routeKey.endsWith('/results.csv')) return downloadResults(page);
  if (routeKey.endsWith('/progress')) return showProgress(page, queryStringParameters?.['shown']);
  const { record, now, nonce } = page;
  const competing = await readCompetingRequests(record);
  const progress = await readProgress(record, now);
  const campaign = await readRequesterCampaign(page);
  const seesCurrent = seesCurrentContacts(record, policy);
  const body = requestPage({ record, now, nonce, competing, progress, seesCurrent, campaign });
  return { statusCode: 200, body, ...(campaign?.progress && { headers: FRAMING_HEADERS }) };
});

async function downloadResults({ record }: OpenedPage) {
  const url = await resultsDownload(record);
  if (url === undefined) throw new InvalidLinkError('the request has no results to download');
  return redirectTo(url);
}

/** What cannot be read now may be readable when the part opens itself anew. */
async function showProgress({ record, now, secret: linkSecret }: OpenedPage, shown = '') {
  const onError = logged('How far a campaign is was not read', { requestKey: requestKeyOf(record.request) });
  const known = await readCampaignProgress(record, now).then((progress) => ({ progress }), onError);
  const isOver = known !== undefined && known.progress === undefined;
  const body = progressFrame({ ...known, isOver, shown, linkSecret });
  return { statusCode: 200, headers: framedHeaders(isOver ? undefined : REFRESH_SECONDS), body };
}
