import { type PlanStatement, planFingerprint } from '../ledger/fingerprint.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { isInDomain } from '../request/request.ts';
import { requestKeyOf } from '../request/request-key.ts';
import {
  isApprovedBy,
  isCastBy,
  isGenuine,
  type PreApprovalStatement,
  type Signed,
  type VoteStatement,
  type VotingLink,
} from './evidence.ts';

/** What is stored beside a record about its plan, by functions that cannot write each other's items. */
export interface Evidence {
  /** The plan with the record's fingerprint; missing if the function that plans has made no such plan. */
  plan?: PlanStatement;
  /** All votes on the request, in order. */
  votes: Signed<VoteStatement>[];
  /** The links by which they were cast, by their hashes. */
  links: Map<string, VotingLink>;
  /** Whether the function that asks for approval has found that the plan needs exactly this approval. */
  isChecked: boolean;
  /** Of the plan with the record's fingerprint. */
  preApproval?: Signed<PreApprovalStatement>;
}

/** Why a plan must not be applied, although its record says that it is approved. */
export type BrokenLink =
  /** The plan, what was asked, or the approval that it needs, is not what was planned. */
  | 'planAltered'
  /** A contact is outside the allowed e-mail domains. */
  | 'domainNotAllowed'
  /** The function that signs votes, or pre-approvals, has not signed one of them. */
  | 'signatureWrong'
  /** A vote by no link of its approver. */
  | 'linkWrong'
  /** Only the function that plans says what approval the plan needs. */
  | 'approvalUnchecked'
  | 'quorumNotReached'
  | 'notPreApproved';

/**
 * The first link of the chain from a plan to its approval that does not hold; nothing if all of them do. The record alone
 * proves nothing: many functions may write it.
 * @param publicKey of the votes, or of the pre-approvals for a plan that nobody has to approve; DER, SubjectPublicKeyInfo
 * @param allowedEmailDomains of the policy
 */
export function brokenLink(
  record: RequestRecord,
  { plan, votes, links, isChecked, preApproval }: Evidence,
  publicKey: Uint8Array,
  allowedEmailDomains: string[],
): BrokenLink | undefined {
  const { fingerprint } = record;
  if (!plan || planFingerprint(plan) !== fingerprint) return 'planAltered';
  const addresses = (record.plan ?? []).flatMap(({ after }) => after?.emailAddress ?? []);
  if (!addresses.every((address) => isInDomain(address, allowedEmailDomains))) return 'domainNotAllowed';
  const isAbout = (statement: VoteStatement | PreApprovalStatement) =>
    statement.fingerprint === fingerprint && statement.request === requestKeyOf(record.request);
  if (plan.approval.requirements.length > 0) {
    return isChecked ? voteProblem(plan, votes.filter(isAbout), links, publicKey) : 'approvalUnchecked';
  }
  if (!preApproval || !isAbout(preApproval)) return 'notPreApproved';
  return isGenuine(preApproval, publicKey) ? undefined : 'signatureWrong';
}

function voteProblem(
  { approval }: PlanStatement,
  votes: Signed<VoteStatement>[],
  links: Evidence['links'],
  publicKey: Uint8Array,
): BrokenLink | undefined {
  if (!votes.every((vote) => isGenuine(vote, publicKey))) return 'signatureWrong';
  if (!votes.every((vote) => isCastBy(links.get(vote.link), vote))) return 'linkWrong';
  return isApprovedBy(approval, votes) ? undefined : 'quorumNotReached';
}
