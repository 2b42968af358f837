import { createHash } from 'node:crypto';
import { type Approval, approvalSeconds } from './approval.ts';
import { type Contact, type ContactKey, type CurrentContact, contactName, isSameContact } from './contact.ts';
import type { ChangeRequest } from './request.ts';
import { type RequestRecord, withStatus } from './request-record.ts';

/** One contact as it is and as it becomes; `null` stands for no contact. This is what approvers see and what is applied. */
export interface PlannedChange extends ContactKey {
  before: Contact | null;
  after: Contact | null;
}

/** The changes that remain to be made, in the order of the request: what already holds is left out. */
export function planChanges(request: ChangeRequest, currentContacts: CurrentContact[]): PlannedChange[] {
  const current = new Map(currentContacts.map((read) => [contactName(read), read.contact]));
  return request.changes
    .map((change) => ({
      accountId: change.accountId,
      alternateContactType: change.alternateContactType,
      before: current.get(contactName(change)) ?? null,
      after: change.action === 'PUT' ? change.contact : null,
    }))
    .filter(({ before, after }) => !isSameContact(before, after));
}

/** SHA-256 (hex) of a plan: a vote counts only for the plan that its page showed. */
export function planFingerprint(plan: PlannedChange[]): string {
  return createHash('sha256')
    .update(JSON.stringify(plan.map(canonical)))
    .digest('hex');
}

/** The record with its plan: ready to be approved, or approved already where the policy asks nobody. */
export function withPlan(record: RequestRecord, plan: PlannedChange[], approval: Approval, at: string): RequestRecord {
  const planned: RequestRecord = {
    ...record,
    plan,
    fingerprint: planFingerprint(plan),
    approval,
    history: [
      ...record.history,
      { at, who: 'workflow', what: `planned ${plan.length} of ${record.request.changes.length} changes` },
    ],
  };
  if (plan.length === 0) return planned;
  if (approval.requirements.length === 0) {
    const approved: RequestRecord = { ...planned, applyingSince: at };
    return withStatus(approved, 'APPROVED', { at, who: 'workflow', what: 'pre-approved by the policy' });
  }
  return { ...planned, expiresAt: new Date(Date.parse(at) + approvalSeconds(approval) * 1000).toISOString() };
}

function canonical({ accountId, alternateContactType, before, after }: PlannedChange): unknown[] {
  return [accountId, alternateContactType, ...[before, after].map(values)];
}

function values(contact: Contact | null): string[] | null {
  return contact && [contact.name, contact.title, contact.emailAddress, contact.phoneNumber];
}
