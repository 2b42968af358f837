import isAccountId from '../../../schemas/compiled/account-id.js';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import isContactKey from '../../../schemas/compiled/contact-key.js';
import { contactKey, contactName } from '../contact/contact.ts';
import { MalformedEventError } from '../errors.ts';
import { sha256 } from '../request/digest.ts';
import { changeTo } from '../request/plan.ts';
import { ORGANIZATION_SYSTEM } from '../request/request.ts';

/** What the service asks for by itself when somebody else has changed a contact: what it should be, or that it may stay. */
type DriftAnswer = 'revert' | 'adopt';

/** A contact that somebody else has changed, and what is to be asked for. */
export type DriftedContact = ContactKey & { answer: DriftAnswer; foundAt: string };

/**
 * What the service itself has found in the organization, and makes a request for: an account that no event of AWS has reported,
 * or a contact that somebody else has changed.
 */
export type Finding = { kind: 'newAccount'; accountId: string } | ({ kind: 'drift' } & DriftedContact);

/** Reads the detail of an event of the service about a finding. @throws MalformedEventError */
export function readFinding(detail: Record<string, unknown>): Finding {
  const { kind, accountId, alternateContactType, answer, foundAt } = detail;
  if (kind === 'newAccount' && isAccountId(accountId)) return { kind, accountId };
  const key: unknown = { accountId, alternateContactType };
  const isAnswer = answer === 'revert' || answer === 'adopt';
  if (kind === 'drift' && isContactKey(key) && isAnswer && typeof foundAt === 'string') {
    return { kind, ...contactKey(key), answer, foundAt };
  }
  throw new MalformedEventError(`the event names neither a new account nor a changed contact`);
}

/** The id of the request for a changed contact: each finding has one request, however often it is told. */
export function driftRequestId({ answer, foundAt, ...contact }: DriftedContact): string {
  const { accountId, alternateContactType } = contact;
  const digest = sha256(`${contactName(contact)} ${foundAt}`).slice(0, 8);
  return `${answer}-drift-${accountId}-${alternateContactType}-${digest}`;
}

/** Whether a request asks that a contact stays as somebody else has set it. */
export function isAdoption({ requestId, source }: Pick<ChangeRequest, 'requestId' | 'source'>): boolean {
  return source.system === ORGANIZATION_SYSTEM && requestId.startsWith('adopt-drift-');
}

/** The request for a changed contact. @param contact what it should be; `null` is no contact */
export function driftRequest(
  drifted: DriftedContact,
  contact: Contact | null,
  { reason, requestedBy }: { reason: string; requestedBy: string },
): ChangeRequest {
  return {
    requestId: driftRequestId(drifted),
    requestedBy,
    reason,
    source: { system: ORGANIZATION_SYSTEM },
    changes: [changeTo(drifted, contact)],
  };
}
