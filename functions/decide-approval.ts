import urlEncodeBodyParser from '@middy/http-urlencode-body-parser';
import { readLinkedRecord, updateRecord } from './aws/request-table.ts';
import { wakeExecution } from './aws/workflow.ts';
import { type Ballot, castVote, isExpired, type VoteResult } from './domain/approval.ts';
import { formNonce, isNonceValid } from './domain/approval-link.ts';
import type { RequestRecord } from './domain/request-record.ts';
import { environmentVariable } from './runtime/environment.ts';
import { httpChain } from './runtime/http-chain.ts';
import { errorFields, logger } from './runtime/logger.ts';
import { approvalPage } from './web/approval-page.ts';
import { REFUSAL_PROBLEMS, readDecisionAnswer, STALE_FORM } from './web/decision-answer.ts';
import { neutralPage, problemPage } from './web/neutral-page.ts';
import { PAGE_HEADERS } from './web/page.ts';

const BASE_URL = environmentVariable('BASE_URL');

/** `POST /approvals/{token}`: records the vote, wakes the execution if it decides, and leads back to the page. */
export const handler = httpChain({ headers: PAGE_HEADERS, problem: problemPage })
  .use(urlEncodeBodyParser({ disableContentTypeError: true }))
  .handler(async (event) => {
    const now = new Date();
    const secret = event.pathParameters?.['token'];
    const linked = await readLinkedRecord(secret, now);
    if (!secret || !linked || isExpired(linked.record, now.toISOString())) return neutral();

    const { approver, record } = linked;
    const { fingerprint = '' } = record;
    const answer = readDecisionAnswer(event.body);
    const { decision, comment } = answer;
    const askAgain = (problem: string) => {
      const nonce = formNonce(secret, fingerprint, now);
      return { statusCode: 422, body: approvalPage({ approver, record, now, nonce, problem, comment }) };
    };
    if (!decision) return askAgain(answer.problem);
    if (!isNonceValid(answer.nonce, secret, fingerprint, now)) return askAgain(STALE_FORM);

    const ballot = { approver, decision, comment, at: now.toISOString(), fingerprint };
    const result = await recordVote(record.request.requestId, ballot);
    const refusal = 'refusal' in result ? result.refusal : undefined;
    const problem = refusal && REFUSAL_PROBLEMS[refusal];
    if (problem) return askAgain(problem);
    if (refusal === 'expired' || refusal === 'not-an-approver') return neutral();
    if ('record' in result) await wake(result.record);
    return { statusCode: 303, headers: { location: `${BASE_URL}/approvals/${secret}` }, body: '' };
  });

function neutral() {
  return { statusCode: 404, body: neutralPage() };
}

/** Casts the vote on the record as last written. */
async function recordVote(requestId: string, ballot: Ballot): Promise<VoteResult> {
  let result: VoteResult = { refusal: 'decided' };
  await updateRecord(requestId, (current) => {
    result = castVote(current, ballot);
    return 'record' in result ? result.record : undefined;
  });
  return result;
}

/** The decision is recorded: an execution that is not woken now finds it when its round ends. */
async function wake({ status, taskToken, request }: RequestRecord): Promise<void> {
  if (status === 'PENDING_APPROVAL' || taskToken === undefined) return;
  try {
    await wakeExecution(taskToken);
  } catch (error) {
    logger.error('The execution was not woken', { requestId: request.requestId, ...errorFields(error) });
  }
}
