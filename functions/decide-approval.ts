import urlEncodeBodyParser from '@middy/http-urlencode-body-parser';
import policy from '../schemas/compiled/policy.js';
import { readLinkedRecord, tryUpdateRecord } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import { isExpired } from './domain/approval.ts';
import { formNonce, isNonceValid } from './domain/approval-link.ts';
import { castVote, mayVote } from './domain/vote.ts';
import { environmentVariable } from './runtime/environment.ts';
import { httpChain } from './runtime/http-chain.ts';
import { errorFields, logger } from './runtime/logger.ts';
import { approvalPage } from './web/approval-page.ts';
import { REFUSAL_PROBLEMS, readDecisionAnswer, STALE_FORM } from './web/form-answer.ts';
import { neutralPage, problemPage } from './web/neutral-page.ts';
import { PAGE_HEADERS } from './web/page.ts';

const BASE_URL = environmentVariable('BASE_URL');

/** `POST /approvals/{token}`: records the vote, wakes the execution if it decides, and leads back to the page. */
export const handler = httpChain({ headers: PAGE_HEADERS, problem: problemPage })
  .use(urlEncodeBodyParser({ disableContentTypeError: true }))
  .handler(async (event) => {
    const now = new Date();
    const at = now.toISOString();
    const secret = event.pathParameters?.['token'];
    const linked = await readLinkedRecord('approval', secret, now);
    if (!secret || !linked || isExpired(linked.record, at) || !mayVote(linked.record, linked.holder, policy)) {
      return neutral();
    }

    const { holder: approver, record } = linked;
    const { fingerprint = '' } = record;
    const { requestId } = record.request;
    const answer = readDecisionAnswer(event.body);
    const { decision, comment } = answer;
    const askAgain = (problem: string) => {
      const nonce = formNonce(secret, fingerprint, now);
      return { statusCode: 422, body: approvalPage({ approver, record, now, nonce, problem, comment }) };
    };
    if (!decision) return askAgain(answer.problem);
    if (!isNonceValid(answer.nonce, secret, fingerprint, now)) return askAgain(STALE_FORM);

    const ballot = { approver, decision, comment, at, fingerprint };
    const result = await tryUpdateRecord(requestId, (current) => castVote(current, ballot, policy));
    const refusal = 'refusal' in result ? result.refusal : undefined;
    const problem = refusal && REFUSAL_PROBLEMS[refusal];
    if (problem) return askAgain(problem);
    if (refusal === 'expired' || refusal === 'not-an-approver') return neutral();
    if ('record' in result) {
      // The vote counts all the same: WakeStalledApprovals finds a decision, and the round's end finds everything.
      await wakeIfOver(result.record).catch((error: unknown) =>
        logger.error('The execution was not woken', { requestId, ...errorFields(error) }),
      );
    }
    return { statusCode: 303, headers: { location: `${BASE_URL}/approvals/${secret}` }, body: '' };
  });

function neutral() {
  return { statusCode: 404, body: neutralPage() };
}
