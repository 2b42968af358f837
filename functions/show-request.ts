import { readCompetingRequests } from './aws/neighbours.ts';
import { pageChain } from './middleware/page-chain.ts';
import { REQUEST_PAGE } from './middleware/request-page-kind.ts';
import { requestPage } from './web/pages/request-page.ts';

/** `GET` and `HEAD /requests/{token}`: shows requesters how their request is going. Its role may only read. */
export const handler = pageChain(REQUEST_PAGE).handler(async ({ page: { record, now, nonce } }) => ({
  statusCode: 200,
  body: requestPage({ record, now, nonce, competing: await readCompetingRequests(record) }),
}));
