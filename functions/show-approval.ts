import { readCompetingRequests } from './aws/neighbours.ts';
import { APPROVAL_PAGE } from './middleware/approval-page-kind.ts';
import { pageChain } from './middleware/page-chain.ts';
import { approvalPage } from './web/pages/approval-page.ts';

/** `GET` and `HEAD /approvals/{token}`: shows the page and changes nothing. Its role may only read. */
export const handler = pageChain(APPROVAL_PAGE).handler(async ({ page: { record, holder, now, nonce } }) => ({
  statusCode: 200,
  body: approvalPage({ record, approver: holder, now, nonce, competing: await readCompetingRequests(record) }),
}));
