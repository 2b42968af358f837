import type { Account } from '../../schemas/compiled/account.js';
import type { Change } from '../../schemas/compiled/change-request.js';
import { aFewAtATime } from '../aws/a-few-at-a-time.ts';
import { putJson } from '../aws/bucket.ts';
import type { PageEntry, TargetPage } from '../domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS } from '../domain/campaign/object-keys.ts';
import { contactKey } from '../domain/contact/contact.ts';
import { CHANGES_OF_A_PAGE } from '../domain/request/change-set.ts';
import { contactAfter } from '../domain/request/plan.ts';

/**
 * Lays changes out in pages, in their order, with what is known of their accounts. The list of the pages comes last.
 * @returns how many pages there are
 */
export async function layOut(
  run: string,
  changes: { change: Change }[],
  accounts: Map<string, Account>,
): Promise<number> {
  const count = Math.ceil(changes.length / CHANGES_OF_A_PAGE);
  const entries: PageEntry[] = [];
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  await aFewAtATime(numbers, async (page) => {
    const target = targetPage(page, changes, accounts);
    const { sha256 } = await putJson(CAMPAIGN_KEYS.targetPage(run, page), target);
    entries[page - 1] = { page, sha256, count: target.changes.length };
  });
  await putJson(CAMPAIGN_KEYS.targetPages(run), entries);
  return count;
}

function targetPage(page: number, all: { change: Change }[], accounts: Map<string, Account>): TargetPage {
  const first = (page - 1) * CHANGES_OF_A_PAGE;
  const changes = all
    .slice(first, first + CHANGES_OF_A_PAGE)
    .map(({ change }) => ({ ...contactKey(change), after: contactAfter(change) }));
  const ids = [...new Set(changes.map(({ accountId }) => accountId))];
  return { page, changes, accounts: ids.flatMap((id) => accounts.get(id) ?? []) };
}
