import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { LiveCounts } from '../domain/campaign/campaign-progress.ts';
import { type Meter, markAt } from '../domain/campaign/meter.ts';
import { liveOf, meterOf } from '../domain/campaign/stored-campaign.ts';
import type { CampaignCounts } from '../domain/ledger/events.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { evidenceExpiry } from './retention.ts';
import { isConditionMet, TableName, table } from './table.ts';

/*
 * How far campaigns are, for people who look at it. What the workflow goes by is kept elsewhere, by other functions.
 */

/** Counts the contacts of a page that have been read for the plan, once. */
export async function countPlanned(requestKey: RequestKey, page: number, contacts: number): Promise<void> {
  const write = {
    ...movedMeter(contacts, 'pages :pages'),
    ConditionExpression: 'attribute_not_exists(pages) OR NOT contains(pages, :page)',
  };
  const values = { ...write.ExpressionAttributeValues, ':pages': new Set([page]), ':page': page };
  const command = { TableName, Key: plannedKey(requestKey), ...write, ExpressionAttributeValues: values };
  await isConditionMet(table.send(new UpdateCommand(command)));
}

/** How many contacts have been read for the plan of a campaign; `undefined` before the first page has been. */
export async function readPlanned(requestKey: RequestKey): Promise<Meter | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName, Key: plannedKey(requestKey), ConsistentRead: true }));
  return Item && meterOf(Item);
}

/** Counts a change that has ended. A task that is tried again may count one twice. */
export async function countLive(requestKey: RequestKey, counts: Partial<CampaignCounts>): Promise<void> {
  const fields = Object.entries(counts);
  const write = movedMeter(1, fields.map(([field]) => `${field} :${field}`).join(', '));
  const added = Object.fromEntries(fields.map(([field, count]) => [`:${field}`, count]));
  const values = { ...write.ExpressionAttributeValues, ...added };
  const command = { TableName, Key: liveKey(requestKey), ...write, ExpressionAttributeValues: values };
  await table.send(new UpdateCommand(command));
}

/** What the changes of a campaign have counted as they ended; `undefined` before the first has. */
export async function readLive(requestKey: RequestKey): Promise<LiveCounts | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName, Key: liveKey(requestKey), ConsistentRead: true }));
  return Item && liveOf(Item);
}

/** So many more are done now. A mark takes the number with them: what an expression reads is the item before the write. */
function movedMeter(more: number, added: string) {
  const now = Date.now();
  const mark = markAt(now);
  return {
    UpdateExpression: `SET #ttl = :ttl, countedAt = :now, at${mark} = :now, count${mark} = if_not_exists(#count, :none) + :more ADD #count :more, ${added}`,
    ExpressionAttributeNames: { '#ttl': 'ttl', '#count': 'count' },
    ExpressionAttributeValues: { ':ttl': evidenceExpiry(now / 1000), ':now': now, ':none': 0, ':more': more },
  };
}

function plannedKey(requestKey: RequestKey): { pk: string } {
  return { pk: `PLANNED#${requestKey}` };
}

function liveKey(requestKey: RequestKey): { pk: string } {
  return { pk: `LIVE#${requestKey}` };
}
