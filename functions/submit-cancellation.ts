import { recordEvents } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import { cancelRequest } from './domain/approval/cancellation.ts';
import { seesCurrentContacts } from './domain/approval/shown-changes.ts';
import { requestKeyOf } from './domain/request/request-key.ts';
import { audited } from './middleware/audited.ts';
import { redirectTo } from './middleware/http-chain.ts';
import { formChain } from './middleware/page-chain.ts';
import { REQUEST_PAGE } from './middleware/request-page-kind.ts';
import { environmentVariable } from './runtime/environment.ts';
import { logged } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';
import { readCompetingRequests } from './steps/neighbours.ts';
import { readCancellationAnswer, STALE_FORM } from './web/pages/form-answer.ts';
import { requestPage } from './web/pages/request-page.ts';

const BASE_URL = environmentVariable('BASE_URL');

const form = formChain(REQUEST_PAGE).use(audited('cancellation'));

/** `POST /requests/{token}`: cancels the request for its requester, and leads back to the page. */
export const handler = form.handler(async ({ page, body, note }) => {
  const { record, holder, now, secret } = page;
  const requestKey = requestKeyOf(record.request);
  const { nonce, comment, problem = page.isRecent(nonce) ? undefined : STALE_FORM } = readCancellationAnswer(body);
  if (problem) {
    const competing = await readCompetingRequests(record);
    const seesCurrent = seesCurrentContacts(record, policy);
    const input = { record, now, nonce: page.nonce, competing, seesCurrent, problem, comment };
    return { statusCode: 422, body: requestPage(input) };
  }

  const cancellation = { requestedBy: holder, isProven: true, comment, at: now.toISOString() };
  const result = await recordEvents(requestKey, (current) => cancelRequest(current, cancellation));
  // After a refusal (it is decided, or being applied) the page says why by itself.
  if ('refusal' in result) note({ refusal: result.refusal });
  else await wakeIfOver(result.record).catch(logged('The execution was not woken', { requestKey }));
  return redirectTo(`${BASE_URL}/requests/${secret}`);
});
