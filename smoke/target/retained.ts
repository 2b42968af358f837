import {
  type CloudFormationClient,
  GetTemplateCommand,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import {
  type CloudWatchLogsClient,
  DeleteLogGroupCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
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
import { isObject, objectAt, parseJson, textAt } from 'embedded-aws/json.ts';
import type { Administration } from './administration.ts';

/** A resource that stays when its stack is deleted. */
export interface Retained {
  type: string;
  /** Its name, its address or its id, whichever CloudFormation knows it by. */
  id: string;
}

const LOG_GROUP = 'AWS::Logs::LogGroup';

/** The shortest that KMS allows. */
const KEY_DAYS = 7;

const TABLE_SECONDS = 300;

/**
 * What the stack has made and would leave behind, with the logs of its functions, which late calls can make again. What it
 * found there, and so failed to make, isn't its own.
 */
export async function retainedResources(stacks: CloudFormationClient, StackName: string): Promise<Retained[]> {
  const pages = await Array.fromAsync(paginateListStackResources({ client: stacks }, { StackName }));
  const made = pages.flatMap(({ StackResourceSummaries }) => StackResourceSummaries ?? []).filter(isMade);
  // The template as it was sent, in JSON.
  const { TemplateBody = '' } = await stacks.send(new GetTemplateCommand({ StackName }));
  const template = parseJson(TemplateBody)?.value;
  const resources = isObject(template) ? objectAt(template, 'Resources') : {};
  return made.flatMap(({ LogicalResourceId = '', ResourceType = '', PhysicalResourceId = '' }) => {
    const policy = textAt(objectAt(resources, LogicalResourceId), 'DeletionPolicy') ?? 'Delete';
    if (ResourceType === 'AWS::Lambda::Function') return [{ type: LOG_GROUP, id: `/aws/lambda/${PhysicalResourceId}` }];
    return policy === 'Delete' ? [] : [{ type: ResourceType, id: PhysicalResourceId }];
  });
}

/** Removes a resource. @returns what is left of it */
export async function removeRetained(aws: Administration, { type, id }: Retained): Promise<string[]> {
  switch (type) {
    case 'AWS::DynamoDB::Table':
      await removeTable(aws.table, id);
      return [];
    case 'AWS::SQS::Queue':
      await aws.queues.send(new DeleteQueueCommand({ QueueUrl: id }));
      return [];
    case LOG_GROUP:
      await removeLogs(aws.logs, id);
      return [];
    case 'AWS::KMS::Key':
      await aws.keys.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: KEY_DAYS }));
      return [`the key ${id}, which KMS deletes after ${KEY_DAYS} days`];
    default:
      return [`${type} ${id}: remove it by hand`];
  }
}

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

async function removeLogs(logs: CloudWatchLogsClient, logGroupName: string): Promise<void> {
  try {
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

function isMade({ ResourceStatus, PhysicalResourceId }: StackResourceSummary): boolean {
  const isThere = /^(CREATE|UPDATE|IMPORT)_COMPLETE$|^DELETE_SKIPPED$/.test(ResourceStatus ?? '');
  return isThere && PhysicalResourceId !== undefined;
}
