import { seesCurrentContacts } from './domain/approval/shown-changes.ts';
import { pageChain } from './middleware/page-chain.ts';
import { REQUEST_PAGE } from './middleware/request-page-kind.ts';
import { policy } from './runtime/policy.ts';
import { readCompetingRequests } from './steps/neighbours.ts';
import { readProgress } from './steps/progress.ts';
import { requestPage } from './web/pages/request-page.ts';

/** `GET` and `HEAD /requests/{token}`: shows requesters how their request is going. Its role may only read. */
export const handler = pageChain(REQUEST_PAGE).handler(async ({ page: { record, now, nonce } }) => {
  const competing = await readCompetingRequests(record);
  const progress = await readProgress(record, now);
  const seesCurrent = seesCurrentContacts(record, policy);
  return { statusCode: 200, body: requestPage({ record, now, nonce, competing, progress, seesCurrent }) };
});
