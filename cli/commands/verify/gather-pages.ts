import type { KeptPages } from '../../../functions/domain/approval/kept-evidence.ts';
import type { PageEntry, PlanPage } from '../../../functions/domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS } from '../../../functions/domain/campaign/object-keys.ts';
import type { PageResult } from '../../../functions/domain/campaign/page-results.ts';
import { contactKey } from '../../../functions/domain/contact/contact.ts';
import type { CampaignPlan } from '../../../functions/domain/ledger/events.ts';
import { CHANGES_OF_A_PAGE } from '../../../functions/domain/request/change-set.ts';
import { sha256 } from '../../../functions/domain/request/digest.ts';
import { MOST_CAMPAIGN_CHANGES } from '../../../schemas/compiled/limits.js';
import type { Aws } from '../../aws/connect.ts';

/** An object that should hold exactly what was planned. */
type Held = { text: string } | 'pagesGone' | 'pagesAltered';

const AT_ONCE = 16;

/** The numbers that a page can have; the first one is for changes that go first. */
const ANY_PAGE = Array.from({ length: MOST_CAMPAIGN_CHANGES / CHANGES_OF_A_PAGE + 1 }, (_, page) => page);

/** What the bucket holds of the plan of a campaign, compared with what the plan names, and of its results. */
export async function gatherPages(aws: Aws, run: string, campaign: CampaignPlan): Promise<KeptPages> {
  const list = await held(aws, CAMPAIGN_KEYS.planPages(run), campaign.sha256);
  if (typeof list === 'string') {
    return { finding: list, planned: [], results: await readResults(aws, run, ANY_PAGE, campaign.pages) };
  }
  const entries: PageEntry[] = JSON.parse(list.text);
  const numbers = entries.map(({ page }) => page);
  const results = await readResults(aws, run, numbers, campaign.pages);
  const summary = await held(aws, CAMPAIGN_KEYS.summary(run), campaign.summary);
  const pages = await inTurn(entries, (entry) => held(aws, CAMPAIGN_KEYS.planPage(run, entry.page), entry.sha256));
  const findings = [summary, ...pages].filter((each) => typeof each === 'string');
  return {
    finding: findings.includes('pagesAltered') ? 'pagesAltered' : (findings[0] ?? 'pagesAsPlanned'),
    planned: pages.flatMap((page) => (typeof page === 'string' ? [] : contactsOf(page.text))),
    results,
  };
}

/**
 * Results are kept for longer than plans. Pages on which there was nothing to change have none, so the numbers of the others have gaps.
 * @param pages how many there are: then nobody has to look for more
 */
async function readResults(aws: Aws, run: string, numbers: number[], pages: number): Promise<PageResult[]> {
  const found: PageResult[][] = [];
  for (let first = 0; first < numbers.length && found.length < pages; first += AT_ONCE) {
    const keys = numbers.slice(first, first + AT_ONCE).map((page) => CAMPAIGN_KEYS.resultPage(run, page));
    const read = await Promise.all(keys.map((key) => aws.readObject(key)));
    found.push(...read.flatMap((bytes) => (bytes ? [JSON.parse(Buffer.from(bytes).toString())] : [])));
  }
  return found.flat();
}

async function held(aws: Aws, key: string, expected: string): Promise<Held> {
  const bytes = await aws.readObject(key);
  if (!bytes) return 'pagesGone';
  const text = Buffer.from(bytes).toString();
  return sha256(text) === expected ? { text } : 'pagesAltered';
}

function contactsOf(text: string) {
  const { changes }: PlanPage = JSON.parse(text);
  return changes.map(contactKey);
}

async function inTurn<Item, Read>(items: Item[], read: (item: Item) => Promise<Read>): Promise<Read[]> {
  const all: Read[] = [];
  while (all.length < items.length) {
    all.push(...(await Promise.all(items.slice(all.length, all.length + AT_ONCE).map(read))));
  }
  return all;
}
