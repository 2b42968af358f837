import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type CampaignControl, stateOf } from '../../functions/domain/campaign/campaign-control.ts';
import type { EndedSoFar } from '../../functions/domain/campaign/campaign-progress.ts';
import type { RequestKey } from '../../functions/domain/request/request-key.ts';
import { call } from './call.ts';
import type { Settings } from './settings.ts';

/** Reads how far campaigns are whose changes are being applied. */
export interface CampaignReader {
  /** `undefined` before the changes are applied. */
  readCampaign(key: RequestKey): Promise<{ control: CampaignControl; counts: EndedSoFar } | undefined>;
}

/** Without the tokens of its waiting pages, which are secrets. */
const CONTROL_FIELDS = ['state', 'at', 'by', 'count', 'pages', 'stopAfter', 'failures', 'resumesAt'];
const COUNT_FIELDS = ['applied', 'inPlace', 'failed', 'conflicts', 'cancelled'] as const;

export function connectCampaigns({ client, serviceName: TableName }: Settings): CampaignReader {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  const read = async (pk: string, fields: readonly string[]) => {
    const command = new GetCommand({ TableName, Key: { pk }, ConsistentRead: true, ...projection(fields) });
    return (await call('dynamodb:GetItem', () => table.send(command))).Item;
  };
  return {
    async readCampaign(key) {
      const [control, counts] = await Promise.all([
        read(`CAMPAIGN#${key}`, CONTROL_FIELDS),
        read(`PROGRESS#${key}`, [...COUNT_FIELDS, 'ended']),
      ]);
      return control && { control: controlOf(control), counts: countsOf(counts) };
    },
  };
}

function projection(fields: readonly string[]) {
  return {
    ProjectionExpression: fields.map((field) => `#${field}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
  };
}

function controlOf(item: Record<string, unknown>): CampaignControl {
  const { at, by, stopAfter, resumesAt } = item;
  const limits = {
    failures: Number(item['failures'] ?? 0),
    ...(typeof stopAfter === 'number' && { stopAfter }),
  };
  return {
    state: stateOf({ state: stateIn(item), ...limits }),
    at: String(at),
    by: String(by),
    count: Number(item['count'] ?? 0),
    pages: Number(item['pages'] ?? 0),
    ...limits,
    ...(typeof resumesAt === 'string' && { resumesAt }),
  };
}

function stateIn({ state }: Record<string, unknown>): CampaignControl['state'] {
  switch (state) {
    case 'canary':
    case 'paused':
    case 'stopped':
    case 'cancelled':
      return state;
    default:
      return 'running';
  }
}

function countsOf(item: Record<string, unknown> = {}): EndedSoFar {
  const [applied = 0, inPlace = 0, failed = 0, conflicts = 0, cancelled = 0] = COUNT_FIELDS.map((field) =>
    Number(item[field] ?? 0),
  );
  const { ended } = item;
  return { applied, inPlace, failed, conflicts, cancelled, ended: ended instanceof Set ? [...ended].map(Number) : [] };
}
