import { vi } from 'vitest';
import type { ContactState } from '../../../../functions/domain/approval/known-contacts.ts';
import { contactKey, contactName } from '../../../../functions/domain/contact/contact.ts';
import type { ContactKey } from '../../../../schemas/compiled/contact-key.js';

/** What is known of contacts, by their names. */
export const states = new Map<string, Partial<ContactState>>();

export function reset(): void {
  states.clear();
  readContactStates.mockReset();
}

export const readContactStates = vi.fn(
  async (contacts: ContactKey[]): Promise<ContactState[]> =>
    contacts.map((contact) => ({
      ...contactKey(contact),
      requestIds: [],
      revision: 0,
      ...states.get(contactName(contact)),
    })),
);
