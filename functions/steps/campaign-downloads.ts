import { getText } from '../aws/bucket.ts';
import { downloadUrl } from '../aws/downloads.ts';
import { CAMPAIGN_KEYS, runOf } from '../domain/campaign/object-keys.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { ObjectMissingError } from '../domain/object-errors.ts';
import { readPlanSummary } from './shown-plan.ts';

/**
 * Where the whole plan of a campaign can be downloaded for a while, as votes cover it; nothing of another request, or once it is no
 * longer kept.
 * @throws ObjectAlteredError
 */
export async function planDownload(record: RequestRecord): Promise<string | undefined> {
  const key = CAMPAIGN_KEYS.planCsv(runOf(record));
  try {
    const summary = await readPlanSummary(record);
    if (!summary) return undefined;
    await getText(key, summary.csv);
  } catch (error) {
    if (error instanceof ObjectMissingError) return undefined;
    throw error;
  }
  return downloadUrl(key, `${fileName(record)}-plan.csv`);
}

/** Where what became of each change of a campaign can be downloaded for a while; nothing before it has ended. */
export async function resultsDownload(record: RequestRecord): Promise<string | undefined> {
  if (!record.counts || !record.results) return undefined;
  return downloadUrl(CAMPAIGN_KEYS.resultsCsv(runOf(record)), `${fileName(record)}-results.csv`);
}

/** No system forbids these characters in the names of files. */
function fileName({ request }: RequestRecord): string {
  return request.requestId.replaceAll(/[^A-Za-z0-9._-]/g, '-');
}
