import type { RequestRecord } from '../domain/ledger/record.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { logged } from '../runtime/logger.ts';
import { policy } from '../runtime/policy.ts';
import type { ApproverCampaign } from '../web/pages/approver-plan.ts';
import { readShownPlan } from './shown-plan.ts';

/**
 * The plan of a campaign for the page of an approver; nothing of another request. Once the request has ended, the page does without a
 * plan that is no longer kept; before, nobody decides on what they can't see.
 * @throws ObjectMissingError, ObjectAlteredError
 */
export async function readApproverCampaign(
  { record, secret: linkSecret }: { record: RequestRecord; secret: string },
  query?: string,
): Promise<ApproverCampaign | undefined> {
  const reading = readShownPlan(record, query);
  const requestKey = requestKeyOf(record.request);
  const plan = await (record.results ? reading.catch(logged('The plan was not read', { requestKey })) : reading);
  return plan ? { plan, linkSecret, rules: policy.campaigns } : undefined;
}
