import { isApprovalChecked, readPlan, readPreApproval, readVotes } from '../aws/evidence.ts';
import { readVotingLink } from '../aws/page-links.ts';
import { readPublicKey } from '../aws/signatures.ts';
import { brokenLink } from '../domain/approval/approval-chain.ts';
import type { VotingLink } from '../domain/approval/evidence.ts';
import { NotApprovedError } from '../domain/errors.ts';
import type { PlanStatement } from '../domain/ledger/fingerprint.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { type RequestKey, requestKeyOf } from '../domain/request/request-key.ts';
import { environmentVariable } from '../runtime/environment.ts';

const VOTE_KEY = environmentVariable('VOTE_KEY');
const PRE_APPROVAL_KEY = environmentVariable('PRE_APPROVAL_KEY');

/**
 * Checks that the plan in the record was made by the function that plans, and approved by votes, or by a pre-approval, that
 * were signed.
 * @returns what the plan says, which the votes cover
 * @throws NotApprovedError naming the first link of that chain that does not hold
 */
export async function requireApproval(record: RequestRecord, allowedEmailDomains: string[]): Promise<PlanStatement> {
  const { fingerprint = '', approval, request } = record;
  const key = requestKeyOf(request);
  const isVoted = (approval?.requirements ?? []).length > 0;
  const [plan, isChecked, { votes, links }, preApproval, publicKey] = await Promise.all([
    readPlan(key, fingerprint),
    isVoted && isApprovalChecked(key, fingerprint),
    isVoted ? readCastVotes(key) : NO_VOTES,
    isVoted ? undefined : readPreApproval(key, fingerprint),
    readPublicKey(isVoted ? VOTE_KEY : PRE_APPROVAL_KEY),
  ]);
  const evidence = { ...(plan && { plan }), votes, links, isChecked, ...(preApproval && { preApproval }) };
  const broken = brokenLink(record, evidence, publicKey, allowedEmailDomains);
  if (broken || !plan) throw new NotApprovedError(`the approval of ${key} does not hold: ${broken}`);
  return plan;
}

const NO_VOTES = { votes: [], links: new Map<string, VotingLink>() };

/** The votes, and the links by which they were cast. */
async function readCastVotes(key: RequestKey) {
  const votes = await readVotes(key);
  const hashes = [...new Set(votes.map(({ link }) => link))];
  const found = await Promise.all(hashes.map(async (hash) => ({ hash, link: await readVotingLink(hash) })));
  return { votes, links: new Map(found.flatMap(({ hash, link }) => (link ? [[hash, link] as const] : []))) };
}
