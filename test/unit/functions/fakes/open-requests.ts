import { vi } from 'vitest';
import type { ContactState } from '../../../../functions/domain/approval/known-contacts.ts';
import { contactKey, contactName } from '../../../../functions/domain/contact/contact.ts';
import { originOf } from '../../../../functions/domain/request/origin.ts';
import type { ChangeRequest } from '../../../../schemas/compiled/change-request.js';
import type { ContactKey } from '../../../../schemas/compiled/contact-key.js';

/** What is known of contacts, by their names. */
export const states = new Map<string, Partial<ContactState>>();

/** The requests that are entered under an origin. */
export const origins = new Map<string, Set<string>>();

/** The requests that have left. */
export const left: string[] = [];

export function reset(): void {
  states.clear();
  origins.clear();
  left.length = 0;
  for (const call of [addOpenRequest, removeOpenRequest, readContactStates, requestIdsOfOrigin]) call.mockReset();
}

export const addOpenRequest = vi.fn(async (request: ChangeRequest, _askedAt: string) => {
  for (const change of request.changes) {
    const state = states.get(contactName(change));
    states.set(contactName(change), { ...state, requestIds: [...(state?.requestIds ?? []), request.requestId] });
  }
  const origin = originOf(request);
  if (origin !== undefined) origins.set(origin, new Set([...(origins.get(origin) ?? []), request.requestId]));
});

export const removeOpenRequest = vi.fn(async ({ requestId }: ChangeRequest) => {
  left.push(requestId);
});

export const readContactStates = vi.fn(
  async (contacts: ContactKey[]): Promise<ContactState[]> =>
    contacts.map((contact) => ({
      ...contactKey(contact),
      requestIds: [],
      revision: 0,
      ...states.get(contactName(contact)),
    })),
);

export const requestIdsOfOrigin = vi.fn(async (origin: string) => [...(origins.get(origin) ?? [])]);
