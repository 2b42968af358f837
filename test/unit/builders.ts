import type { CompetingRequest } from '../../functions/domain/approval/competing-request.ts';
import type { NumberedBallot } from '../../functions/domain/approval/vote.ts';
import { contactKey } from '../../functions/domain/contact/contact.ts';
import {
  type Confirmation,
  type DeliveryFailureReason,
  type ErrorFacts,
  type EventOf,
  type RequestEvent,
  type RequestEventType,
  type SentMail,
  WORKFLOW,
} from '../../functions/domain/ledger/events.ts';
import { recordOf } from '../../functions/domain/ledger/evolve.ts';
import { askedDigest, planFingerprint, planStatement } from '../../functions/domain/ledger/fingerprint.ts';
import type { ChangeResult, RequestRecord, UnreachableApprover, Vote } from '../../functions/domain/ledger/record.ts';
import type { Electorate } from '../../functions/domain/policy/policy.ts';
import {
  type Approval,
  approvalSeconds,
  approversInRound,
  type Requirement,
  type Round,
} from '../../functions/domain/policy/required-approval.ts';
import type { PlannedChange } from '../../functions/domain/request/plan.ts';
import type { ChangeStatus, FinalStatus } from '../../functions/domain/request/request.ts';
import type { RequestKey } from '../../functions/domain/request/request-key.ts';
import type { Account } from '../../schemas/compiled/account.js';
import type { Change, ChangeRequest } from '../../schemas/compiled/change-request.js';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import type { ContactTurn } from '../../schemas/compiled/contact-turn.js';
import type { ApprovalRule } from '../../schemas/compiled/policy-schema.js';
import type { AppliedChange } from '../../schemas/compiled/record-outcome.input.js';
export const MANAGEMENT_ACCOUNT_ID = '111111111111';
export const ACCOUNT_ID = '222222222222';
export const REQUEST_ID = 'jira-OPS-42-10124';
export const REQUEST_KEY: RequestKey = 'jira/jira-OPS-42-10124';
export const EXECUTION_ARN = 'arn:aws:states:us-east-1:111111111111:execution:alternate-contacts-test:first';
export const APPROVER = 'approver-1@example.com';
export const OTHER_APPROVER = 'approver-2@example.com';
/** The approver whom the rounds of these tests escalate to. */
export const CHIEF = 'chief@example.com';
export const REQUESTER = 'jane@example.com';
/** What salts the digests of these tests. */
export const NONCE = '0b7f1f0e-54a5-4f0c-9d3c-7f1f4a3f0c11';

/** ISO 8601: when the request of these tests is made, voted on, applied and ended, and when its last round ends. */
export const CREATED_AT = '2026-06-01T10:00:00.000Z';
export const VOTED_AT = '2026-06-01T12:00:00.000Z';
export const APPLIED_AT = '2026-06-01T12:00:30.000Z';
export const ENDED_AT = '2026-06-01T12:05:00.000Z';
export const EXPIRES_AT = '2026-06-04T10:00:00.000Z';

export const SECURITY: ContactKey = { accountId: ACCOUNT_ID, alternateContactType: 'SECURITY' };
export const BILLING: ContactKey = { accountId: ACCOUNT_ID, alternateContactType: 'BILLING' };

export const OLD_CONTACT: Contact = {
  name: 'Security desk',
  title: 'Security operations',
  emailAddress: 'desk@example.com',
  phoneNumber: '+1 555 0100',
};
export const NEW_CONTACT: Contact = {
  name: 'Response team',
  title: 'Incident response',
  emailAddress: 'response@example.com',
  phoneNumber: '+1 555 0199',
};

/** Why mail did not reach an approver, and why a change failed. */
export const BOUNCED: DeliveryFailureReason = { kind: 'bounced', subType: 'General' };
export const DENIED: ErrorFacts = { name: 'AccessDeniedException', message: 'no permission' };

export function putChange(key: ContactKey = SECURITY, contact: Contact = NEW_CONTACT): Change {
  return { ...key, action: 'PUT', contact };
}

export function deleteChange(key: ContactKey = BILLING): Change {
  return { ...key, action: 'DELETE' };
}

export function changeRequest(differences: Partial<ChangeRequest> = {}): ChangeRequest {
  return {
    requestId: REQUEST_ID,
    requestedBy: REQUESTER,
    reason: 'The security mailbox moves to the new team',
    source: { system: 'jira', reference: 'OPS-42' },
    changes: [putChange()],
    ...differences,
  };
}

/** A turn that is now. */
export function turnNow(differences: Partial<ContactTurn> = {}): ContactTurn {
  const at = Date.now();
  return { line: 'contacts', lane: 'front', at, offset: 0, until: new Date(at).toISOString(), ...differences };
}

/** What ApplyChange gets of a change of a small request that is tried for the first time, at its turn. */
export function changeInTurn(key: ContactKey = SECURITY, requestKey = REQUEST_KEY) {
  return { requestKey, page: 'none', ...contactKey(key), turn: turnNow(), retries: 0 } as const;
}

export function plannedChange(differences: Partial<PlannedChange> = {}): PlannedChange {
  return { ...SECURITY, before: OLD_CONTACT, after: NEW_CONTACT, ...differences };
}

/** A change as apply-change returns it. */
export function appliedChange(key: ContactKey = SECURITY, differences: Partial<AppliedChange> = {}): AppliedChange {
  return { ...key, appliedAt: APPLIED_AT, ...differences };
}

/** The account of the contacts of these tests. */
export function account(differences: Partial<Account> = {}): Account {
  return {
    accountId: ACCOUNT_ID,
    state: 'ACTIVE',
    name: 'Payments',
    ouPath: ['Root', 'Production'],
    parentIds: [],
    ...differences,
  };
}

/** One rule, one approval of both approvers. */
export function requirement(differences: Partial<Requirement> = {}): Requirement {
  return { rule: 'every change', approvers: [APPROVER, OTHER_APPROVER], quorum: 1, ...differences };
}

/** A round of an hour that neither reminds nor escalates. */
export function roundOf(differences: Partial<Round> = {}): Round {
  return { seconds: 3600, remind: false, escalateTo: [], ...differences };
}

/** One rule, `quorum` of both approvers, one round of three days. */
export function approvalOf(quorum = 1, differences: Partial<Approval> = {}): Approval {
  return {
    requirements: [requirement({ quorum })],
    rounds: [roundOf({ seconds: 259_200 })],
    ...differences,
  };
}

/** Both approvers first; a reminder; then the chief joins the approvers of the rule. Three days in all. */
export function escalatingApproval(quorum = 1, differences: Partial<Requirement> = {}): Approval {
  const seconds = 86_400;
  return {
    requirements: [requirement({ quorum, escalateTo: [CHIEF], ...differences })],
    rounds: [roundOf({ seconds }), roundOf({ seconds, remind: true }), roundOf({ seconds, escalateTo: [CHIEF] })],
  };
}

/** A policy that lists every approver of these requirements, each under the rule that names them. */
export function electorateOf({ requirements }: Approval): Electorate {
  const names = [...new Set(requirements.map(({ rule }) => rule))];
  const approvals = names.map((name): ApprovalRule => {
    const ofRule = requirements.filter(({ rule }) => rule === name);
    return { name, approvers: ofRule.flatMap(({ approvers, escalateTo = [] }) => [...approvers, ...escalateTo]) };
  });
  return { groups: {}, approvals };
}

type Differences<Type extends RequestEventType> = Partial<Omit<EventOf<Type>, 'type'>>;

export function requested(differences: Differences<'Requested'> = {}): EventOf<'Requested'> {
  const request = differences.request ?? changeRequest();
  const by = request.requestedBy;
  const origin: Pick<EventOf<'Requested'>, 'executionArn' | 'accounts' | 'provenBy' | 'askedAt' | 'nonce'> = {
    executionArn: EXECUTION_ARN,
    accounts: [account()],
    provenBy: 'signature',
    askedAt: CREATED_AT,
    nonce: NONCE,
  };
  return { type: 'Requested', at: CREATED_AT, by, ...origin, ...differences, request };
}

export function planned(differences: Differences<'Planned'> = {}): EventOf<'Planned'> {
  const plan = [plannedChange()];
  return { type: 'Planned', at: CREATED_AT, by: WORKFLOW, plan, approval: approvalOf(), nonce: NONCE, ...differences };
}

export function changesWithdrawn(differences: Differences<'ChangesWithdrawn'> = {}): EventOf<'ChangesWithdrawn'> {
  const because = { kind: 'superseded', requestKey: 'jira/jira-OPS-42-10125' } as const;
  return { type: 'ChangesWithdrawn', at: VOTED_AT, by: WORKFLOW, contacts: [BILLING], because, ...differences };
}

export function planOutdated(differences: Differences<'PlanOutdated'> = {}): EventOf<'PlanOutdated'> {
  return {
    type: 'PlanOutdated',
    at: VOTED_AT,
    by: WORKFLOW,
    contacts: [SECURITY],
    outdatedBy: 'cli/cli-2',
    ...differences,
  };
}

export function changeConfirmed(differences: Differences<'ChangeConfirmed'> = {}): EventOf<'ChangeConfirmed'> {
  return { type: 'ChangeConfirmed', at: ENDED_AT, by: WORKFLOW, ...SECURITY, ...differences };
}

export function changeNotConfirmed(differences: Differences<'ChangeNotConfirmed'> = {}): EventOf<'ChangeNotConfirmed'> {
  return { type: 'ChangeNotConfirmed', at: ENDED_AT, by: WORKFLOW, ...SECURITY, ...differences };
}

export function repetitionAnswered(differences: Differences<'RepetitionAnswered'> = {}): EventOf<'RepetitionAnswered'> {
  return { type: 'RepetitionAnswered', at: ENDED_AT, by: WORKFLOW, ...differences };
}

export function idContested(differences: Differences<'IdContested'> = {}): EventOf<'IdContested'> {
  return { type: 'IdContested', at: ENDED_AT, by: WORKFLOW, executionArn: 'arn:of:another', ...differences };
}

export function redactedEvent(differences: Differences<'Redacted'> = {}): EventOf<'Redacted'> {
  return { type: 'Redacted', at: ENDED_AT, by: WORKFLOW, ...differences };
}

export function approvalRequested(differences: Differences<'ApprovalRequested'> = {}): EventOf<'ApprovalRequested'> {
  const approvers = [APPROVER, OTHER_APPROVER];
  return { type: 'ApprovalRequested', at: CREATED_AT, by: WORKFLOW, round: 0, approvers, ...differences };
}

export function reminded(differences: Differences<'Reminded'> = {}): EventOf<'Reminded'> {
  return { type: 'Reminded', at: VOTED_AT, by: WORKFLOW, round: 1, approvers: [OTHER_APPROVER], ...differences };
}

export function escalated(differences: Differences<'Escalated'> = {}): EventOf<'Escalated'> {
  return { type: 'Escalated', at: VOTED_AT, by: WORKFLOW, round: 2, approvers: [CHIEF], ...differences };
}

export function waitExtended(differences: Differences<'WaitExtended'> = {}): EventOf<'WaitExtended'> {
  return { type: 'WaitExtended', at: VOTED_AT, by: WORKFLOW, round: 1, ...differences };
}

export function mailSent(mail: SentMail, at = CREATED_AT): EventOf<'MailSent'> {
  return { type: 'MailSent', at, by: WORKFLOW, mail };
}

export function approverUnreachable(
  approver = APPROVER,
  reason = BOUNCED,
  at = VOTED_AT,
): EventOf<'ApproverUnreachable'> {
  return { type: 'ApproverUnreachable', at, by: WORKFLOW, approver, reason };
}

/** The fingerprint of the plan of a request. */
export function fingerprintOf(first: EventOf<'Requested'>, plan: EventOf<'Planned'>): string {
  return planFingerprint(planStatement(askedDigest(first), plan));
}

/** A vote on the plan of these tests. */
export function voteCast(by = APPROVER, differences: Differences<'VoteCast'> = {}): EventOf<'VoteCast'> {
  const fingerprint = fingerprintOf(requested(), planned());
  const confirmation: Confirmation = { kind: 'link', person: by };
  const cast = { decision: 'approve', comment: '', fingerprint, confirmation, number: 0 } as const;
  return { type: 'VoteCast', at: VOTED_AT, by, ...cast, ...differences };
}

export function approved(differences: Differences<'Approved'> = {}): EventOf<'Approved'> {
  return { type: 'Approved', at: VOTED_AT, by: WORKFLOW, approvedBecause: 'quorumReached', ...differences };
}

export function rejected(differences: Differences<'Rejected'> = {}): EventOf<'Rejected'> {
  return { type: 'Rejected', at: VOTED_AT, by: WORKFLOW, ...differences };
}

export function expired(differences: Differences<'Expired'> = {}): EventOf<'Expired'> {
  return { type: 'Expired', at: EXPIRES_AT, by: WORKFLOW, expiredBecause: 'timeIsUp', ...differences };
}

export function cancelled(differences: Differences<'Cancelled'> = {}): EventOf<'Cancelled'> {
  return { type: 'Cancelled', at: VOTED_AT, by: REQUESTER, comment: '', ...differences };
}

export function applyStarted(differences: Differences<'ApplyStarted'> = {}): EventOf<'ApplyStarted'> {
  return { type: 'ApplyStarted', at: VOTED_AT, by: WORKFLOW, ...differences };
}

export function changeApplied(
  key = SECURITY,
  differences: Differences<'ChangeApplied'> = {},
): EventOf<'ChangeApplied'> {
  return { type: 'ChangeApplied', at: APPLIED_AT, by: WORKFLOW, ...contactKey(key), ...differences };
}

export function changeFailed(key = SECURITY, differences: Differences<'ChangeFailed'> = {}): EventOf<'ChangeFailed'> {
  const failure = { status: 'FAILED', error: DENIED } as const;
  return { type: 'ChangeFailed', at: ENDED_AT, by: WORKFLOW, ...contactKey(key), ...failure, ...differences };
}

export function ended(status: FinalStatus, differences: Differences<'Ended'> = {}): EventOf<'Ended'> {
  return { type: 'Ended', at: ENDED_AT, by: WORKFLOW, ...differences, status };
}

/** The ledger of a request that waits for votes, and what happened after that. */
export function ledger(...later: RequestEvent[]): RequestEvent[] {
  return [requested(), planned(), approvalRequested(), ...later];
}

/** The record that such a ledger makes. */
export function recordWith(...later: RequestEvent[]): RequestRecord {
  return recordOf(ledger(...later));
}

/** What a record should say. The builders write the ledger that says so, and the rest of the record follows from it. */
export type RecordFacts = Partial<
  Pick<RequestRecord, 'request' | 'executionArn' | 'createdAt' | 'status' | 'plan' | 'approval' | 'round' | 'votes'> &
    Pick<RequestRecord, 'mails' | 'unreachable' | 'expiredBecause' | 'cancellation' | 'applyingSince' | 'results'> &
    Pick<RequestRecord, 'reasons' | 'version' | 'provenBy'>
> & { taskToken?: string | undefined; isEnding?: true };

/** The record of a request that has just arrived; with a plan if the facts have one. */
export function receivedRecord(facts: RecordFacts = {}): RequestRecord {
  return recordOfFacts({ status: 'RECEIVED', ...facts });
}

/** A record that waits for votes on one planned change. */
export function pendingRecord(facts: RecordFacts = {}): RequestRecord {
  const plan = [plannedChange()];
  const waiting = { version: 3, taskToken: 'token-of-the-task' };
  return recordOfFacts({ status: 'PENDING_APPROVAL', plan, approval: approvalOf(), round: 0, ...waiting, ...facts });
}

function recordOfFacts(facts: RecordFacts): RequestRecord {
  const { version = 1, taskToken, isEnding } = facts;
  const record = recordOf([...preparation(facts), ...voting(facts), ...ending(facts)]);
  return { ...record, version, ...(taskToken !== undefined && { taskToken }), ...(isEnding && { isEnding }) };
}

function preparation(facts: RecordFacts): RequestEvent[] {
  const { request = changeRequest(), executionArn = EXECUTION_ARN, createdAt: at = CREATED_AT, provenBy } = facts;
  const { plan, approval = plan && approvalOf() } = facts;
  const first = requested({ request, executionArn, at, ...(provenBy && { provenBy }) });
  return approval ? [first, planned({ at, plan: plan ?? [plannedChange()], approval })] : [first];
}

function voting(facts: RecordFacts): RequestEvent[] {
  const { status, plan, round, mails = [], unreachable = [], votes = [], createdAt = CREATED_AT } = facts;
  const { fingerprint = '' } = recordOf(preparation({ ...facts, plan: plan ?? [plannedChange()] }));
  const rounds = status === 'RECEIVED' || round === undefined ? [] : roundsUntil(round, facts);
  return [
    ...rounds,
    ...mails.map((mail) => mailSent(mail, createdAt)),
    ...unreachable.map(({ approver, reason, at }) => approverUnreachable(approver, reason, at)),
    ...votes.map(({ approver, ...cast }, number) => voteCast(approver, { ...cast, fingerprint, number })),
  ];
}

/** Each round begins when the one before it ends. */
function roundsUntil(last: number, { approval = approvalOf(), createdAt = CREATED_AT }: RecordFacts): RequestEvent[] {
  return Array.from({ length: last + 1 }, (_, round): RequestEvent => {
    const seconds = approvalSeconds(approval) - approvalSeconds(approval, round);
    const at = new Date(Date.parse(createdAt) + seconds * 1000).toISOString();
    if (round === 0) return approvalRequested({ at, approvers: approversInRound(approval, 0) });
    const { remind, escalateTo: approvers } = approval.rounds[round] ?? roundOf();
    if (approvers.length > 0) return escalated({ at, round, approvers });
    return remind ? reminded({ at, round, approvers: approversInRound(approval, round) }) : waitExtended({ at, round });
  });
}

function ending(facts: RecordFacts): RequestEvent[] {
  const { status = 'RECEIVED', expiredBecause = 'timeIsUp', cancellation, results, reasons, applyingSince } = facts;
  const end = (final: FinalStatus) => ended(final, reasons && { reasons });
  switch (status) {
    case 'RECEIVED':
    case 'PENDING_APPROVAL':
      return [];
    case 'APPROVED':
      return [approved(), ...(applyingSince ? [applyStarted({ at: applyingSince })] : [])];
    case 'REJECTED':
      return [rejected(), ...(results ? [end(status)] : [])];
    case 'EXPIRED':
      return [expired({ expiredBecause }), ...(results ? [end(status)] : [])];
    case 'CANCELLED':
      return [cancelled(cancellation), ...(results ? [end(status)] : [])];
    case 'APPLIED':
    case 'PARTIALLY_APPLIED':
    case 'FAILED':
      return [approved(), applyStarted({ at: applyingSince ?? VOTED_AT }), ...changesMade(status, facts), end(status)];
    default:
      return [end(status)];
  }
}

function changesMade(status: ChangeStatus, { results, plan = [plannedChange()] }: RecordFacts): RequestEvent[] {
  const made: ChangeResult[] = results ?? plan.map((change) => ({ ...contactKey(change), status }));
  return made.flatMap(({ status: result, error = DENIED, alreadyInPlace, confirmed, ...key }): RequestEvent[] => {
    const notes = { ...(alreadyInPlace && { alreadyInPlace }), ...(confirmed === false && { confirmed }) };
    if (result === 'APPLIED') return [changeApplied(key, notes)];
    return result === 'FAILED' || result === 'CONFLICT' ? [changeFailed(key, { status: result, error })] : [];
  });
}

/** Another open request for the contact of these tests. */
export function otherRequest(differences: Partial<CompetingRequest> = {}): CompetingRequest {
  return {
    requestKey: 'github/github-acme-17-2',
    requestId: 'github-acme-17-2',
    requestedBy: 'bob@example.com',
    source: { system: 'github', reference: 'acme/infra#17' },
    provenBy: 'signature',
    isApproved: false,
    changes: [plannedChange({ after: { ...NEW_CONTACT, name: 'Other team', emailAddress: 'other@example.com' } })],
    ...differences,
  };
}

export function vote(approver = APPROVER, differences: Partial<Vote> = {}): Vote {
  const confirmation: Confirmation = { kind: 'link', person: approver };
  return { approver, decision: 'approve', comment: '', at: VOTED_AT, confirmation, ...differences };
}

/** A vote on the plan of `record`. */
export function ballotOn(record: RequestRecord, differences: Partial<NumberedBallot> = {}): NumberedBallot {
  const number = record.history.filter(({ type }) => type === 'VoteCast').length;
  return { ...vote(differences.approver), fingerprint: record.fingerprint ?? '', number, ...differences };
}

/** An approver whose mail bounced. */
export function lost(approver = APPROVER): UnreachableApprover {
  return { approver, reason: BOUNCED, at: VOTED_AT };
}

/** The approval mails of a round. */
export function approvalMails(round = 0, approvers = [APPROVER, OTHER_APPROVER]): SentMail[] {
  return approvers.map((to) => ({ kind: 'approvalRequest', to, round }));
}
