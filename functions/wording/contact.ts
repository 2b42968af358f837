import type { ContactKey } from '../../schemas/compiled/contact-key.js';

/** `SECURITY contact of 222222222222`. */
export function contactWords({ accountId, alternateContactType }: ContactKey): string {
  return `${alternateContactType} contact of ${accountId}`;
}
