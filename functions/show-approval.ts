import { shownConfirmation } from './confirming/shown-confirmation.ts';
import { APPROVAL_PAGE } from './middleware/approval-page-kind.ts';
import { redirectTo } from './middleware/http-chain.ts';
import { InvalidLinkError, pageChain } from './middleware/page-chain.ts';
import { readApproverCampaign } from './steps/approver-campaign.ts';
import { planDownload } from './steps/campaign-downloads.ts';
import { readCompetingRequests } from './steps/neighbours.ts';
import { approvalPage } from './web/pages/approval-page.ts';

/**
 * `GET` and `HEAD /approvals/{token}`: shows the page and changes nothing. Its role may only read. `?q=` searches the plan of a
 * campaign, and `/plan.csv` leads to the file with all of it.
 */
export const handler = pageChain(APPROVAL_PAGE).handler(async ({ page, cookies, routeKey, queryStringParameters }) => {
  const { record, holder: approver, now, nonce } = page;
  if (routeKey.endsWith('/plan.csv')) {
    const url = await planDownload(record);
    if (url === undefined) throw new InvalidLinkError('the request has no plan to download');
    return redirectTo(url);
  }
  const confirmation = await shownConfirmation(page, cookies);
  const competing = await readCompetingRequests(record);
  const campaign = await readApproverCampaign(page, queryStringParameters?.['q']);
  return { statusCode: 200, body: approvalPage({ record, approver, now, nonce, competing, confirmation, campaign }) };
});
