import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { CampaignReadings } from '../../functions/domain/campaign/campaign-progress.ts';
import { MARKS, type Meter } from '../../functions/domain/campaign/meter.ts';
import { controlOf, liveOf, meterOf, tallyOf } from '../../functions/domain/campaign/stored-campaign.ts';
import type { RequestKey } from '../../functions/domain/request/request-key.ts';
import { call } from './call.ts';
import type { Settings } from './settings.ts';

/** Reads how far campaigns are. */
export interface CampaignReader {
  /** How many contacts have been read for its plan; `undefined` before the first. */
  readPlanned(key: RequestKey): Promise<Meter | undefined>;
  /** What became of its changes so far; `undefined` before they are applied. */
  readCampaign(key: RequestKey): Promise<CampaignReadings | undefined>;
}

/** Without the tokens of its waiting pages, which are secrets. */
const CONTROL_FIELDS = ['state', 'at', 'by', 'count', 'pages', 'stopAfter', 'failures', 'resumesAt', 'expectedSeconds'];
const COUNT_FIELDS = ['applied', 'inPlace', 'failed', 'conflicts', 'cancelled'];
const METER_FIELDS = [
  'count',
  'countedAt',
  ...Array.from({ length: MARKS }, (_, mark) => [`at${mark}`, `count${mark}`]).flat(),
];

export function connectCampaigns({ client, serviceName: TableName }: Settings): CampaignReader {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  const read = async (pk: string, fields: string[]) => {
    const command = new GetCommand({ TableName, Key: { pk }, ConsistentRead: true, ...projection(fields) });
    return (await call('dynamodb:GetItem', () => table.send(command))).Item;
  };
  return {
    async readPlanned(key) {
      const planned = await read(`PLANNED#${key}`, METER_FIELDS);
      return planned && meterOf(planned);
    },
    async readCampaign(key) {
      const [control, counts, live] = await Promise.all([
        read(`CAMPAIGN#${key}`, CONTROL_FIELDS),
        read(`PROGRESS#${key}`, [...COUNT_FIELDS, 'ended']),
        read(`LIVE#${key}`, [...COUNT_FIELDS, ...METER_FIELDS]),
      ]);
      return control && { control: controlOf(control), counts: counts && tallyOf(counts), live: live && liveOf(live) };
    },
  };
}

function projection(fields: readonly string[]) {
  return {
    ProjectionExpression: fields.map((field) => `#${field}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
  };
}
