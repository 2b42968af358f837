import { campaignProgress } from '../../functions/domain/campaign/campaign-progress.ts';
import { isBeingPlanned, planningOf } from '../../functions/domain/campaign/planning.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import {
  lineAwaitedBy,
  mayBeAppliedInPart,
  progressOf,
  type RequestProgress,
} from '../../functions/domain/outcome/progress.ts';
import { requestKeyOf } from '../../functions/domain/request/request-key.ts';
import type { FoundRecord, FoundRequest } from '../output/request-document.ts';
import type { Session } from './session.ts';

/** A request with how far it is, as far as that can be read: whoever may read requests may not always read the lines. */
export async function withProgress(session: Session, found: FoundRequest): Promise<FoundRequest> {
  if (!found.record) return found;
  try {
    const progress = await readProgress(session, found.record);
    return withCampaign(session, { ...found, ...(progress && { progress }) });
  } catch {
    return withCampaign(session, found);
  }
}

/** A campaign with how far it is, while its changes are being applied. */
export async function withCampaign({ aws, now }: Session, found: FoundRecord): Promise<FoundRecord> {
  const { record } = found;
  if (record.status !== 'APPROVED' || record.applyingSince === undefined) return found;
  try {
    const read = await aws.readCampaign(requestKeyOf(record.request));
    if (!read) return found;
    const progress = campaignProgress(record, read, now().getTime());
    return { ...found, campaign: { progress } };
  } catch {
    return found;
  }
}

async function readProgress({ aws, now }: Session, record: RequestRecord): Promise<RequestProgress | undefined> {
  const at = now().getTime();
  if (isBeingPlanned(record)) {
    return { planning: planningOf(record, at, await aws.readPlanned(requestKeyOf(record.request))) };
  }
  const name = lineAwaitedBy(record);
  if (name === undefined) return undefined;
  const line = await aws.readLine(name);
  return progressOf(record, line, mayBeAppliedInPart(record, at) ? await countApplied(aws, record) : 0, at);
}

async function countApplied(aws: Session['aws'], { request, plan = [] }: RequestRecord): Promise<number> {
  return (await aws.readApplied(requestKeyOf(request), plan)).length;
}
