import type { Approval, Unreachable } from './approval.ts';
import type { ChangeResult } from './outcome.ts';
import type { PlannedChange } from './plan.ts';
import type { ChangeRequest, RequestStatus } from './request.ts';
import type { Vote } from './vote.ts';

/** One line of a request's history: when (ISO 8601), who (an e-mail address, or `workflow`), and what happened. */
export interface HistoryEntry {
  at: string;
  who: string;
  what: string;
  /** What an approver said with their vote, or the requester when they took the request back. */
  comment?: string;
}

/** What became of one change; `wasSo` tells that there was nothing to do. */
export interface RecordedResult extends ChangeResult {
  wasSo?: true;
}

/** All that is known of a request. It is the truth; the execution only moves it on. */
export interface RequestRecord {
  request: ChangeRequest;
  status: RequestStatus;
  /** Counts the writes; each write names the version that it read, so that none is lost. */
  version: number;
  /** The execution that registered the request. */
  executionArn: string;
  /** ISO 8601. */
  createdAt: string;
  history: HistoryEntry[];
  plan?: PlannedChange[];
  /** Of the plan, see `planFingerprint`. */
  fingerprint?: string;
  approval?: Approval;
  /** ISO 8601: when the last round ends. */
  expiresAt?: string;
  /** The round that is asking or was the last to ask; the first is 0. */
  round?: number;
  /** The last vote of each approver. */
  votes: Vote[];
  /** Marks of the mails that were sent: `round/approver`, `requester`, and `decided/approver`. */
  mailed: string[];
  /** Approvers whom a mail did not reach. */
  unreachable?: Unreachable[];
  /** Wakes the waiting execution; there is none when no execution waits. It never leaves the server. */
  taskToken?: string;
  /** ISO 8601: from when on the approved changes are applied, and nobody can take the request back. */
  applyingSince?: string;
  results?: RecordedResult[];
}

/** The record of a request that has just arrived. */
export function newRecord(request: ChangeRequest, executionArn: string, at: string): RequestRecord {
  return {
    request,
    status: 'RECEIVED',
    version: 1,
    executionArn,
    createdAt: at,
    history: [{ at, who: request.requestedBy, what: 'requested' }],
    votes: [],
    mailed: [],
  };
}

/** The record in another status, with the line of history that tells why. */
export function withStatus(record: RequestRecord, status: RequestStatus, entry: HistoryEntry): RequestRecord {
  return { ...record, status, history: [...record.history, entry] };
}
