import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { BaselineContacts, PolicySchema } from '../../../schemas/compiled/policy-schema.js';
import { type AccountTraits, matchesAccount } from '../account/account-condition.ts';
import { ALTERNATE_CONTACT_TYPES } from '../contact/contact.ts';
import { sha256 } from '../request/digest.ts';
import { changeTo } from '../request/plan.ts';
import { ORGANIZATION_SYSTEM } from '../request/request.ts';

/** What the contacts of an account should be: defaults, and overrides of which later ones win. */
export type Baseline = NonNullable<PolicySchema['baseline']>;

/** The changes that give an account the contacts of the baseline; a contact type without an entry is left alone. */
export function baselineChanges(
  { default: defaults = {}, overrides = [] }: Baseline,
  account: AccountTraits,
): Change[] {
  const matching = overrides.filter(({ when }) => matchesAccount(when, account)).map(({ contacts }) => contacts);
  const contacts: BaselineContacts = Object.assign({}, defaults, ...matching);
  return ALTERNATE_CONTACT_TYPES.flatMap((alternateContactType): Change[] => {
    const contact = contacts[alternateContactType] ?? 'unmanaged';
    if (contact === 'unmanaged') return [];
    const key = { accountId: account.accountId, alternateContactType };
    return [changeTo(key, contact === 'absent' ? null : contact)];
  });
}

/** SHA-256 (hex) of the changes: tells one baseline of an account from the next. */
export function baselineFingerprint(changes: Change[]): string {
  return sha256(JSON.stringify(changes));
}

/** Which of the baselines that the account has had a request is for, counted from 1; 0 for a request because of a drift. */
export function baselineRevision(requestId: string): number {
  return Number(/^baseline-\d+-(\d+)-/.exec(requestId)?.[1] ?? 0);
}

/** The keys of the tags that overrides look at. Where there are none, no tags need be read. */
export function baselineTagKeys({ overrides = [] }: Baseline): string[] {
  return [...new Set(overrides.flatMap(({ when }) => Object.keys(when.tags ?? {})))];
}

/**
 * The request for a baseline, which takes the place of earlier ones for the account. Events that find the same baseline get
 * the same requestId.
 * @param revision counts the baselines that the account has had, from 1
 */
export function baselineRequest(
  changes: Change[],
  {
    accountId,
    revision,
    reason,
    requestedBy,
  }: { accountId: string; revision: number; reason: string; requestedBy: string },
): ChangeRequest {
  return {
    requestId: `baseline-${accountId}-${revision}-${baselineFingerprint(changes).slice(0, 8)}`,
    requestedBy,
    reason,
    source: { system: ORGANIZATION_SYSTEM },
    replaces: 'all',
    changes,
  };
}
