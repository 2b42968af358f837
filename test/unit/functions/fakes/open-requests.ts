import { vi } from 'vitest';
import type { OriginState } from '../../../../functions/aws/open-requests.ts';
import type { ContactState } from '../../../../functions/domain/approval/known-contacts.ts';
import { contactKey, contactName } from '../../../../functions/domain/contact/contact.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { originOf } from '../../../../functions/domain/request/origin.ts';
import { type RequestKey, requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import type { ContactKey } from '../../../../schemas/compiled/contact-key.js';

/** What is known of contacts, by their names. */
export const states = new Map<string, Partial<ContactState>>();

/** The requests that are entered under an origin. */
export const origins = new Map<string, Set<RequestKey>>();

/** The requests that have left. */
export const left: RequestKey[] = [];

export function reset(): void {
  states.clear();
  origins.clear();
  left.length = 0;
  for (const call of [addOpenRequest, leaveOrigin, readContactStates, readOriginState]) call.mockReset();
}

export const addOpenRequest = vi.fn(async (record: RequestRecord) => {
  const { request } = record;
  for (const change of request.changes) {
    const state = states.get(contactName(change));
    states.set(contactName(change), { ...state, requestKeys: [...(state?.requestKeys ?? []), requestKeyOf(request)] });
  }
  const origin = originOf(record);
  if (origin !== undefined) origins.set(origin, new Set([...(origins.get(origin) ?? []), requestKeyOf(request)]));
});

export const leaveOrigin = vi.fn(async ({ request }: RequestRecord) => {
  left.push(requestKeyOf(request));
});

export const readContactStates = vi.fn(
  async (contacts: ContactKey[]): Promise<ContactState[]> =>
    contacts.map((contact) => ({
      ...contactKey(contact),
      requestKeys: [],
      revision: 0,
      ...states.get(contactName(contact)),
    })),
);

export const readOriginState = vi.fn(
  async (origin: string): Promise<OriginState> => ({ requestKeys: [...(origins.get(origin) ?? [])] }),
);
