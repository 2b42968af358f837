import type { Account } from '../../../schemas/compiled/account.js';
import type { AccountCondition } from '../../../schemas/compiled/policy-schema.js';

/** What conditions can look at: the account id, the OUs above the account, and its tags. */
export type AccountTraits = Omit<Account, 'state'>;

/** Only the tags with these keys: all tags of many accounts would not fit into the state of an execution. */
export function pickTags(tags: Record<string, string>, keys: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => keys.includes(key)));
}

/** Whether the account meets all conditions, each by one of its values. An OU matches every account beneath it. */
export function matchesAccount({ accountId, ou, tags = {} }: AccountCondition, account: AccountTraits): boolean {
  return (
    (accountId?.includes(account.accountId) ?? true) &&
    (ou?.some((id) => account.parentIds.includes(id)) ?? true) &&
    Object.entries(tags).every(([key, values]) => values.some((value) => value === account.tags?.[key]))
  );
}
