import type { Change } from '../../../../schemas/compiled/change-request.js';
import type { ContactKey } from '../../../../schemas/compiled/contact-key.js';
import type { Address } from '../contacts.ts';
import { contactOf } from '../several/asked.ts';

export const ACCOUNTS = ['222222222222', '333333333333', '444444444444'];

const TYPES = ['SECURITY', 'BILLING'] as const;

/** The contacts that the model is about, as they are named: `222222222222/SECURITY`. */
export const NAMES = ACCOUNTS.flatMap((accountId) => TYPES.map((type) => `${accountId}/${type}`));

export const ADDRESSES: Address[] = ['base@example.com', 'x@example.com', 'y@example.com', null];

/** What contacts should be, by their names. */
export type Wants = ReadonlyMap<string, Address>;

export function keyOf(name: string): ContactKey {
  const [accountId = '', type] = name.split('/');
  return { accountId, alternateContactType: TYPES.find((each) => each === type) ?? 'OPERATIONS' };
}

export function nameOf({ accountId, alternateContactType }: ContactKey): string {
  return `${accountId}/${alternateContactType}`;
}

export function changesOf(wants: Wants): Change[] {
  return [...wants].map(([name, address]): Change => {
    const key = keyOf(name);
    return address === null ? { ...key, action: 'DELETE' } : { ...key, action: 'PUT', contact: contactOf(address) };
  });
}
