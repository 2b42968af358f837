import { approvalProgress, type Progress } from '../../functions/domain/approval/quorum.ts';
import type { RequestRecord, UnreachableApprover, Vote } from '../../functions/domain/ledger/record.ts';
import { isRedacted } from '../../functions/domain/ledger/redacted.ts';
import type { Applying, Planning, RequestProgress } from '../../functions/domain/outcome/progress.ts';
import type { Standing } from '../../functions/domain/pace/turn.ts';
import {
  approversInRound,
  eligibleApprovers,
  type Requirement,
} from '../../functions/domain/policy/required-approval.ts';
import type { ChangeSet } from '../../functions/domain/request/change-set.ts';
import type { RequestStatus } from '../../functions/domain/request/request.ts';
import { deliveryFailureWords } from '../../functions/wording/delivery-failure.ts';
import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import type { Reason } from '../../schemas/compiled/reason.js';
import { type CampaignDocument, campaignDocument, type FoundCampaign } from './campaign-document.ts';
import { type ChangeDocument, changeDocument } from './change-document.ts';
import { historyDocument } from './history-document.ts';

/** What is known of a request: its record, or that it is too young for one, or INVALID. */
export type FoundRequest = FoundRecord | FoundExecution;

/** A request with its record. `campaign` is there if it is one. */
export interface FoundRecord {
  status: RequestStatus;
  record: RequestRecord;
  reasons: Reason[];
  progress?: RequestProgress;
  campaign?: FoundCampaign;
}

interface FoundExecution {
  status: 'RECEIVED' | 'INVALID';
  record?: never;
  reasons: Reason[];
  progress?: never;
  campaign?: never;
}

/** What one rule requires, and how far it is from its quorum. */
export type ApprovalDocument = Progress & Pick<Requirement, 'commentRequired' | 'confirm' | 'rejection'>;

/** A request for programs. */
export interface RequestDocument {
  requestId: string;
  status: RequestStatus;
  reasons?: Reason[];
  requestedBy?: string;
  reason?: string;
  source?: ChangeRequest['source'];
  createdAt?: string;
  expiresAt?: string;
  changes?: ChangeDocument[];
  /** Of the plan; what was signed names it. Missing before there is a plan, and when contacts were taken out of the record. */
  fingerprint?: string;
  approvals?: ApprovalDocument[];
  /** The latest vote of each approver. */
  votes?: Vote[];
  awaited?: string[];
  unreachable?: (Pick<UnreachableApprover, 'approver' | 'at'> & { why: string })[];
  /** From when on nobody can cancel the request. */
  applyingSince?: string;
  /** How many contacts of a campaign have been read for its plan, until it has one. */
  planning?: Planning;
  /** Where it stands in line, until its first change is due. */
  line?: Standing;
  /** How many of its changes have been applied, from then on. */
  applying?: Applying;
  changeSet?: ChangeSet;
  campaign?: CampaignDocument;
  history?: object[];
}

/** A request for programs. Without `hasDetails` it holds no name, title, e-mail address or phone number of a contact. */
export function requestDocument(requestId: string, found: FoundRequest, hasDetails: boolean): RequestDocument {
  const { status, record, reasons } = found;
  const head = { requestId, status, ...(reasons.length > 0 && { reasons }) };
  if (!record) return head;
  const { requestedBy, reason, source, changes } = record.request;
  return {
    ...head,
    requestedBy,
    reason,
    source,
    createdAt: record.createdAt,
    ...(status === 'PENDING_APPROVAL' && record.expiresAt !== undefined && { expiresAt: record.expiresAt }),
    changes: changes.map((change) => changeDocument(change, record, hasDetails)),
    ...(record.fingerprint !== undefined && !isRedacted(record) && { fingerprint: record.fingerprint }),
    approvals: approvalDocuments(record),
    votes: record.votes,
    awaited: awaitedApprovers(record),
    ...(record.unreachable.length > 0 && { unreachable: record.unreachable.map(unreachableDocument) }),
    ...(record.applyingSince !== undefined && { applyingSince: record.applyingSince }),
    ...found.progress,
    ...(record.request.changeSet && campaignDocument(record, found.campaign, hasDetails)),
    history: historyDocument(record.history, hasDetails),
  };
}

/** The approvers whom the request waits for: asked, reached, without a vote, and needed for an open quorum. */
export function awaitedApprovers(record: RequestRecord): string[] {
  const { approval, status, round = 0, votes, unreachable } = record;
  if (!approval || status !== 'PENDING_APPROVAL') return [];
  const progress = approvalProgress(record);
  const open = approval.requirements.filter(
    (_, index) => (progress[index]?.approvals ?? 0) < (progress[index]?.quorum ?? 0),
  );
  const needed = new Set(open.flatMap(eligibleApprovers));
  const done = new Set([...votes, ...unreachable].map(({ approver }) => approver));
  return approversInRound(approval, round).filter((approver) => needed.has(approver) && !done.has(approver));
}

/** What each rule requires, and how far it is from its quorum. */
export function approvalDocuments(record: RequestRecord): ApprovalDocument[] {
  const requirements = record.approval?.requirements ?? [];
  return approvalProgress(record).map((progress, index) => {
    const { commentRequired, confirm, rejection } = requirements[index] ?? {};
    return {
      ...progress,
      ...(commentRequired && { commentRequired }),
      ...(confirm && { confirm }),
      ...(rejection && { rejection }),
    };
  });
}

function unreachableDocument({ approver, at, reason }: UnreachableApprover) {
  return { approver, at, why: deliveryFailureWords(reason) };
}
