import { readPlanned } from '../aws/campaign-meters.ts';
import { readApplied } from '../aws/evidence.ts';
import { readLine } from '../aws/lines.ts';
import { isBeingPlanned, planningOf } from '../domain/campaign/planning.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { lineAwaitedBy, mayBeAppliedInPart, progressOf, type RequestProgress } from '../domain/outcome/progress.ts';
import { type RequestKey, requestKeyOf } from '../domain/request/request-key.ts';
import { logged } from '../runtime/logger.ts';

/** How far a request is, as far as it can be read: nobody goes without a page because of it. */
export async function readProgress(record: RequestRecord, now: Date): Promise<RequestProgress | undefined> {
  const requestKey = requestKeyOf(record.request);
  try {
    return await read(record, requestKey, now.getTime());
  } catch (error) {
    logged('How far the request is was not read', { requestKey })(error);
    return undefined;
  }
}

async function read(record: RequestRecord, requestKey: RequestKey, now: number): Promise<RequestProgress | undefined> {
  if (isBeingPlanned(record)) return { planning: planningOf(record, now, await readPlanned(requestKey)) };
  const name = lineAwaitedBy(record);
  if (name === undefined) return undefined;
  const line = await readLine(name);
  return progressOf(record, line, mayBeAppliedInPart(record, now) ? await countApplied(record, requestKey) : 0, now);
}

async function countApplied({ plan = [] }: RequestRecord, requestKey: RequestKey): Promise<number> {
  const applied = await Promise.all(plan.map((change) => readApplied(requestKey, change)));
  return applied.filter((at) => at !== undefined).length;
}
