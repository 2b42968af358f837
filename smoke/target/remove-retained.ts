import { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  UpdateTableCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import type { Administration } from './administration.ts';
import type { Retained } from './retained.ts';

/** The shortest that KMS allows. */
const KEY_DAYS = 7;

const TABLE_SECONDS = 300;

/** What the services say of a resource that an earlier run has removed, or that was never made. */
const GONE = ['ResourceNotFoundException', 'QueueDoesNotExist', 'KMSInvalidStateException', 'NotFoundException'];

/** Removes a resource, if it is still there. @returns what is left of it, in words */
export async function removeRetained(aws: Administration, { type, id }: Retained): Promise<string[]> {
  const remove = REMOVERS[type];
  if (!remove) return [`${type} ${id}: remove it by hand`];
  try {
    await remove(aws, id);
  } catch (error) {
    if (!(error instanceof Error && GONE.includes(error.name))) throw error;
  }
  return type === 'AWS::KMS::Key' ? [`the key ${id}, which KMS deletes after ${KEY_DAYS} days`] : [];
}

const REMOVERS: Record<string, (aws: Administration, id: string) => Promise<unknown>> = {
  'AWS::DynamoDB::Table': ({ table }, id) => removeTable(table, id),
  'AWS::SQS::Queue': ({ queues }, QueueUrl) => queues.send(new DeleteQueueCommand({ QueueUrl })),
  'AWS::Logs::LogGroup': ({ logs }, logGroupName) => logs.send(new DeleteLogGroupCommand({ logGroupName })),
  'AWS::KMS::Key': ({ keys }, KeyId) =>
    keys.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: KEY_DAYS })),
};

async function removeTable(client: DynamoDBClient, TableName: string): Promise<void> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const waiting = { client, maxWaitTime: TABLE_SECONDS };
  if (Table?.DeletionProtectionEnabled) {
    await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    // A table that is being updated can't be deleted.
    await waitUntilTableExists(waiting, { TableName });
  }
  await client.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists(waiting, { TableName });
}
