import type { Approval, Requirement, Round, Unreachable } from '../../functions/domain/approval.ts';
import type { ApprovalRule } from '../../functions/domain/approval-rule.ts';
import type { Contact, ContactKey } from '../../functions/domain/contact.ts';
import type { AppliedChange } from '../../functions/domain/outcome.ts';
import { type PlannedChange, planFingerprint } from '../../functions/domain/plan.ts';
import type { Change, ChangeRequest } from '../../functions/domain/request.ts';
import type { RequestRecord } from '../../functions/domain/request-record.ts';
import type { Ballot, Electorate, Vote } from '../../functions/domain/vote.ts';

export const MANAGEMENT_ACCOUNT_ID = '111111111111';
export const ACCOUNT_ID = '222222222222';
export const REQUEST_ID = 'jira-OPS-42-10124';
export const EXECUTION_ARN = 'arn:aws:states:us-east-1:111111111111:execution:alternate-contacts-test:first';
export const APPROVER = 'approver-1@example.com';
export const OTHER_APPROVER = 'approver-2@example.com';
/** Whom the rounds of these tests escalate to. */
export const CHIEF = 'chief@example.com';
export const REQUESTER = 'jane@example.com';

/** ISO 8601: when a record of these tests is created, voted on and applied, and when its last round ends. */
export const CREATED_AT = '2026-06-01T10:00:00.000Z';
export const VOTED_AT = '2026-06-01T12:00:00.000Z';
export const APPLIED_AT = '2026-06-01T12:00:30.000Z';
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

export function plannedChange(differences: Partial<PlannedChange> = {}): PlannedChange {
  return { ...SECURITY, before: OLD_CONTACT, after: NEW_CONTACT, ...differences };
}

/** A change as apply-change hands it back. */
export function appliedChange(key: ContactKey = SECURITY, differences: Partial<AppliedChange> = {}): AppliedChange {
  return { ...key, appliedAt: APPLIED_AT, ...differences };
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

/** A policy that lists everyone whom the approval may ask, each under the rule that asks them. */
export function electorateOf({ requirements }: Approval): Electorate {
  const names = [...new Set(requirements.map(({ rule }) => rule))];
  const approvals = names.map((name): ApprovalRule => {
    const ofRule = requirements.filter(({ rule }) => rule === name);
    return { name, approvers: ofRule.flatMap(({ approvers, escalateTo = [] }) => [...approvers, ...escalateTo]) };
  });
  return { groups: {}, approvals };
}

/** The record of a request that has just arrived. */
export function receivedRecord(differences: Partial<RequestRecord> = {}): RequestRecord {
  return {
    request: changeRequest(),
    status: 'RECEIVED',
    version: 1,
    executionArn: EXECUTION_ARN,
    createdAt: CREATED_AT,
    history: [{ at: CREATED_AT, who: REQUESTER, what: 'requested' }],
    votes: [],
    mailed: [],
    ...differences,
  };
}

/** A record that waits for votes on one planned change. */
export function pendingRecord(differences: Partial<RequestRecord> = {}): RequestRecord {
  const plan = differences.plan ?? [plannedChange()];
  return receivedRecord({
    status: 'PENDING_APPROVAL',
    version: 3,
    plan,
    fingerprint: planFingerprint(plan),
    approval: approvalOf(),
    expiresAt: EXPIRES_AT,
    round: 0,
    taskToken: 'token-of-the-task',
    ...differences,
  });
}

export function vote(approver = APPROVER, differences: Partial<Vote> = {}): Vote {
  return { approver, decision: 'approve', comment: '', at: VOTED_AT, ...differences };
}

/** A vote on the plan of `record`. */
export function ballotOn(record: RequestRecord, differences: Partial<Ballot> = {}): Ballot {
  return { ...vote(), fingerprint: record.fingerprint ?? '', ...differences };
}

/** An approver whose mail came back. */
export function lost(approver = APPROVER): Unreachable {
  return { approver, why: 'the mail bounced (General)', at: VOTED_AT };
}
