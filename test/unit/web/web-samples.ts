import type { Requirement } from '../../../functions/domain/approval.ts';
import type { Contact } from '../../../functions/domain/contact.ts';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';

export const APPROVER = 'approver-1@example.com';
export const OTHER_APPROVER = 'approver-2@example.com';
export const NOW = new Date('2026-06-02T07:30:00.000Z');
export const LINK = `https://contacts.example.com/approvals/${'aB3-_'.repeat(8)}xyz`;
export const REQUEST_LINK = LINK.replace('/approvals/', '/requests/');

export const OLD_CONTACT: Contact = {
  name: 'Security desk',
  title: 'Security operations',
  emailAddress: 'security@example.com',
  phoneNumber: '+1 555 0100',
};
export const NEW_CONTACT: Contact = { ...OLD_CONTACT, name: 'SOC', emailAddress: 'soc@example.com' };

/** A request that waits for one of two approvers, with whatever a test needs to be otherwise. */
export function pendingRecord(differences: Partial<RequestRecord> = {}): RequestRecord {
  return {
    request: {
      requestId: 'jira-OPS-42-10124',
      requestedBy: 'jane@example.com',
      reason: 'The security mailbox moves to the new SOC',
      source: { system: 'jira', reference: 'OPS-42', url: 'https://tickets.example.net/browse/OPS-42' },
      changes: [{ accountId: '222222222222', alternateContactType: 'SECURITY', action: 'PUT', contact: NEW_CONTACT }],
    },
    status: 'PENDING_APPROVAL',
    version: 3,
    executionArn: 'arn:aws:states:us-east-1:111111111111:execution:change-request:1',
    createdAt: '2026-06-01T10:00:00.000Z',
    history: [{ at: '2026-06-01T10:00:00.000Z', who: 'jane@example.com', what: 'requested' }],
    plan: [{ accountId: '222222222222', alternateContactType: 'SECURITY', before: OLD_CONTACT, after: NEW_CONTACT }],
    fingerprint: 'f'.repeat(64),
    approval: {
      requirements: [requirement()],
      rounds: [{ seconds: 259_200, remind: false, escalateTo: [] }],
    },
    expiresAt: '2026-06-04T10:00:00.000Z',
    votes: [],
    mailed: [],
    ...differences,
  };
}

/** The record with another request around the same changes. */
export function withRequest(differences: Partial<RequestRecord['request']>): RequestRecord {
  const record = pendingRecord();
  return { ...record, request: { ...record.request, ...differences } };
}

/** A rule that wants one approval of two approvers, with whatever a test needs to be otherwise. */
export function requirement(differences: Partial<Requirement> = {}): Requirement {
  return { rule: 'everything else', approvers: [APPROVER, OTHER_APPROVER], quorum: 1, ...differences };
}
