import { recordEvents } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import { cancelRequest } from './domain/approval/cancellation.ts';
import { seesCurrentContacts } from './domain/approval/shown-changes.ts';
import { requestKeyOf } from './domain/request/request-key.ts';
import { audited } from './middleware/audited.ts';
import { redirectTo } from './middleware/http-chain.ts';
import { formChain, type OpenedPage } from './middleware/page-chain.ts';
import { REQUEST_PAGE } from './middleware/request-page-kind.ts';
import { environmentVariable } from './runtime/environment.ts';
import { logged } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';
import { steerCampaign } from './steps/campaign-steering.ts';
import { readCompetingRequests } from './steps/neighbours.ts';
import { readRequesterCampaign } from './steps/requester-campaign.ts';
import { PAUSED_TOO_OFTEN, readCancellationAnswer, readSteeringAction, STALE_FORM } from './web/pages/form-answer.ts';
import { requestPage } from './web/pages/request-page.ts';
import { FRAMING_HEADERS } from './web/parts/page.ts';

const BASE_URL = environmentVariable('BASE_URL');

const form = formChain(REQUEST_PAGE).use(audited('cancellation'));

/**
 * `POST /requests/{token}`: cancels the request for its requester, and leads back to the page. A campaign whose changes are being
 * applied can be paused, too, and let go on.
 */
export const handler = form.handler(async ({ page, body, note }) => {
  const { record, holder, now, secret } = page;
  const requestKey = requestKeyOf(record.request);
  const { nonce, comment, problem = page.isRecent(nonce) ? undefined : STALE_FORM } = readCancellationAnswer(body);
  if (problem) return askAgain(page, problem, comment);
  const by = { isProven: true, comment, at: now.toISOString() };
  const action = readSteeringAction(body);
  // After a refusal (it is decided, or being applied) the page says why by itself.
  if (action) {
    note({ action: 'steering' });
    const steered = await steerCampaign(requestKey, { ...by, action, by: holder });
    if ('refusal' in steered) {
      note({ refusal: steered.refusal });
      if (steered.refusal === 'pausedTooOften') return askAgain(page, PAUSED_TOO_OFTEN, comment);
    }
    return redirectTo(`${BASE_URL}/requests/${secret}`);
  }
  const result = await recordEvents(requestKey, (current) => cancelRequest(current, { ...by, requestedBy: holder }));
  if ('refusal' in result) note({ refusal: result.refusal });
  else await wakeIfOver(result.record).catch(logged('The execution was not woken', { requestKey }));
  return redirectTo(`${BASE_URL}/requests/${secret}`);
});

/** The page with the form as it was sent, and what is wrong with it. */
async function askAgain(page: OpenedPage, problem: string, comment: string) {
  const { record, now, nonce } = page;
  const competing = await readCompetingRequests(record);
  const campaign = await readRequesterCampaign(page);
  const seesCurrent = seesCurrentContacts(record, policy);
  const input = { record, now, nonce, competing, seesCurrent, campaign, problem, comment };
  return { statusCode: 422, body: requestPage(input), ...(campaign?.progress && { headers: FRAMING_HEADERS }) };
}
