import { createPublicKey, verify } from 'node:crypto';
import type { Confirmation, Decision } from '../ledger/events.ts';
import type { Vote } from '../ledger/record.ts';
import type { Approval } from '../policy/required-approval.ts';
import { digest } from '../request/digest.ts';
import type { RequestKey } from '../request/request-key.ts';
import { type LinkCommitments, linkHash } from './page-link.ts';
import { isQuorumReached, isRejected } from './quorum.ts';

/** A vote as the function that takes votes signs it. */
export interface VoteStatement {
  statement: 'vote';
  request: RequestKey;
  /** Of the plan that the page showed. */
  fingerprint: string;
  approver: string;
  decision: Decision;
  comment: string;
  /** ISO 8601. */
  at: string;
  confirmation: Confirmation;
  /** The hash of the link by which the approver came, and the proof that somebody had its secret; see `linkProof`. */
  link: string;
  proof: string;
}

/** An approver's link, as the function that mails approvers has made it. */
export interface VotingLink {
  requestKey: RequestKey;
  approver: string;
  commitments?: LinkCommitments;
}

/** Whether a vote was cast by this link, which is the approver's own. */
export function isCastBy(link: VotingLink | undefined, { request, approver, decision, proof }: VoteStatement): boolean {
  return link?.requestKey === request && link.approver === approver && link.commitments?.[decision] === linkHash(proof);
}

/** That the policy lets a plan through without asking anybody, as the function that has checked it signs it. */
export interface PreApprovalStatement {
  statement: 'preApproval';
  request: RequestKey;
  fingerprint: string;
  /** ISO 8601. */
  at: string;
}

/** A statement with its signature: ECDSA on P-256 with SHA-256, DER in base64, over the digest (hex) of all other fields. */
export type Signed<Statement> = Statement & { signature: string };

/** Whether the holder of the private key has signed exactly this. @param publicKey DER, SubjectPublicKeyInfo */
export function isGenuine({ signature, ...statement }: Signed<object>, publicKey: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  return verify('sha256', Buffer.from(digest(statement)), key, Buffer.from(signature, 'base64'));
}

/**
 * Whether these votes, in the order in which they were cast, approve a plan that needs this approval. Each counts until the
 * quorum is reached or the plan is rejected; what comes later decides nothing.
 */
export function isApprovedBy(approval: Approval, votes: VoteStatement[]): boolean {
  return decisionBy(approval, votes)?.decision === 'approve';
}

/**
 * The first of these votes that decides, and how; nothing while the plan is undecided.
 * @param round until which approvers were asked (the first is 0); by default everybody was
 */
export function decisionBy<Cast extends VoteStatement>(
  approval: Approval,
  votes: Cast[],
  round = approval.rounds.length,
): { decision: Decision; vote: Cast } | undefined {
  const { requirements } = approval;
  if (requirements.length === 0 || requirements.some(({ quorum }) => quorum < 1)) return undefined;
  const standing = new Map<string, Vote>();
  for (const vote of votes) {
    const { approver, decision, comment, at, confirmation } = vote;
    standing.delete(approver);
    standing.set(approver, { approver, decision, comment, at, confirmation });
    const state = { approval, round, votes: [...standing.values()] };
    if (isRejected(state)) return { decision: 'reject', vote };
    if (isQuorumReached(state)) return { decision: 'approve', vote };
  }
  return undefined;
}
