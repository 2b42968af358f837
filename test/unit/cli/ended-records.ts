import { contactKey } from '../../../functions/domain/contact/contact.ts';
import type { ErrorFacts } from '../../../functions/domain/ledger/events.ts';
import type { ChangeResult, RequestRecord } from '../../../functions/domain/ledger/record.ts';
import type { PlannedChange } from '../../../functions/domain/request/plan.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import {
  ACCOUNT_ID,
  BILLING,
  changeRequest,
  deleteChange,
  NEW_CONTACT,
  OLD_CONTACT,
  pendingRecord,
  plannedChange,
  putChange,
  type RecordFacts,
  SECURITY,
} from '../builders.ts';

export const OPERATIONS = { accountId: ACCOUNT_ID, alternateContactType: 'OPERATIONS' as const };
export const ELSEWHERE = { accountId: '333333333333', alternateContactType: 'SECURITY' as const };

/** The contact that somebody has set without the service. */
export const OTHER: Contact = { ...NEW_CONTACT, name: 'Somebody else', phoneNumber: '+1 555 0142' };

/** SECURITY got a new contact in place of the old one, BILLING got none, OPERATIONS got its first. */
export const PLAN: PlannedChange[] = [
  plannedChange(),
  plannedChange({ ...BILLING, before: OLD_CONTACT, after: null }),
  plannedChange({ ...OPERATIONS, before: null, after: NEW_CONTACT }),
];

/** The contacts as that plan leaves them. */
export const AS_LEFT = { SECURITY: NEW_CONTACT, OPERATIONS: NEW_CONTACT };

/** A record whose planned changes are all applied. */
export function appliedRecord(differences: RecordFacts = {}): RequestRecord {
  const { plan = PLAN } = differences;
  return pendingRecord({
    request: changeRequest({ changes: plan.map((key) => (key.after ? putChange(key, key.after) : deleteChange(key))) }),
    plan,
    status: 'APPLIED',
    results: plan.map((change) => ({ ...contactKey(change), status: 'APPLIED' })),
    ...differences,
  });
}

/** Changes of a request of which some fail. */
export const CHANGES = [putChange(), deleteChange(), putChange(OPERATIONS), putChange(ELSEWHERE)];
export const DENIED: ErrorFacts = { name: 'AccessDeniedException', message: 'not allowed' };
export const CONFLICT: ErrorFacts = { name: 'ContactChangedError', message: 'it is no longer what the approvers saw' };

/** Of four changes, one is applied, one failed, one met a conflict, and one was already in place. */
export function partlyApplied(differences: RecordFacts = {}): RequestRecord {
  return pendingRecord({
    request: changeRequest({ changes: CHANGES }),
    plan: [SECURITY, BILLING, OPERATIONS].map((key) => plannedChange(key)),
    status: 'PARTIALLY_APPLIED',
    results: [
      { ...SECURITY, status: 'APPLIED' },
      { ...BILLING, status: 'FAILED', error: DENIED },
      { ...OPERATIONS, status: 'CONFLICT', error: CONFLICT },
      { ...ELSEWHERE, status: 'UNCHANGED' },
    ],
    ...differences,
  });
}

/** The same result for every change. */
export function allOf(status: ChangeResult['status'], error?: ErrorFacts): ChangeResult[] {
  return CHANGES.map((change) => ({ ...contactKey(change), status, ...(error && { error }) }));
}
