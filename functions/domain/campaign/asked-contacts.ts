import type { Account } from '../../../schemas/compiled/account.js';
import isRequest, { type Change } from '../../../schemas/compiled/change-request.js';
import { contactName } from '../contact/contact.ts';
import { requestOfLine } from '../request/change-set.ts';
import { digest } from '../request/digest.ts';
import { contactAfter } from '../request/plan.ts';
import type { PlanPage } from './campaign-plan.ts';

/** What a change set asks for, and the accounts that it is about: each page of a plan takes its share of it, once. */
export class AskedContacts {
  readonly #left = new Map<string, string>();
  readonly #accounts = new Map<string, string>();

  /** @param text of the change set, which has been checked */
  constructor(text: string) {
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const change = changeOf(line);
      if (change) this.#left.set(contactName(change), digest(contactAfter(change)));
    }
  }

  /** What was found of accounts when the change set was checked. */
  addAccounts(accounts: Account[]): void {
    for (const account of accounts) this.#accounts.set(account.accountId, digest(account));
  }

  /** Takes the changes of a page. @returns whether all of them were asked for, and left, of accounts as they were found */
  take({ changes, accounts }: PlanPage): boolean {
    const isFound = accounts.every((account) => this.#accounts.get(account.accountId) === digest(account));
    const known = new Set(accounts.map(({ accountId }) => accountId));
    const isAsked = changes.every((change) => {
      const name = contactName(change);
      const asked = this.#left.get(name);
      this.#left.delete(name);
      return asked === digest(change.after) && known.has(change.accountId);
    });
    return isFound && isAsked;
  }
}

function changeOf(line: string): Change | undefined {
  const request: unknown = requestOfLine(JSON.parse(line));
  return isRequest(request) ? request.changes[0] : undefined;
}
