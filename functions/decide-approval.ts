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
import { neutralPage, problemPage } from './web/neutral-page.ts';
import { PAGE_CSP } from './web/page.ts';

const BASE_URL = environmentVariable('BASE_URL');
const COMMENT_CHARACTERS = 2000;

interface Form {
  decision: string;
  comment: string;
  nonce: string;
}

/** `POST /approvals/{token}`: records the vote, wakes the execution if it decides, and leads back to the page. */
export const handler = httpChain({ contentSecurityPolicy: PAGE_CSP, problemPage })
  .use(urlEncodeBodyParser({ disableContentTypeError: true }))
  .handler(async (event) => {
    const now = new Date();
    const secret = event.pathParameters?.['token'];
    const linked = await readLinkedRecord(secret, now);
    if (!secret || !linked || isExpired(linked.record, now.toISOString())) return neutral();

    const { approver, record } = linked;
    const { decision, comment, nonce } = readForm(event.body);
    const askAgain = (problem: string) => {
      const page = { approver, record, now, problem, comment, nonce: formNonce(secret, record.fingerprint ?? '', now) };
      return { statusCode: 422, body: approvalPage(page) };
    };
    if (decision !== 'approve' && decision !== 'reject') return askAgain('Choose Approve or Reject.');
    if (comment.length > COMMENT_CHARACTERS)
      return askAgain(`Shorten the comment to ${COMMENT_CHARACTERS} characters.`);
    if (!isNonceValid(nonce, secret, record.fingerprint ?? '', now)) {
      return askAgain('This page was open for too long. Look at the change again, then decide.');
    }

    const ballot = {
      approver,
      decision,
      comment,
      at: now.toISOString(),
      fingerprint: record.fingerprint ?? '',
    } as const;
    const result = await recordVote(record.request.requestId, ballot);
    if ('record' in result) await ring(result.record);
    else if (result.refusal === 'comment-missing')
      return askAgain('A rejection needs a comment: say what should be different.');
    else if (result.refusal === 'plan-changed')
      return askAgain('The change is not the one you saw. Look again, then decide.');
    else if (result.refusal === 'expired' || result.refusal === 'not-an-approver') return neutral();
    return { statusCode: 303, headers: { location: `${BASE_URL}/approvals/${secret}` }, body: '' };
  });

function neutral() {
  return { statusCode: 404, body: neutralPage() };
}

/** The fields of the form; a field that is missing or sent twice counts as empty. */
function readForm(body: unknown): Form {
  const fields: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return { decision: text(fields['decision']), comment: text(fields['comment']).trim(), nonce: text(fields['nonce']) };
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
async function ring({ status, taskToken, request }: RequestRecord): Promise<void> {
  if (status === 'PENDING_APPROVAL' || taskToken === undefined) return;
  try {
    await wakeExecution(taskToken);
  } catch (error) {
    logger.error('The execution was not woken', { requestId: request.requestId, ...errorFields(error) });
  }
}
