import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Sweep, sweepOf } from '../domain/inventory/sweep.ts';
import { isConditionMet, TableName, table } from './table.ts';

/** A sweep with its execution, by which others see whether it is still under way. */
export interface SweepRun {
  sweepId: string;
  executionArn: string;
  /** ISO 8601. */
  startedAt: string;
}

/** What a batch adds to the counts of its sweep. */
export type SweepProgress = Pick<Sweep, 'read' | 'changed' | 'unreadable'>;

/** The one sweep that there may be, or was last. */
const CURRENT = 'current';

/** When the first sweep of all began. */
const FIRST = 'first';

/**
 * Makes a sweep the current one, unless another one has not ended.
 * @param dead the id of one that will not end any more
 * @returns whether it is the current one now: a retry is, too
 */
export function claimSweep({ sweepId, executionArn, startedAt }: SweepRun, dead = ''): Promise<boolean> {
  const counts = { accounts: 0, read: 0, changed: 0, unreadable: 0, newAccounts: 0 };
  const put = new PutCommand({
    TableName,
    Item: { ...keyOf(CURRENT), sweepId, executionArn, startedAt, ...counts },
    ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(endedAt) OR sweepId = :me OR sweepId = :dead',
    ExpressionAttributeValues: { ':me': sweepId, ':dead': dead },
  });
  return isConditionMet(table.send(put));
}

/** The sweep that is under way, or was last; nothing before the first. */
export async function readSweep(): Promise<(Sweep & Pick<SweepRun, 'executionArn'>) | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName, Key: keyOf(CURRENT), ConsistentRead: true }));
  const sweep = sweepOf(Item);
  return sweep && { ...sweep, executionArn: String(Item?.['executionArn']) };
}

/** When the first sweep of all began (ISO 8601): this one, if there was none before. */
export async function firstSweepAt({ startedAt }: SweepRun): Promise<string> {
  const { Attributes } = await table.send(
    new UpdateCommand({
      TableName,
      Key: keyOf(FIRST),
      UpdateExpression: 'SET startedAt = if_not_exists(startedAt, :at)',
      ExpressionAttributeValues: { ':at': startedAt },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return String(Attributes?.['startedAt']);
}

/** Keeps how many accounts a sweep has to read, and how many of them no event had reported. */
export async function setAccounts(sweepId: string, accounts: number, newAccounts: number): Promise<void> {
  await updateIfCurrent(sweepId, 'SET accounts = :accounts, newAccounts = :new', {
    ':accounts': accounts,
    ':new': newAccounts,
  });
}

/** Adds what a batch has read. Until the end, when all is counted anew, it only shows how far the sweep is. */
export async function addProgress(sweepId: string, { read, changed, unreadable }: SweepProgress): Promise<void> {
  await updateIfCurrent(sweepId, 'ADD #read :read, changed :changed, unreadable :unreadable', {
    ':read': read,
    ':changed': changed,
    ':unreadable': unreadable,
  });
}

/** Keeps that a sweep has ended, and its counts. */
export async function endSweep({ sweepId, accounts, read, changed, unreadable, endedAt }: Sweep): Promise<void> {
  await updateIfCurrent(
    sweepId,
    'SET accounts = :accounts, #read = :read, changed = :changed, unreadable = :unreadable, endedAt = :at',
    { ':accounts': accounts, ':read': read, ':changed': changed, ':unreadable': unreadable, ':at': endedAt },
  );
}

/** A sweep that another one has taken the place of writes nothing any more. */
async function updateIfCurrent(sweepId: string, UpdateExpression: string, values: object): Promise<void> {
  const update = new UpdateCommand({
    TableName,
    Key: keyOf(CURRENT),
    UpdateExpression,
    ConditionExpression: 'sweepId = :me',
    // READ is a reserved word of DynamoDB.
    ...(UpdateExpression.includes('#read') && { ExpressionAttributeNames: { '#read': 'read' } }),
    ExpressionAttributeValues: { ...values, ':me': sweepId },
  });
  await isConditionMet(table.send(update));
}

function keyOf(which: string): { pk: string } {
  return { pk: `SWEEP#${which}` };
}
