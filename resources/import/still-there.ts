import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, KeyState, KMSClient } from '@aws-sdk/client-kms';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

/** What AWS says of a resource; `unknown` where it could not be asked, and why. */
export type Presence = 'there' | 'gone' | { unknown: string };

const GONE = ['ResourceNotFoundException', 'QueueDoesNotExist', 'NotFoundException', 'NotFound', 'NoSuchBucket'];

const LOOKS: Record<string, (region: string, id: string) => Promise<boolean>> = {
  'AWS::DynamoDB::Table': async (region, TableName) => {
    const { Table } = await new DynamoDBClient({ region }).send(new DescribeTableCommand({ TableName }));
    return Table?.TableStatus !== 'DELETING';
  },
  'AWS::KMS::Key': async (region, KeyId) => {
    const { KeyMetadata } = await new KMSClient({ region }).send(new DescribeKeyCommand({ KeyId }));
    return KeyMetadata?.KeyState !== KeyState.PendingDeletion;
  },
  'AWS::Logs::LogGroup': async (region, name) => {
    const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name });
    const { logGroups = [] } = await new CloudWatchLogsClient({ region }).send(command);
    return logGroups.some(({ logGroupName }) => logGroupName === name);
  },
  'AWS::S3::Bucket': async (region, Bucket) => {
    await new S3Client({ region, forcePathStyle: true }).send(new HeadBucketCommand({ Bucket }));
    return true;
  },
  'AWS::SQS::Queue': async (region, QueueUrl) => {
    await new SQSClient({ region }).send(new GetQueueAttributesCommand({ QueueUrl }));
    return true;
  },
};

/** Asks AWS whether a resource is still there. A key that waits for its deletion is not. */
export async function presenceOf(region: string, type: string, id: string): Promise<Presence> {
  const look = LOOKS[type];
  if (!look) return { unknown: `nobody knows how to look for ${type}` };
  try {
    return (await look(region, id)) ? 'there' : 'gone';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return GONE.includes(error.name) ? 'gone' : { unknown: error.message };
  }
}
