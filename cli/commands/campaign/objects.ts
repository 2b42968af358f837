import type { PageEntry, PlanPage, PlanSummary } from '../../../functions/domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS, runOf } from '../../../functions/domain/campaign/object-keys.ts';
import type { PageResult } from '../../../functions/domain/campaign/page-results.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { sha256 } from '../../../functions/domain/request/digest.ts';
import type { Change } from '../../../schemas/compiled/change-request.js';
import { RefusedError } from '../../errors.ts';
import { barText } from '../../output/bar.ts';
import type { Session } from '../session.ts';

/** A page of a campaign's plan, and what became of its changes; nothing yet before it has ended. */
export interface EndedPage {
  plan: PlanPage;
  results: PageResult[];
}

const AT_ONCE = 16;

/** What approvers read of the plan. @throws RefusedError when it is gone or altered */
export async function readSummary(
  session: Session,
  { campaign, ...record }: RequestRecord,
): Promise<PlanSummary | undefined> {
  if (!campaign) return undefined;
  return JSON.parse(await readText(session, CAMPAIGN_KEYS.summary(runOf(record)), campaign.summary));
}

/**
 * All pages of a campaign's plan with their results, in their order.
 * @throws RefusedError when one is gone, or not what was approved
 */
export async function readPages(session: Session, record: RequestRecord): Promise<EndedPage[]> {
  const { campaign } = record;
  if (!campaign) return [];
  const run = runOf(record);
  const entries: PageEntry[] = JSON.parse(await readText(session, CAMPAIGN_KEYS.planPages(run), campaign.sha256));
  return inTurn(session, entries, async ({ page, sha256: expected }) => {
    const [plan, results] = await Promise.all([
      readText(session, CAMPAIGN_KEYS.planPage(run, page), expected),
      session.aws.readObject(CAMPAIGN_KEYS.resultPage(run, page)),
    ]);
    return { plan: JSON.parse(plan), results: results ? JSON.parse(Buffer.from(results).toString()) : [] };
  });
}

/** The changes that a campaign asks for. @throws RefusedError when they are gone or altered */
export async function readChangeSet(session: Session, { request }: RequestRecord): Promise<Change[]> {
  if (!request.changeSet) return [];
  const text = await readText(session, request.changeSet.key, request.changeSet.sha256);
  return text
    .trimEnd()
    .split('\n')
    .map((line): Change => JSON.parse(line));
}

/** What became of each change, as CSV. @throws RefusedError when it is not there */
export function readResults(session: Session, record: RequestRecord): Promise<string> {
  return readText(session, CAMPAIGN_KEYS.resultsCsv(runOf(record)));
}

async function readText({ aws }: Session, key: string, expected?: string): Promise<string> {
  const bytes = await aws.readObject(key);
  if (!bytes) throw new RefusedError(`the bucket of the service no longer holds ${key}, or not yet`);
  const text = Buffer.from(bytes).toString();
  if (expected === undefined || sha256(text) === expected) return text;
  throw new RefusedError(
    `${key} is not what it was: somebody has altered it. \`contacts verify\` shows what still holds`,
  );
}

/** A few at once, with a bar: a campaign may have more than a thousand pages. */
async function inTurn<Item, Read>(
  { isJson, terminal }: Session,
  items: Item[],
  read: (item: Item) => Promise<Read>,
): Promise<Read[]> {
  const bar = isJson ? undefined : terminal.progress('reading the campaign');
  const all: Read[] = [];
  try {
    while (all.length < items.length) {
      all.push(...(await Promise.all(items.slice(all.length, all.length + AT_ONCE).map(read))));
      bar?.say(`${barText(all.length, items.length)} reading the campaign`);
    }
    return all;
  } finally {
    bar?.stop();
  }
}
