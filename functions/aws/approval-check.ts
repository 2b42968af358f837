import { brokenLink } from '../domain/approval/approval-chain.ts';
import { NotApprovedError } from '../domain/errors.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { readPlan, readPreApproval, readVotes } from './evidence.ts';
import { readPublicKey } from './signatures.ts';

const VOTE_KEY = environmentVariable('VOTE_KEY');
const PRE_APPROVAL_KEY = environmentVariable('PRE_APPROVAL_KEY');

/**
 * Checks that the plan in the record was made by the function that plans, and approved by votes, or by a pre-approval, that
 * were signed.
 * @throws NotApprovedError naming the first link of that chain that does not hold
 */
export async function requireApproval(record: RequestRecord, allowedEmailDomains: string[]): Promise<void> {
  const { fingerprint = '', approval, request } = record;
  const key = requestKeyOf(request);
  const isVoted = (approval?.requirements ?? []).length > 0;
  const [plan, votes, preApproval, publicKey] = await Promise.all([
    readPlan(key, fingerprint),
    isVoted ? readVotes(key) : [],
    isVoted ? undefined : readPreApproval(key, fingerprint),
    readPublicKey(isVoted ? VOTE_KEY : PRE_APPROVAL_KEY),
  ]);
  const evidence = { ...(plan && { plan }), votes, ...(preApproval && { preApproval }) };
  const broken = brokenLink(record, evidence, publicKey, allowedEmailDomains);
  if (broken) throw new NotApprovedError(`the approval of ${key} does not hold: ${broken}`);
}
