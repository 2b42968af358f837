import isContactKey from '../../schemas/compiled/contact-key.js';
import { checkedArgument } from './checked-argument.ts';

/** @throws InvalidArgumentError when it is not an account id. */
export function parseAccountId(text: string): string {
  return checkedArgument(text, 'accountId', isContactKey({ accountId: text, alternateContactType: 'BILLING' }));
}
