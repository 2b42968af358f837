import { readLinkedRecord } from './aws/request-table.ts';
import { formNonce } from './domain/approval-link.ts';
import { httpChain } from './runtime/http-chain.ts';
import { neutralPage, problemPage } from './web/neutral-page.ts';
import { PAGE_HEADERS } from './web/page.ts';
import { requestPage } from './web/request-page.ts';

/** `GET` and `HEAD /requests/{token}`: shows the requester how it goes, and changes nothing. Its role may only read. */
export const handler = httpChain({ headers: PAGE_HEADERS, problem: problemPage }).handler(async (event) => {
  const now = new Date();
  const secret = event.pathParameters?.['token'];
  const linked = await readLinkedRecord('request', secret, now);
  if (!secret || !linked) return { statusCode: 404, body: neutralPage() };
  const { record } = linked;
  return {
    statusCode: 200,
    body: requestPage({ record, now, nonce: formNonce(secret, record.request.requestId, now) }),
  };
});
