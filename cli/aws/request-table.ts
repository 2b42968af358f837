import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { NamedAccount } from '../../functions/domain/account/account-names.ts';
import { recordOf } from '../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import type { RequestStatus } from '../../functions/domain/request/request.ts';
import { isRequestKey, type RequestKey, requestIdIn } from '../../functions/domain/request/request-key.ts';
import { call } from './call.ts';
import type { Settings } from './settings.ts';

/** A request as the index of the table lists it. */
export interface ListedRequest {
  requestId: string;
  /** `<system>/<requestId>`. */
  requestKey: string;
  status: RequestStatus;
  requestedBy: string;
  /** ISO 8601. */
  createdAt: string;
  /** `222222222222/SECURITY` of each change. */
  contacts: string[];
  /** Each account with its name and place; none for requests of older versions of the service. */
  accounts: NamedAccount[];
}

/** Reads what the service has recorded. */
export interface RequestTable {
  /** The record of a request as last written, without its task token. */
  readRecord(requestKey: RequestKey): Promise<RequestRecord | undefined>;
  /** The keys of the requests with this requestId, the oldest first. */
  keysOf(requestId: string): Promise<RequestKey[]>;
  /** The requests with a status, newest first; `since` (ISO 8601) leaves out older ones. */
  listRequests(status: RequestStatus, since: string | undefined): AsyncIterable<ListedRequest>;
}

const KEY_PREFIX = 'REQUEST#';
const PAGE_SIZE = 100;

export function connectRequestTable({ client, serviceName: TableName }: Settings): RequestTable {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  return {
    async readRecord(requestKey) {
      const { Item } = await call('dynamodb:GetItem', () => table.send(readLedger(TableName, requestKey)));
      if (!Item) return undefined;
      const { history, version, turns } = Item;
      return { ...recordOf(history), version, ...(turns !== undefined && { turns }) };
    },

    async keysOf(requestId) {
      const keys: string[] = [];
      for await (const item of queried(table, { TableName, ...byRequestId(requestId) })) keys.push(keyIn(item));
      return keys.filter(isRequestKey);
    },

    async *listRequests(status, since) {
      for await (const item of queried(table, { TableName, ...byStatus(status, since) })) {
        yield listedRequest(item, status);
      }
    },
  };
}

async function* queried(
  table: DynamoDBDocumentClient,
  input: QueryCommandInput,
): AsyncGenerator<Record<string, unknown>> {
  const pages = paginateQuery({ client: table }, input);
  const next = () => call('dynamodb:Query', () => pages.next());
  for (let page = await next(); !page.done; page = await next()) yield* page.value.Items ?? [];
}

/** Everything but the ledger, its version and the turns stays on the server: the item also holds the task token, a secret. */
function readLedger(TableName: string, requestKey: RequestKey): GetCommand {
  return new GetCommand({
    TableName,
    Key: { pk: `${KEY_PREFIX}${requestKey}` },
    ConsistentRead: true,
    ProjectionExpression: '#history, #version, turns',
    ExpressionAttributeNames: { '#history': 'history', '#version': 'version' },
  });
}

function byStatus(status: RequestStatus, since: string | undefined): Omit<QueryCommandInput, 'TableName'> {
  return {
    IndexName: 'byStatus',
    KeyConditionExpression: since ? '#status = :status AND createdAt >= :since' : '#status = :status',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':status': status, ...(since && { ':since': since }) },
    ScanIndexForward: false,
    Limit: PAGE_SIZE,
  };
}

function byRequestId(requestId: string): Omit<QueryCommandInput, 'TableName'> {
  return {
    IndexName: 'byRequestId',
    KeyConditionExpression: 'requestId = :requestId',
    ExpressionAttributeValues: { ':requestId': requestId },
  };
}

function listedRequest(item: Record<string, unknown>, status: RequestStatus): ListedRequest {
  const { requestedBy, createdAt, contacts, accounts } = item;
  const key = keyIn(item);
  return {
    requestId: isRequestKey(key) ? requestIdIn(key) : key,
    requestKey: key,
    status,
    requestedBy: typeof requestedBy === 'string' ? requestedBy : '',
    createdAt: typeof createdAt === 'string' ? createdAt : '',
    contacts: Array.isArray(contacts) ? contacts.map(String) : [],
    accounts: Array.isArray(accounts) ? accounts : [],
  };
}

function keyIn({ pk }: Record<string, unknown>): string {
  return String(pk).slice(KEY_PREFIX.length);
}
