import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { RequestStatus } from '../../functions/domain/request.ts';
import type { RequestRecord } from '../../functions/domain/request-record.ts';
import type { Settings } from '../settings.ts';
import { call } from './call.ts';

/** A request as the index of the table lists it. */
export interface ListedRequest {
  requestId: string;
  status: RequestStatus;
  requestedBy: string;
  /** ISO 8601. */
  createdAt: string;
  /** `222222222222/SECURITY` of each change. */
  contacts: string[];
}

/** Reads what the service has recorded. */
export interface RequestTable {
  /** The record of a request as last written, without its task token. */
  readRecord(requestId: string): Promise<RequestRecord | undefined>;
  /** The requests with a status, newest first; `since` (ISO 8601) leaves out the older ones. */
  listRequests(status: RequestStatus, since: string | undefined): AsyncIterable<ListedRequest>;
}

/** Every part of a record but the task token, which must not leave the server. */
const RECORD_PARTS: Record<Exclude<keyof RequestRecord, 'taskToken'>, true> = {
  request: true,
  status: true,
  version: true,
  executionArn: true,
  createdAt: true,
  history: true,
  plan: true,
  fingerprint: true,
  approval: true,
  expiresAt: true,
  round: true,
  votes: true,
  mailed: true,
  unreachable: true,
  applyingSince: true,
  results: true,
};
const PARTS = Object.keys(RECORD_PARTS);

const KEY_PREFIX = 'REQUEST#';
const PAGE_SIZE = 100;

/** The table of the stage. */
export function connectRequestTable({ client, serviceName: TableName }: Settings): RequestTable {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  return {
    async readRecord(requestId) {
      const command = new GetCommand({
        TableName,
        Key: { pk: `${KEY_PREFIX}${requestId}` },
        ConsistentRead: true,
        ProjectionExpression: PARTS.map((part) => `#record.#${part}`).join(', '),
        ExpressionAttributeNames: Object.fromEntries(['record', ...PARTS].map((part) => [`#${part}`, part])),
      });
      return (await call('dynamodb:GetItem', () => table.send(command))).Item?.['record'];
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
  const { pk, requestedBy, createdAt, contacts } = item;
  return {
    requestId: String(pk).slice(KEY_PREFIX.length),
    status,
    requestedBy: typeof requestedBy === 'string' ? requestedBy : '',
    createdAt: typeof createdAt === 'string' ? createdAt : '',
    contacts: Array.isArray(contacts) ? contacts.map(String) : [],
  };
}
