import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan, type ScanCommandOutput } from '@aws-sdk/lib-dynamodb';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import type { TestStack } from '../../integration/stack.ts';
import type { Finding } from '../finding.ts';
import { Executions, inputOf } from './executions.ts';

/** How long nothing may come to its end. */
const PATIENCE_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 500;
const PREFIX = 'REQUEST#';

const OPEN = ['RECEIVED', 'PENDING_APPROVAL', 'APPROVED'];

export type Item = NonNullable<ScanCommandOutput['Items']>[number];

/** Waits until every execution has ended or waits for an approval, and names whatever is neither. */
export async function recordFindings(stack: TestStack): Promise<Finding[]> {
  const executions = new Executions(stack);
  let before = '';
  let giveUpAt = 0;
  for (;;) {
    const running = new Set((await executions.list('RUNNING')).map(({ executionArn }) => executionArn ?? ''));
    const now = [...running].join();
    if (now === before) {
      const items = await readTable(stack);
      const records = items.flatMap(recordIn);
      const busy = busyAmong(running, records);
      if (busy.length === 0 || Date.now() > giveUpAt) {
        const stuck = await Promise.all(busy.map((executionArn) => executions.stuckFinding(executionArn)));
        return [...stuck, ...records.flatMap((record) => strandedIn(record, running)), ...leftBehind(items, records)];
      }
    } else giveUpAt = Date.now() + PATIENCE_MILLISECONDS;
    before = now;
    await delay(POLL_MILLISECONDS);
  }
}

/** All items of the table. */
export async function readTable({ client, health }: TestStack): Promise<Item[]> {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  const pages = paginateScan({ client: table }, { TableName: health.eventBusName });
  return (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
}

/** The record of a request, if the item is one. */
export function recordIn({ pk, history }: Item): RequestRecord[] {
  return String(pk).startsWith(PREFIX) && Array.isArray(history) ? [recordOf(history)] : [];
}

/** Executions that are doing something. */
function busyAmong(running: Set<string>, records: RequestRecord[]): string[] {
  const waiting = records.filter(({ status }) => status === 'PENDING_APPROVAL').map(({ executionArn }) => executionArn);
  return [...running].filter((executionArn) => !waiting.includes(executionArn));
}

/** A request that has not ended, although its execution has. */
function strandedIn(record: RequestRecord, running: Set<string>): Finding[] {
  const { status, executionArn = '' } = record;
  if (!OPEN.includes(status) || running.has(executionArn)) return [];
  return [
    {
      kind: 'half-done',
      index: inputOf(JSON.stringify(record)),
      what: `${nameOf(record)} is ${status}, and nobody works on it`,
    },
  ];
}

/** What requests that have ended still hold: places among those of a contact, and the contact itself. */
function leftBehind(items: Item[], records: RequestRecord[]): Finding[] {
  const open = new Set(records.filter(({ status }) => OPEN.includes(status)).map(nameOf));
  // Origins remember what they have asked for; contacts only what is open.
  const contacts = items.filter(({ pk }) => /^OPEN#\d{12}\//.test(String(pk)));
  return contacts.flatMap(({ pk, requestKeys, claimedBy }) => {
    const entered = requestKeys instanceof Set ? [...requestKeys] : [];
    const holders = [...entered, ...(claimedBy === undefined ? [] : [claimedBy])].map(String);
    return holders
      .filter((key) => !open.has(key))
      .map(
        (key): Finding => ({
          kind: 'half-done',
          index: inputOf(`"${key.split('/')[1]}`),
          what: `${key} has ended, but ${pk} names it`,
        }),
      );
  });
}

function nameOf({ request }: RequestRecord): string {
  return requestKeyOf(request);
}
