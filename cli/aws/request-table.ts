import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { NamedAccount } from '../../functions/domain/account/account-names.ts';
import { recordOf } from '../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import type { RequestStatus } from '../../functions/domain/request/request.ts';
import { call } from './call.ts';
import type { Settings } from './settings.ts';

/** A request as the index of the table lists it. */
export interface ListedRequest {
  requestId: string;
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
  readRecord(requestId: string): Promise<RequestRecord | undefined>;
  /** The requests with a status, newest first; `since` (ISO 8601) leaves out older ones. */
  listRequests(status: RequestStatus, since: string | undefined): AsyncIterable<ListedRequest>;
}

const KEY_PREFIX = 'REQUEST#';
const PAGE_SIZE = 100;

export function connectRequestTable({ client, serviceName: TableName }: Settings): RequestTable {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  return {
    async readRecord(requestId) {
      const { Item } = await call('dynamodb:GetItem', () => table.send(readLedger(TableName, requestId)));
      return Item && { ...recordOf(Item['history']), version: Item['version'] };
    },

    async *listRequests(status, since) {
      const input = { TableName, ...byStatus(status, since) };
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const command = new QueryCommand({ ...input, ExclusiveStartKey });
        const { Items = [], LastEvaluatedKey } = await call('dynamodb:Query', () => table.send(command));
        yield* Items.map((item) => listedRequest(item, status));
        ExclusiveStartKey = LastEvaluatedKey;
      } while (ExclusiveStartKey);
    },
  };
}

/** Everything but the ledger and its version stays on the server: the item also holds the task token, a secret. */
function readLedger(TableName: string, requestId: string): GetCommand {
  return new GetCommand({
    TableName,
    Key: { pk: `${KEY_PREFIX}${requestId}` },
    ConsistentRead: true,
    ProjectionExpression: '#history, #version',
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

function listedRequest(item: Record<string, unknown>, status: RequestStatus): ListedRequest {
  const { pk, requestedBy, createdAt, contacts, accounts } = item;
  return {
    requestId: String(pk).slice(KEY_PREFIX.length),
    status,
    requestedBy: typeof requestedBy === 'string' ? requestedBy : '',
    createdAt: typeof createdAt === 'string' ? createdAt : '',
    contacts: Array.isArray(contacts) ? contacts.map(String) : [],
    accounts: Array.isArray(accounts) ? accounts : [],
  };
}
