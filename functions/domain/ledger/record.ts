import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { Reason } from '../../../schemas/compiled/reason.js';
import type { Approval } from '../policy/required-approval.ts';
import type { PlannedChange } from '../request/plan.ts';
import type { ChangeStatus, RequestStatus } from '../request/request.ts';
import type { Decision, DeliveryFailureReason, ErrorFacts, RequestEvent, SentMail } from './events.ts';

/** An approver's latest vote. */
export interface Vote {
  approver: string;
  decision: Decision;
  comment: string;
  /** ISO 8601. */
  at: string;
}

export interface UnreachableApprover {
  approver: string;
  reason: DeliveryFailureReason;
  /** ISO 8601. */
  at: string;
}

export interface Cancellation {
  /** E-mail address of the requester. */
  by: string;
  /** ISO 8601. */
  at: string;
  comment: string;
}

/** What became of one requested change. */
export interface ChangeResult extends ContactKey {
  status: ChangeStatus;
  error?: ErrorFacts;
  alreadyInPlace?: true;
}

/**
 * Everything known about a request: its ledger (`history`), and what follows from it. Only `version` and `taskToken`
 * are not in the ledger: they belong to the item that stores it.
 */
export interface RequestRecord {
  history: RequestEvent[];
  request: ChangeRequest;
  status: RequestStatus;
  /** The execution that registered the request. */
  executionArn: string;
  /** ISO 8601, like all times. */
  createdAt: string;
  plan?: PlannedChange[];
  /** Of the plan, see `planFingerprint`. */
  fingerprint?: string;
  approval?: Approval;
  /** When the last round ends. */
  expiresAt?: string;
  /** The current or last round; the first is 0. */
  round?: number;
  votes: Vote[];
  mails: SentMail[];
  unreachable: UnreachableApprover[];
  expiredBecause?: 'timeIsUp' | 'tooFewApproversReachable';
  cancellation?: Cancellation;
  /** Since when the approved changes are being applied, so that nobody can cancel any more. */
  applyingSince?: string;
  /** What became of each requested change; present once the request has ended. */
  results?: ChangeResult[];
  /** Why the request is INVALID. */
  reasons?: Reason[];
  /** Counts the writes. Each write names the version that it read, so that none is lost. */
  version: number;
  /** Wakes the waiting execution; absent when none waits. It never leaves the server. */
  taskToken?: string;
}
