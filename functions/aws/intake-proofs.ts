import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { digest } from '../domain/request/digest.ts';
import type { ProvenBy } from '../domain/request/request.ts';
import { epochSeconds, TableName, table } from './table.ts';

/** How a door of the service knows who is behind an event that it puts: `claimed` is a signed call of somebody unknown. */
export type IntakeProof = Exclude<ProvenBy, 'workflow'>;

/** EventBridge delivers for a day, and the dead-letter queue keeps for two weeks what it could not deliver. */
const KEPT_DAYS = 30;

/**
 * Remembers how it is known who is behind an event, before the event is put. An event only says it itself, and whoever may put
 * events may say anything; this item is written by the doors of the service and by nobody else.
 */
export async function putProof(detail: object, provenBy: IntakeProof): Promise<void> {
  const ttl = epochSeconds() + KEPT_DAYS * 86_400;
  await table.send(new PutCommand({ TableName, Item: { pk: `PROOF#${digest(detail)}`, provenBy, ttl } }));
}

/** How it is known who is behind an event with this detail; `undefined` if it came in by no door of the service. */
export async function readProof(detail: object): Promise<IntakeProof | undefined> {
  const Key = { pk: `PROOF#${digest(detail)}` };
  const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Item?.['provenBy'];
}
