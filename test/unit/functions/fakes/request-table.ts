import { vi } from 'vitest';
import type { LinkKind, Refusable, StoredLink, WaitingRequest } from '../../../../functions/aws/request-table.ts';
import { linkHash } from '../../../../functions/domain/approval-link.ts';
import { DuplicateRequestError } from '../../../../functions/domain/errors.ts';
import type { RequestRecord } from '../../../../functions/domain/request-record.ts';

/** The records by requestId, and the links by the SHA-256 of their secret. */
export const records = new Map<string, RequestRecord>();
export const links = new Map<string, StoredLink>();

/** Stores the record as if it had been written before. */
export function given(record: RequestRecord): void {
  records.set(record.request.requestId, structuredClone(record));
}

export function reset(): void {
  for (const map of [records, links]) map.clear();
  for (const call of [...writes, readRecord, listWaitingRequests, readLinkedRecord]) call.mockReset();
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

export const tryUpdateRecord = vi.fn(
  async <Refusal>(requestId: string, change: (record: RequestRecord) => Refusable<Refusal>) => {
    let refused: { refusal: Refusal } | undefined;
    const record = await updateRecord(requestId, (current) => {
      const result = change(current);
      refused = 'refusal' in result ? result : undefined;
      return 'refusal' in result || result.record === current ? undefined : result.record;
    });
    return refused ?? { record };
  },
);

/** The requests whose execution waits, as an index that is never behind shows them. */
export const listWaitingRequests = vi.fn(async function* (): AsyncGenerator<WaitingRequest> {
  for (const { request, status, createdAt, taskToken } of records.values()) {
    if (taskToken !== undefined) yield { requestId: request.requestId, status, createdAt };
  }
});

export const putLink = vi.fn(async (secretHash: string, link: StoredLink) => {
  links.set(secretHash, link);
});

export const readLinkedRecord = vi.fn(async (kind: LinkKind, secret: string | undefined, now: Date) => {
  const link = links.get(linkHash(secret ?? ''));
  const record = structuredClone(records.get(link?.requestId ?? ''));
  const isCurrent = link?.kind === kind && link.ttl > now.getTime() / 1000;
  return record && isCurrent ? { holder: link.holder, record } : undefined;
});

/** The calls that write. */
export const writes = [registerRecord, updateRecord, tryUpdateRecord, putLink];
