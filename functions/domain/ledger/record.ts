import type { Account } from '../../../schemas/compiled/account.js';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { Reason } from '../../../schemas/compiled/reason.js';
import type { Turn } from '../pace/turn.ts';
import type { Approval } from '../policy/required-approval.ts';
import type { PlannedChange } from '../request/plan.ts';
import type { ChangeStatus, ProvenBy, RequestStatus } from '../request/request.ts';
import type { RequestKey } from '../request/request-key.ts';
import type {
  CampaignCounts,
  CampaignPlan,
  Confirmation,
  Decision,
  DeliveryFailureReason,
  ErrorFacts,
  RequestEvent,
  SentMail,
  WithdrawalCause,
} from './events.ts';

/** An approver's latest vote. */
export interface Vote {
  approver: string;
  decision: Decision;
  comment: string;
  /** ISO 8601. */
  at: string;
  confirmation: Confirmation;
}

export interface UnreachableApprover {
  approver: string;
  reason: DeliveryFailureReason;
  /** ISO 8601. */
  at: string;
}

export interface Cancellation {
  /** E-mail address of the requester, or `workflow`. */
  by: string;
  /** ISO 8601. */
  at: string;
  comment: string;
  /** Why, if it was not the requester who cancelled. */
  because?: WithdrawalCause;
}

/** A change that is no longer asked for, although the request goes on. */
interface WithdrawnChange extends ContactKey {
  because: WithdrawalCause;
}

/** What became of one requested change. */
export interface ChangeResult extends ContactKey {
  status: ChangeStatus;
  error?: ErrorFacts;
  alreadyInPlace?: true;
  /** Why the change was withdrawn. */
  because?: WithdrawalCause;
  /** Whether AWS shows the change; `false` from when AWS has acknowledged it until it shows it. */
  confirmed?: false;
}

/** The turns of a request in the line of those who change contacts. */
export interface RequestTurns {
  first: Turn;
  last: Turn;
  /** Milliseconds that one change has its line for itself. */
  each: number;
}

/**
 * Everything known about a request: its ledger (`history`), and what follows from it. Only `version`, `taskToken`, `turns` and
 * `isEnding` are not in the ledger: they belong to the item that stores it.
 */
export interface RequestRecord {
  history: RequestEvent[];
  request: ChangeRequest;
  status: RequestStatus;
  /** The execution that registered the request. */
  executionArn: string;
  /** ISO 8601, like all times. */
  createdAt: string;
  /** When its event was put. */
  askedAt: string;
  /** Those of the changes, as they were when the request was checked. */
  accounts: Account[];
  provenBy: ProvenBy;
  withdrawn: WithdrawnChange[];
  /** Empty for a campaign. */
  plan?: PlannedChange[];
  /** The plan of a campaign, which is a request that names its changes by a change set. */
  campaign?: CampaignPlan;
  /** What became of the changes of a campaign; present once they have ended. */
  counts?: CampaignCounts;
  /** The requests that gave way to this one; missing if none did. */
  supersedes?: RequestKey[];
  /** E-mail addresses of those who shaped them. */
  formerShapers?: string[];
  /** Of what was asked, the plan and the approval that it needs; see `planFingerprint`. */
  fingerprint?: string;
  /** Whether the plan must be made anew before anybody votes: contacts have changed, or changes were withdrawn. */
  isOutdated: boolean;
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
  /** The turns at which its changes are applied; missing before it has any. */
  turns?: RequestTurns;
  /** From its end until everybody is told of it and its contacts are left to others; `announced` if only a mail is missing. */
  isEnding?: true | 'announced';
}
