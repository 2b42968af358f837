import policy from '../schemas/compiled/policy.js';
import { readLinkedRecord } from './aws/request-table.ts';
import { isExpired } from './domain/approval.ts';
import { formNonce } from './domain/approval-link.ts';
import { mayVote } from './domain/vote.ts';
import { httpChain } from './runtime/http-chain.ts';
import { approvalPage } from './web/approval-page.ts';
import { neutralPage, problemPage } from './web/neutral-page.ts';
import { PAGE_HEADERS } from './web/page.ts';

/** `GET` and `HEAD /approvals/{token}`: shows and changes nothing. Its role may only read. */
export const handler = httpChain({ headers: PAGE_HEADERS, problem: problemPage }).handler(async (event) => {
  const now = new Date();
  const secret = event.pathParameters?.['token'];
  const linked = await readLinkedRecord('approval', secret, now);
  if (
    !secret ||
    !linked ||
    isExpired(linked.record, now.toISOString()) ||
    !mayVote(linked.record, linked.holder, policy)
  ) {
    return { statusCode: 404, body: neutralPage() };
  }
  const { record, holder: approver } = linked;
  const nonce = formNonce(secret, record.fingerprint ?? '', now);
  return { statusCode: 200, body: approvalPage({ record, approver, now, nonce }) };
});
