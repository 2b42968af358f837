import type { Account } from '../../../schemas/compiled/account.js';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { Reason } from '../../../schemas/compiled/reason.js';
import type { Approval } from '../policy/required-approval.ts';
import type { PlannedChange } from '../request/plan.ts';
import type { FinalStatus, ProvenBy } from '../request/request.ts';
import type { RequestKey } from '../request/request-key.ts';

/** Who caused an event that no person caused. */
export const WORKFLOW = 'workflow';

export type Decision = 'approve' | 'reject';

/**
 * What an approver gave besides the link, and which person that shows: the mailbox that got the mail, or `<issuer>#<subject>`
 * of who signed in.
 */
export interface Confirmation {
  kind: 'link' | 'code' | 'signIn';
  person: string;
}

/** What the fingerprint of a campaign's plan covers: the list of its pages, which covers each page, and what approvers read of it. */
export interface CampaignPlan {
  /** SHA-256 (hex) of the object that lists the pages. */
  sha256: string;
  /** SHA-256 (hex) of the summary that approvers read. */
  summary: string;
  /** How many changes are planned. */
  count: number;
  pages: number;
  /** How many accounts they concern. */
  accounts: number;
  /** How many of the changes remove a contact. */
  removed: number;
}

/** What became of the changes of a campaign. Its results, one by one, are objects. */
export interface CampaignCounts {
  /** Also those that were as asked already when their turn came, `inPlace`. */
  applied: number;
  inPlace: number;
  failed: number;
  /** Not applied, because the contact was no longer what the approvers saw. */
  conflicts: number;
  /** Not applied, because the campaign was cancelled before. */
  cancelled: number;
}

/** An error of an AWS API, a function or the state machine: its name, and its message where it has one. */
export interface ErrorFacts {
  name: string;
  message: string;
}

/** Why mail does not reach an approver. */
export type DeliveryFailureReason =
  | { kind: 'bounced'; subType: string }
  | { kind: 'reportedAsSpam' }
  | { kind: 'refused'; error: string };

/** Why changes are withdrawn by somebody else than their requester. */
export type WithdrawalCause =
  /** A newer request of the same origin takes their place. */
  | { kind: 'superseded'; requestKey: RequestKey }
  /** Their ticket took them back: it was closed, cancelled, or lost its label. */
  | { kind: 'takenBack' }
  | { kind: 'accountClosed'; accountId: string }
  /** The account moved to where the baseline leaves its contacts alone. */
  | { kind: 'baselineGone'; accountId: string };

/**
 * A mail about a request that was handed to SES. `round` counts from 0. A `competitorNotice` tells approvers that another
 * request, `competitor`, asks for the same contact.
 */
export type SentMail =
  | { kind: 'approvalRequest'; to: string; round: number }
  | { kind: 'competitorNotice'; to: string; competitor: RequestKey }
  | { kind: 'pendingNotice'; to: string }
  | { kind: 'decisionNotice'; to: string };

interface Happened<Type extends string> {
  type: Type;
  /** ISO 8601, UTC. */
  at: string;
  /** E-mail address of a person, or `workflow`. */
  by: string;
}

/**
 * The request was registered. It is the first event of every ledger. `accounts` are those of its changes; `askedAt` (ISO 8601)
 * is when its event was put, which orders requests even if they arrive in another order. `nonce` is random: nobody can guess
 * contact details by their digest.
 */
export type Requested = Happened<'Requested'> & {
  request: ChangeRequest;
  executionArn: string;
  accounts: Account[];
  provenBy: ProvenBy;
  askedAt: string;
  nonce: string;
};

/**
 * Everything that can happen to a request, as data. `evolve` says what each event does to the record, and
 * `functions/wording/event.ts` puts it into words. Rounds count from 0.
 */
export type RequestEvent =
  | Requested
  /**
   * The requested contacts were compared with the current ones, and the policy said who must approve. It happens again
   * after `ChangesWithdrawn` and `PlanOutdated`. `supersedes` are the requests that gave way to this one, and
   * `formerShapers` the people who shaped them: what they wrote may be in this one, too. `readAt` (ISO 8601) is there if nobody
   * has to approve and each contact was read as the plan has it before: the earliest time of these reads. Of a
   * campaign, the plan is `campaign`, and `plan` is empty.
   */
  | (Happened<'Planned'> & {
      plan: PlannedChange[];
      approval: Approval;
      nonce: string;
      readAt?: string;
      campaign?: CampaignPlan;
      supersedes?: RequestKey[];
      formerShapers?: string[];
    })
  /** Some of the changes were withdrawn. The others need a new plan, and votes so far are void. */
  | (Happened<'ChangesWithdrawn'> & { contacts: ContactKey[]; because: WithdrawalCause })
  /**
   * The request `outdatedBy` changes these contacts, so the plan compares with what they were; or, if none is named, one did
   * not change them as the plan had expected. Votes so far are void.
   */
  | (Happened<'PlanOutdated'> & { contacts: ContactKey[]; outdatedBy?: RequestKey })
  /** The first round began. */
  | (Happened<'ApprovalRequested'> & { round: 0; approvers: string[] })
  /** A later round began, by reminding the approvers who had not voted. */
  | (Happened<'Reminded'> & { round: number; approvers: string[] })
  /** A later round began, by adding approvers. */
  | (Happened<'Escalated'> & { round: number; approvers: string[] })
  /** A later round began, without mail to anybody. */
  | (Happened<'WaitExtended'> & { round: number })
  | (Happened<'MailSent'> & { mail: SentMail })
  | (Happened<'ApproverUnreachable'> & { approver: string; reason: DeliveryFailureReason })
  /**
   * An approver voted on the plan with this fingerprint; `previous` is the vote that this one replaces. Its evidence is the
   * request's vote with this `number`, from 0.
   */
  | (Happened<'VoteCast'> & {
      decision: Decision;
      comment: string;
      fingerprint: string;
      confirmation: Confirmation;
      number: number;
      previous?: Decision;
    })
  | (Happened<'Approved'> & { approvedBecause: 'quorumReached' | 'preApproved' })
  | Happened<'Rejected'>
  | (Happened<'Expired'> & { expiredBecause: 'timeIsUp' | 'tooFewApproversReachable' })
  /** Its requester cancelled the request, or all its changes were withdrawn because of something else. */
  | (Happened<'Cancelled'> & { comment: string; because?: WithdrawalCause })
  /** From here on nobody can cancel. */
  | Happened<'ApplyStarted'>
  /**
   * `alreadyInPlace`: somebody else had made the same change, so there was nothing to do. `confirmed: false`: AWS has
   * acknowledged the change, but its reads did not show it in time.
   */
  | (Happened<'ChangeApplied'> & ContactKey & { alreadyInPlace?: true; confirmed?: false })
  | (Happened<'ChangeFailed'> & ContactKey & { status: 'FAILED' | 'CONFLICT'; error: ErrorFacts })
  /** A campaign was paused, went on, or stopped by itself: `failures` changes had failed. */
  | (Happened<'CampaignPaused'> & { comment: string })
  | (Happened<'CampaignResumed'> & { comment: string })
  | (Happened<'CampaignStopped'> & { failures: number })
  /** No change of the campaign begins any more. */
  | (Happened<'CampaignCancelled'> & { comment: string })
  /** All changes of the campaign have ended. */
  | (Happened<'CampaignApplied'> & { counts: CampaignCounts })
  /** The outcome was recorded. `reasons` say why a request is INVALID, `error` why none of it was applied. */
  | (Happened<'Ended'> & { status: FinalStatus; reasons?: Reason[]; error?: ErrorFacts })
  /** A later look at an applied change that was not confirmed: AWS shows it now, or still does not. */
  | (Happened<'ChangeConfirmed'> & ContactKey)
  | (Happened<'ChangeNotConfirmed'> & ContactKey)
  /** The same request was sent again after it had ended, and its ticket was told how it ended. */
  | Happened<'RepetitionAnswered'>
  /** Another request came under the id of this one. Its execution ended it DUPLICATE, and both requesters were told. */
  | (Happened<'IdContested'> & { executionArn: string })
  /** The details of contacts and what people wrote were taken out of all events before this one. */
  | Happened<'Redacted'>;

export type RequestEventType = RequestEvent['type'];

/** The events of one type. */
export type EventOf<Type extends RequestEventType> = Extract<RequestEvent, { type: Type }>;
