import { canonicalChange } from '../../functions/domain/request/canonical-change.ts';
import isContactKey from '../../schemas/compiled/contact-key.js';
import { checkedArgument } from './checked-argument.ts';

/**
 * The account id in a flag or an argument, which may have dashes.
 * @throws WrongArgumentError when it is not an account id.
 */
export function parseAccountId(text: string): string {
  const key = { accountId: text, alternateContactType: 'BILLING' };
  const { change } = canonicalChange(key);
  return isContactKey(change)
    ? change.accountId
    : checkedArgument(text, 'an account id', { field: 'accountId', isValid: false });
}
