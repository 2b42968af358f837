/** Conditions on an account: all of them must hold, each by one of its values. */
export interface AccountCondition {
  accountId?: string[];
  /** Ids of organizational units or of the root; matches the accounts anywhere beneath. */
  ou?: string[];
  /** Tag key to its allowed values. */
  tags?: Record<string, string[]>;
}

/** What is known of an account that a condition may look at. */
export interface AccountPlace {
  accountId: string;
  /** The ids of the organizational units and the root above the account. */
  parentIds: string[];
  tags?: Record<string, string>;
}

/** Those of an account's tags that somebody asks for: all of them, of many accounts, would be too much to hand on. */
export function pickTags(tags: Record<string, string>, keys: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => keys.includes(key)));
}

/** Whether all conditions hold for the account. */
export function matchesAccount({ accountId, ou, tags = {} }: AccountCondition, account: AccountPlace): boolean {
  return (
    (accountId?.includes(account.accountId) ?? true) &&
    (ou?.some((id) => account.parentIds.includes(id)) ?? true) &&
    Object.entries(tags).every(([key, values]) => values.some((value) => value === account.tags?.[key]))
  );
}
