import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { ContactState } from '../approval/known-contacts.ts';
import { contactKey, contactName, isSameContact } from '../contact/contact.ts';
import type { ErrorFacts } from '../ledger/events.ts';
import type { PlanPage, TargetPage } from './campaign-plan.ts';

/** A contact as it was read, or why it could not be. */
type ReadContact = ContactKey & ({ contact: Contact | null } | { error: ErrorFacts });

/** What is left to change of a page, once its contacts were read. */
export function planPage(
  { page, changes, accounts }: TargetPage,
  read: ReadContact[],
  states: ContactState[],
): PlanPage {
  const readOf = new Map(read.map((contact) => [contactName(contact), contact]));
  const revisionOf = new Map(states.map((state) => [contactName(state), state.revision]));
  const plan: PlanPage = { page, changes: [], accounts, unreadable: [], inPlace: [] };
  for (const change of changes) {
    const key = contactKey(change);
    const found = readOf.get(contactName(key)) ?? { error: NOT_READ };
    const revision = revisionOf.get(contactName(key)) ?? 0;
    if ('error' in found) plan.unreadable.push({ ...key, error: found.error });
    else if (isSameContact(found.contact, change.after)) plan.inPlace.push(key);
    else {
      plan.changes.push({ ...key, before: found.contact, after: change.after, ...(revision > 0 && { revision }) });
    }
  }
  return plan;
}

const NOT_READ: ErrorFacts = { name: 'NotRead', message: '' };

/** The first changes of a plan, on a page of their own, and what is left of the pages that they were on. */
export interface Canary {
  page: PlanPage;
  /** By `contactName`. */
  taken: Set<string>;
}

/** Takes the first changes of a plan to a page of their own. @param most how many */
export function takeCanary(empty: PlanPage, pages: PlanPage[], most: number): Canary {
  const changes = pages.flatMap((page) => page.changes).slice(0, most);
  const ids = new Set(changes.map(({ accountId }) => accountId));
  const accounts = pages.flatMap((page) => page.accounts).filter(({ accountId }) => ids.has(accountId));
  const once = [...new Map(accounts.map((account) => [account.accountId, account])).values()];
  return canaryOf({ ...empty, changes, accounts: once });
}

/** The same from a page that an earlier try has made. */
export function canaryOf(page: PlanPage): Canary {
  return { page, taken: new Set(page.changes.map(contactName)) };
}

/** A page without the changes that go first; the same page if none of them is on it. */
export function withoutCanary(page: PlanPage, { taken }: Canary): PlanPage {
  const changes = page.changes.filter((change) => !taken.has(contactName(change)));
  return changes.length === page.changes.length ? page : { ...page, changes };
}
