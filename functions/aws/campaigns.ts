import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type CampaignControl, type CampaignState, storedState } from '../domain/campaign/campaign-control.ts';
import { type CampaignTally, controlOf, tallyOf } from '../domain/campaign/stored-campaign.ts';
import type { CampaignCounts } from '../domain/ledger/events.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { evidenceExpiry } from './retention.ts';
import { isConditionMet, TableName, table } from './table.ts';

/** A campaign's switch, and the tokens of the pages that wait, by their numbers. */
export interface HeldCampaign {
  control: CampaignControl;
  tokens: Map<number, string>;
}

/** Puts the switch of a campaign whose plan is made. A retry changes nothing. */
export async function startCampaign(requestKey: RequestKey, control: CampaignControl): Promise<void> {
  const Item = { ...controlKey(requestKey), ...control, tokens: {}, ttl: expiry() };
  await isConditionMet(
    table.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' })),
  );
}

/** What a campaign does now; `undefined` before its plan is made. */
export async function readControl(requestKey: RequestKey): Promise<CampaignControl | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName, Key: controlKey(requestKey), ConsistentRead: true }));
  return Item && controlOf(Item);
}

/**
 * Switches a campaign, and begins to count failures anew. Once its changes all go, none of them goes first any more.
 * @param from what it must still do for that
 * @returns the campaign as it is now; `undefined` if it does something else
 */
export async function switchCampaign(
  requestKey: RequestKey,
  { state, at, by }: Pick<CampaignControl, 'state' | 'at' | 'by'>,
  from: CampaignState,
): Promise<HeldCampaign | undefined> {
  return update(requestKey, {
    UpdateExpression: `SET #state = :state, #at = :at, #by = :by, failures = :none REMOVE resumesAt${state === 'running' ? ', hasCanary' : ''}`,
    ConditionExpression: '#state = :from',
    ExpressionAttributeNames: { '#state': 'state', '#at': 'at', '#by': 'by' },
    ExpressionAttributeValues: { ':state': state, ':at': at, ':by': by, ':none': 0, ':from': storedState(from) },
  });
}

/** Says when a campaign whose first changes have ended goes on by itself (ISO 8601). @returns it as it is now, if it still waits */
export async function setResumesAt(requestKey: RequestKey, resumesAt: string): Promise<HeldCampaign | undefined> {
  return update(requestKey, {
    UpdateExpression: 'SET resumesAt = :at',
    ConditionExpression: '#state = :canary',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':at': resumesAt, ':canary': 'canary' satisfies CampaignState },
  });
}

/** Keeps the token of a page that waits. @returns the campaign as it is now: it may go on already */
export async function holdPage(
  requestKey: RequestKey,
  page: number,
  taskToken: string,
): Promise<HeldCampaign | undefined> {
  return update(requestKey, {
    UpdateExpression: 'SET tokens.#page = :token',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#page': String(page) },
    ExpressionAttributeValues: { ':token': taskToken },
  });
}

/** Drops the token of a page that does not wait any more: an item has no room for those of thousands. */
export async function dropToken(requestKey: RequestKey, page: number): Promise<void> {
  await update(requestKey, {
    UpdateExpression: 'REMOVE tokens.#page',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#page': String(page) },
  });
}

/** The campaign with the tokens of the pages that wait. */
export async function readHeld(requestKey: RequestKey): Promise<HeldCampaign | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName, Key: controlKey(requestKey), ConsistentRead: true }));
  return Item && heldOf(Item);
}

/** Counts changes that have failed for good. A task that is tried again may count one twice. */
export async function addFailures(requestKey: RequestKey, failures: number): Promise<HeldCampaign | undefined> {
  return update(requestKey, {
    UpdateExpression: 'ADD failures :failures',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':failures': failures },
  });
}

/** How far a campaign is; `undefined` before the first page has ended. */
export async function readCounts(requestKey: RequestKey): Promise<CampaignTally | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName, Key: progressKey(requestKey), ConsistentRead: true }));
  return Item && tallyOf(Item);
}

/** Counts the changes of a page that has ended, once. */
export async function countPage(requestKey: RequestKey, page: number, counts: CampaignCounts): Promise<void> {
  const { applied, inPlace, failed, conflicts, cancelled } = counts;
  const write = new UpdateCommand({
    TableName,
    Key: progressKey(requestKey),
    UpdateExpression:
      'SET #ttl = :ttl ADD applied :applied, inPlace :inPlace, failed :failed, conflicts :conflicts, cancelled :cancelled, ended :pages',
    ConditionExpression: 'attribute_not_exists(ended) OR NOT contains(ended, :page)',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ...{ ':applied': applied, ':inPlace': inPlace, ':failed': failed, ':conflicts': conflicts },
      ...{ ':cancelled': cancelled, ':pages': new Set([page]), ':page': page, ':ttl': expiry() },
    },
  });
  await isConditionMet(table.send(write));
}

/** Notes that there are results of some changes of a page. */
export async function notePageBegun(requestKey: RequestKey, page: number): Promise<void> {
  await table.send(
    new UpdateCommand({
      TableName,
      Key: progressKey(requestKey),
      UpdateExpression: 'SET #ttl = :ttl ADD begun :pages',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':pages': new Set([page]), ':ttl': expiry() },
    }),
  );
}

/** @returns the campaign after the write; `undefined` if its condition does not hold */
async function update(requestKey: RequestKey, of: object): Promise<HeldCampaign | undefined> {
  let held: HeldCampaign | undefined;
  const write = async () => {
    const { Attributes } = await table.send(
      new UpdateCommand({ TableName, Key: controlKey(requestKey), ...of, ReturnValues: 'ALL_NEW' }),
    );
    held = Attributes && heldOf(Attributes);
  };
  await isConditionMet(write());
  return held;
}

function heldOf(item: Record<string, unknown>): HeldCampaign {
  const tokens = Object.entries(Object(item['tokens'])).map(([page, token]) => [Number(page), String(token)] as const);
  return { control: controlOf(item), tokens: new Map(tokens) };
}

function expiry(): number {
  return evidenceExpiry(Date.now() / 1000);
}

function controlKey(requestKey: RequestKey): { pk: string } {
  return { pk: `CAMPAIGN#${requestKey}` };
}

function progressKey(requestKey: RequestKey): { pk: string } {
  return { pk: `PROGRESS#${requestKey}` };
}
