import { vi } from 'vitest';
import type { StoredLink } from '../../../../functions/aws/request-table.ts';
import { linkHash } from '../../../../functions/domain/approval-link.ts';
import { type ContactKey, contactName } from '../../../../functions/domain/contact.ts';
import { ContactLockedError, DuplicateRequestError } from '../../../../functions/domain/errors.ts';
import type { RequestRecord } from '../../../../functions/domain/request-record.ts';

/** The records by requestId, the links by the SHA-256 of their secret, and the holders of the locked contacts. */
export const records = new Map<string, RequestRecord>();
export const links = new Map<string, StoredLink>();
export const locks = new Map<string, string>();

/** Stores the record as if it had been written before. */
export function given(record: RequestRecord): void {
  records.set(record.request.requestId, structuredClone(record));
}

export function reset(): void {
  for (const map of [records, links, locks]) map.clear();
  for (const call of [
    registerRecord,
    readRecord,
    updateRecord,
    putLink,
    readLinkedRecord,
    lockContact,
    unlockContact,
  ]) {
    call.mockReset();
  }
}

export const registerRecord = vi.fn(async (record: RequestRecord) => {
  const first = records.get(record.request.requestId);
  if (!first) given(record);
  else if (first.executionArn !== record.executionArn) throw new DuplicateRequestError('registered already');
});

export const readRecord = vi.fn(async (requestId: string) => structuredClone(records.get(requestId)));

export const updateRecord = vi.fn(
  async (requestId: string, change: (record: RequestRecord) => RequestRecord | undefined) => {
    const record = records.get(requestId);
    if (!record) throw new Error(`there is no request ${requestId}`);
    const changed = change(structuredClone(record));
    if (changed) given({ ...changed, version: record.version + 1 });
    return structuredClone(records.get(requestId));
  },
);

export const putLink = vi.fn(async (secretHash: string, link: StoredLink) => {
  links.set(secretHash, link);
});

export const readLinkedRecord = vi.fn(async (secret: string | undefined, now: Date) => {
  const link = links.get(linkHash(secret ?? ''));
  const record = structuredClone(records.get(link?.requestId ?? ''));
  return link && record && link.ttl > now.getTime() / 1000 ? { approver: link.approver, record } : undefined;
});

export const lockContact = vi.fn(async (contact: ContactKey, holder: string, _leaseSeconds: number) => {
  const name = contactName(contact);
  if ((locks.get(name) ?? holder) !== holder) throw new ContactLockedError(`another request is changing ${name}`);
  locks.set(name, holder);
});

export const unlockContact = vi.fn(async (contact: ContactKey, holder: string) => {
  if (locks.get(contactName(contact)) === holder) locks.delete(contactName(contact));
});
