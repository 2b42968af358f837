import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import type { ClientSettings } from './clients.ts';

/** The APIs that check, deploy and remove. */
export interface Administration {
  identity: STSClient;
  organizations: OrganizationsClient;
  mail: SESv2Client;
  functions: LambdaClient;
  trails: CloudTrailClient;
  stacks: CloudFormationClient;
  logs: CloudWatchLogsClient;
  keys: KMSClient;
  queues: SQSClient;
  table: DynamoDBClient;
  events: EventBridgeClient;
}

/** Where trails record the calls of Organizations and of Account Management, which are global, by partition. */
const GLOBAL_REGIONS: [RegExp, string][] = [
  [/^cn-/, 'cn-northwest-1'],
  [/^us-gov-/, 'us-gov-west-1'],
];

/** Makes the clients; nothing is called yet. */
export function createAdministration(settings: ClientSettings): Administration {
  return {
    identity: new STSClient(settings),
    organizations: new OrganizationsClient(settings),
    mail: new SESv2Client(settings),
    functions: new LambdaClient(settings),
    trails: new CloudTrailClient({ ...settings, region: globalRegionOf(settings.region) }),
    stacks: new CloudFormationClient(settings),
    logs: new CloudWatchLogsClient(settings),
    keys: new KMSClient(settings),
    queues: new SQSClient(settings),
    table: new DynamoDBClient(settings),
    events: new EventBridgeClient(settings),
  };
}

function globalRegionOf(region: string): string {
  return GLOBAL_REGIONS.find(([pattern]) => pattern.test(region))?.[1] ?? 'us-east-1';
}
