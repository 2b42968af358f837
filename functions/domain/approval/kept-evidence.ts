import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { RequestRecord } from '../ledger/record.ts';
import { isRedacted } from '../ledger/redacted.ts';
import type { RequestKey } from '../request/request-key.ts';
import type { Evidence } from './approval-chain.ts';
import type { ChainedPages } from './campaign-chain-link.ts';

/** That a change was applied, as the function that applies changes has kept it. */
export interface KeptApplied extends ContactKey {
  /** Of the plan. */
  fingerprint: string;
  /** ISO 8601. */
  appliedAt: string;
}

/** What the bucket holds of the plan of a campaign, and of its results. */
export interface KeptPages {
  /** Whether the pages are those that the plan names. */
  finding: ChainedPages['finding'];
  /** The contacts on the pages that are. */
  planned: ContactKey[];
  results: (ContactKey & { status: string })[];
}

/** What the functions have kept about a request beside its record. */
export interface KeptEvidence extends Evidence {
  /** The digest of what was asked. */
  asked?: string;
  /** Under which the plan was kept. */
  fingerprint?: string;
  applied: KeptApplied[];
  /** Of a campaign. */
  pages?: KeptPages;
}

/** A request to verify. */
export interface Verified {
  key: RequestKey;
  /** Missing if it is gone. */
  record?: RequestRecord;
  evidence: KeptEvidence;
  /** DER, SubjectPublicKeyInfo; each is needed where there is something that it signs. */
  publicKeys: { votes?: Uint8Array; preApprovals?: Uint8Array };
}

export type Progress = 'open' | 'approved' | 'rejected' | 'ended' | 'gone';

/** Plans to look for: that of the record, or else the one that was applied, or voted on. Of several kept ones, the first counts. */
export function plansToLookFor(
  record: RequestRecord | undefined,
  { votes, applied }: Pick<KeptEvidence, 'votes' | 'applied'>,
): string[] {
  const own = record && !isRedacted(record) ? (record.fingerprint ?? '') : '';
  const others = [...applied, ...votes.toReversed()].map(({ fingerprint }) => fingerprint);
  return [...new Set([own, ...others])].filter(Boolean);
}

/** How far a request has come, by its record; whatever was applied must have been approved. */
export function progressOf({ record, evidence }: Verified): Progress {
  if (evidence.applied.length > 0) return 'approved';
  if (!record) return 'gone';
  const { status, applyingSince } = record;
  if (applyingSince !== undefined) return 'approved';
  switch (status) {
    case 'APPROVED':
    case 'APPLIED':
    case 'PARTIALLY_APPLIED':
      return 'approved';
    case 'RECEIVED':
    case 'PENDING_APPROVAL':
      return 'open';
    case 'REJECTED':
      return 'rejected';
    default:
      return 'ended';
  }
}
