import { vi } from 'vitest';
import type { HeldMails } from '../../../../functions/aws/held-mails.ts';
import type { RequestKey } from '../../../../functions/domain/request/request-key.ts';

/** The requests that approvers are still to be told of, by their addresses. */
export const held = new Map<string, RequestKey[]>();

/** Who has got the summary of this hour. */
export const summarized = new Set<string>();

export function reset(): void {
  held.clear();
  summarized.clear();
}

export const holdMail = vi.fn(async (approver: string, requestKey: RequestKey) => {
  held.set(approver, [...new Set([...(held.get(approver) ?? []), requestKey])]);
});

export async function* listHeldMails(): AsyncGenerator<HeldMails> {
  for (const [approver, requestKeys] of held) if (requestKeys.length > 0) yield { approver, requestKeys };
}

export const claimSummary = vi.fn(async (approver: string) => {
  const isFirst = !summarized.has(approver);
  summarized.add(approver);
  return isFirst;
});

export const releaseMails = vi.fn(async (approver: string, requestKeys: RequestKey[]) => {
  held.set(
    approver,
    (held.get(approver) ?? []).filter((key) => !requestKeys.includes(key)),
  );
});
