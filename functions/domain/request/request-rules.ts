import type { Account } from '../../../schemas/compiled/account.js';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { type AccountContext, isAccessible } from '../account/account-context.ts';
import { contactName } from '../contact/contact.ts';
import { changeSetKey } from './change-set.ts';
import type { Problem } from './problem.ts';
import type { ReadableRequest } from './readable-request.ts';
import { CLI_SYSTEM, isInDomain } from './request.ts';

type Changes = Pick<ChangeRequest, 'changes'>;

/** The ids of the workflow's own requests, see `baselineRequest` and `driftRequest`, and what people take for one. */
const WORKFLOW_ID = /^(baseline-\d+-\d+|(revert|adopt)-drift-\d+-[A-Z]+)-[0-9a-f]+$/i;

/** A producer must not take an id that reads like one of the workflow's own requests. */
export function reservedId({ requestId }: Pick<ChangeRequest, 'requestId'>): Problem[] {
  return WORKFLOW_ID.test(requestId) ? [{ pointer: '/requestId', code: 'reservedSource' }] : [];
}

/** A change set whose key is not the one of its content, so that somebody could put another in its place. */
export function misnamedChangeSet({ changeSet }: Pick<ChangeRequest, 'changeSet'>): Problem[] {
  if (!changeSet || changeSet.key === changeSetKey(changeSet.sha256)) return [];
  return [{ pointer: '/changeSet/key', code: 'format' }];
}

/** The ids that `contacts` makes of others: of a revert and a retry. */
const DERIVED_ID = /^revert-|-retry-\d+$/;

/** Whether the id is one that `contacts` makes by itself, so that others could take it before it does. */
export function isDerivedId({ requestId, source }: ReadableRequest): boolean {
  return source?.system?.toLowerCase() === CLI_SYSTEM && DERIVED_ID.test(requestId ?? '');
}

/** Changes of a contact that an earlier change of the same request already changes. */
export function repeatedContacts({ changes }: { changes: ContactKey[] }): Problem[] {
  const firstIndex = new Map<string, number>();
  return changes.flatMap((change, index): Problem[] => {
    const first = firstIndex.get(contactName(change));
    if (first !== undefined) {
      return [{ pointer: `/changes/${index}`, code: 'repeatedContact', firstPointer: `/changes/${first}` }];
    }
    firstIndex.set(contactName(change), index);
    return [];
  });
}

/** Changes whose account is unknown to the organization, or not ACTIVE. */
export function inactiveAccounts({ changes }: Changes, accounts: Account[]): Problem[] {
  const stateOf = new Map(accounts.map(({ accountId, state }) => [accountId, state]));
  return changes.flatMap(({ accountId }, index): Problem[] => {
    const pointer = `/changes/${index}/accountId`;
    const state = stateOf.get(accountId) ?? 'UNKNOWN';
    if (state === 'ACTIVE') return [];
    return state === 'UNKNOWN'
      ? [{ pointer, code: 'unknownAccount', accountId }]
      : [{ pointer, code: 'inactiveAccount', accountId, state }];
  });
}

/** Changes of the management account that the service cannot make from where it runs. */
export function inaccessibleAccounts({ changes }: Changes, context: AccountContext): Problem[] {
  return changes.flatMap(({ accountId }, index): Problem[] =>
    isAccessible(accountId, context)
      ? []
      : [{ pointer: `/changes/${index}/accountId`, code: 'managementAccountOutOfReach', accountId }],
  );
}

/** Contacts whose e-mail address is outside the allowed domains. */
export function foreignEmailDomains({ changes }: Changes, allowed: string[]): Problem[] {
  return changes.flatMap((change, index): Problem[] =>
    change.action === 'DELETE' || isInDomain(change.contact.emailAddress, allowed)
      ? []
      : [{ pointer: `/changes/${index}/contact/emailAddress`, code: 'emailDomainNotAllowed', allowed }],
  );
}
