import { shownConfirmation } from './confirming/shown-confirmation.ts';
import { APPROVAL_PAGE } from './middleware/approval-page-kind.ts';
import { pageChain } from './middleware/page-chain.ts';
import { readCompetingRequests } from './steps/neighbours.ts';
import { approvalPage } from './web/pages/approval-page.ts';

/** `GET` and `HEAD /approvals/{token}`: shows the page and changes nothing. Its role may only read. */
export const handler = pageChain(APPROVAL_PAGE).handler(async ({ page, cookies }) => {
  const { record, holder: approver, now, nonce } = page;
  const confirmation = await shownConfirmation(page, cookies);
  const competing = await readCompetingRequests(record);
  return { statusCode: 200, body: approvalPage({ record, approver, now, nonce, competing, confirmation }) };
});
