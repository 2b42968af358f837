import { createHash } from 'node:crypto';
import { type AccountCondition, type AccountPlace, matchesAccount } from './account-condition.ts';
import { ALTERNATE_CONTACT_TYPES, type AlternateContactType, type Contact } from './contact.ts';
import { type Change, type ChangeRequest, ORGANIZATION_SYSTEM } from './request.ts';

/** What a contact should be: this, nothing at all, or whatever it is. */
type BaselineContact = Contact | 'absent' | 'unmanaged';

/** What the contacts of an account should be; a type that is not named is left alone. */
export type BaselineContacts = Partial<Record<AlternateContactType, BaselineContact>>;

/** The baseline of `policy.yml`: defaults, and overrides of which later ones win. */
export interface Baseline {
  default?: BaselineContacts;
  overrides?: { when: AccountCondition; contacts: BaselineContacts }[];
}

/** The changes that give an account the contacts of the baseline: a PUT or DELETE for each type that is managed. */
export function baselineChanges({ default: defaults = {}, overrides = [] }: Baseline, account: AccountPlace): Change[] {
  const matching = overrides.filter(({ when }) => matchesAccount(when, account)).map(({ contacts }) => contacts);
  const contacts: BaselineContacts = Object.assign({}, defaults, ...matching);
  return ALTERNATE_CONTACT_TYPES.flatMap((alternateContactType): Change[] => {
    const contact = contacts[alternateContactType] ?? 'unmanaged';
    const key = { accountId: account.accountId, alternateContactType };
    if (contact === 'unmanaged') return [];
    return [contact === 'absent' ? { ...key, action: 'DELETE' } : { ...key, action: 'PUT', contact }];
  });
}

/** SHA-256 (hex) of what the baseline asks of an account: it tells one baseline of the account from the next. */
export function baselineFingerprint(changes: Change[]): string {
  return createHash('sha256').update(JSON.stringify(changes)).digest('hex');
}

/** Whether an override looks at tags, which cost a call to read. */
export function asksForTags({ overrides = [] }: Baseline): boolean {
  return overrides.some(({ when }) => when.tags);
}

/**
 * The request for a baseline. Its requestId is the same for each event that finds the same baseline.
 * @param revision counts the baselines that the account has had, from 1
 */
export function baselineRequest(
  changes: Change[],
  {
    accountId,
    revision,
    what,
    requestedBy,
  }: { accountId: string; revision: number; what: string; requestedBy: string },
): ChangeRequest {
  return {
    requestId: `baseline-${accountId}-${revision}-${baselineFingerprint(changes).slice(0, 8)}`,
    requestedBy,
    reason: `The account ${accountId} ${what}. These are the contacts that the policy has for it.`,
    source: { system: ORGANIZATION_SYSTEM },
    changes,
  };
}
