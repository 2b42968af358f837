import { approversInRound, type Requirement, type Unreachable } from '../functions/domain/approval.ts';
import { type Contact, type ContactKey, contactName } from '../functions/domain/contact.ts';
import type { ChangeResult } from '../functions/domain/outcome.ts';
import { approvalProgress, entitled, type Progress } from '../functions/domain/quorum.ts';
import type { Change, RequestSource, RequestStatus } from '../functions/domain/request.ts';
import type { HistoryEntry, RequestRecord } from '../functions/domain/request-record.ts';
import type { Vote } from '../functions/domain/vote.ts';
import type { FoundRequest } from './find-request.ts';
import { isFinal } from './status-text.ts';

/** One change, and what became of it so far; `null` while that is open. */
export interface ChangeDocument extends ContactKey {
  action: Change['action'];
  status: ChangeResult['status'] | null;
  error?: string;
  /** Only with details, and once it is planned: the contact as it was read, `null` for none. */
  before?: Contact | null;
  /** Only with details. */
  after?: Contact | null;
}

/** What one rule asks, and how far it is from its quorum. */
export type ApprovalDocument = Progress & Pick<Requirement, 'commentRequired' | 'rejection'>;

/** All that is told of a request, for programs and for people. */
export interface RequestDocument {
  requestId: string;
  status: RequestStatus;
  reasons?: string[];
  requestedBy?: string;
  reason?: string;
  source?: RequestSource;
  createdAt?: string;
  expiresAt?: string;
  changes?: ChangeDocument[];
  approvals?: ApprovalDocument[];
  /** The last vote of each approver. */
  votes?: Vote[];
  awaited?: string[];
  /** Approvers whom a mail did not reach. */
  unreachable?: Unreachable[];
  /** From when on nobody can take the request back. */
  applyingSince?: string;
  history?: HistoryEntry[];
}

/** What is told of a request. Without `hasDetails` it names no contact's name, title, e-mail address or phone number. */
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
    approvals: approvalDocuments(record),
    votes: record.votes,
    awaited: awaitedApprovers(record),
    ...(record.unreachable && { unreachable: record.unreachable }),
    ...(record.applyingSince !== undefined && { applyingSince: record.applyingSince }),
    history: record.history,
  };
}

/** Who is asked and reached, has not voted, and belongs to a rule that has not reached its quorum. */
export function awaitedApprovers(record: RequestRecord): string[] {
  const { approval, status, round = 0, votes, unreachable = [] } = record;
  if (!approval || status !== 'PENDING_APPROVAL') return [];
  const progress = approvalProgress(record);
  const open = approval.requirements.filter(
    (_, index) => (progress[index]?.approvals ?? 0) < (progress[index]?.quorum ?? 0),
  );
  const wanted = new Set(open.flatMap(entitled));
  const done = new Set([...votes, ...unreachable].map(({ approver }) => approver));
  return approversInRound(approval, round).filter((approver) => wanted.has(approver) && !done.has(approver));
}

function approvalDocuments(record: RequestRecord): ApprovalDocument[] {
  const requirements = record.approval?.requirements ?? [];
  return approvalProgress(record).map((progress, index) => {
    const { commentRequired, rejection } = requirements[index] ?? {};
    return { ...progress, ...(commentRequired && { commentRequired }), ...(rejection && { rejection }) };
  });
}

/** One change, and what became of it so far. */
export function changeDocument(change: Change, record: RequestRecord, hasDetails: boolean): ChangeDocument {
  const { accountId, alternateContactType, action } = change;
  const { error } = find(record.results, change) ?? {};
  return {
    accountId,
    alternateContactType,
    action,
    status: changeStatus(change, record),
    ...(error !== undefined && { error }),
    ...(hasDetails && beforeAndAfter(change, record)),
  };
}

function changeStatus(change: Change, record: RequestRecord): ChangeDocument['status'] {
  const result = find(record.results, change);
  if (result) return result.status;
  if (isFinal(record.status)) return record.status;
  return record.plan && !find(record.plan, change) ? 'UNCHANGED' : null;
}

/** A change that the plan has left out finds the contact as it wants it. */
function beforeAndAfter(change: Change, { plan }: RequestRecord): Pick<ChangeDocument, 'before' | 'after'> {
  const wanted = change.action === 'PUT' ? change.contact : null;
  if (!plan) return { after: wanted };
  const { before, after } = find(plan, change) ?? { before: wanted, after: wanted };
  return { before, after };
}

function find<Item extends ContactKey>(items: Item[] | undefined, key: ContactKey): Item | undefined {
  return items?.find((item) => contactName(item) === contactName(key));
}
