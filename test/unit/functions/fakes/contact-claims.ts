import { vi } from 'vitest';
import { contactName } from '../../../../functions/domain/contact/contact.ts';
import type { PlannedChange } from '../../../../functions/domain/request/plan.ts';
import type { RequestKey } from '../../../../functions/domain/request/request-key.ts';
import type { ContactKey } from '../../../../schemas/compiled/contact-key.js';
import { states } from './open-requests.ts';

/** The contacts that were released, with the request that released them, such as `cli/cli-1 222222222222/SECURITY`. */
export const released: string[] = [];

export function reset(): void {
  released.length = 0;
  for (const call of [claimContacts, releaseContacts, leaveContacts]) call.mockReset();
}

/** Claims by the states of the fake table. */
export const claimContacts = vi.fn(async (requestKey: RequestKey, plan: PlannedChange[]) => {
  const isFree = plan.every((change) => {
    const { claimedBy = requestKey, revision = 0 } = states.get(contactName(change)) ?? {};
    return claimedBy === requestKey && revision === (change.revision ?? 0);
  });
  for (const change of isFree ? plan : []) {
    states.set(contactName(change), { ...states.get(contactName(change)), claimedBy: requestKey });
  }
  return isFree;
});

export const releaseContacts = vi.fn(async (requestKey: RequestKey, contacts: ContactKey[]): Promise<void> => {
  release(requestKey, contacts);
});

export const leaveContacts = vi.fn(
  async (requestKey: RequestKey, contacts: ContactKey[], changed: ContactKey[]): Promise<void> => {
    release(requestKey, contacts, changed);
  },
);

function release(requestKey: RequestKey, contacts: ContactKey[], changed: ContactKey[] = []): void {
  for (const contact of contacts) {
    const { claimedBy, ...state } = states.get(contactName(contact)) ?? {};
    if (claimedBy !== requestKey) continue;
    const isChanged = changed.some((one) => contactName(one) === contactName(contact));
    released.push(`${requestKey} ${contactName(contact)}`);
    const note = isChanged && { changedBy: requestKey, revision: (state.revision ?? 0) + 1 };
    states.set(contactName(contact), { ...state, ...note });
  }
}
