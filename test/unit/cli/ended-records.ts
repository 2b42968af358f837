import type { Contact } from '../../../functions/domain/contact/contact.ts';
import type { ChangeResult } from '../../../functions/domain/ledger/record.ts';
import type { PlannedChange } from '../../../functions/domain/request/plan.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
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
  SECURITY,
} from '../builders.ts';

export const OPERATIONS = { accountId: ACCOUNT_ID, alternateContactType: 'OPERATIONS' as const };
export const ELSEWHERE = { accountId: '333333333333', alternateContactType: 'SECURITY' as const };

/** Whom someone has set past the service. */
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
export function appliedRecord(differences: Partial<RequestRecord> = {}): RequestRecord {
  const { plan = PLAN } = differences;
  return pendingRecord({
    request: changeRequest({ changes: plan.map((key) => (key.after ? putChange(key, key.after) : deleteChange(key))) }),
    plan,
    status: 'APPLIED',
    results: plan.map(({ accountId, alternateContactType }) => ({
      accountId,
      alternateContactType,
      status: 'APPLIED',
    })),
    ...differences,
  });
}

/** Changes of a request of which some fail. */
export const CHANGES = [putChange(), deleteChange(), putChange(OPERATIONS), putChange(ELSEWHERE)];
export const DENIED = 'AccessDeniedException: not allowed';

/** Of four changes one is applied, one failed, one met a conflict, and one held already. */
export function partlyApplied(differences: Partial<RequestRecord> = {}): RequestRecord {
  return pendingRecord({
    request: changeRequest({ changes: CHANGES }),
    plan: [SECURITY, BILLING, OPERATIONS].map((key) => plannedChange(key)),
    status: 'PARTIALLY_APPLIED',
    results: [
      { ...SECURITY, status: 'APPLIED' },
      { ...BILLING, status: 'FAILED', error: DENIED },
      { ...OPERATIONS, status: 'CONFLICT', error: 'ContactChangedError: it is no longer what the approvers saw' },
      { ...ELSEWHERE, status: 'UNCHANGED' },
    ],
    ...differences,
  });
}

/** The same result for every change. */
export function allOf(status: ChangeResult['status'], error?: string): ChangeResult[] {
  return CHANGES.map(({ accountId, alternateContactType }) => ({
    ...{ accountId, alternateContactType, status },
    ...(error !== undefined && { error }),
  }));
}
