import { vi } from 'vitest';
import { TooManyOfRequesterError } from '../../../../functions/domain/errors.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { type RequestKey, requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import type { MailboxRules } from '../../../../schemas/compiled/policy-schema.js';

/** The open requests of everybody. */
export const open = new Set<RequestKey>();

export function reset(): void {
  open.clear();
}

export const enterRequester = vi.fn(async ({ request }: RequestRecord, _rules: MailboxRules, most: number) => {
  const key = requestKeyOf(request);
  if (!open.has(key) && open.size >= most) throw new TooManyOfRequesterError('too many');
  open.add(key);
});

export const leaveRequester = vi.fn(async ({ request }: RequestRecord, _rules: MailboxRules) => {
  open.delete(requestKeyOf(request));
});
