import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, it, vi } from 'vitest';
import { presenceOf } from '../../../../resources/import/still-there.ts';

afterEach(() => vi.restoreAllMocks());

const named = (name: string) => Object.assign(new Error('because'), { name });

it.each([
  ['AWS::DynamoDB::Table', DynamoDBClient, { Table: { TableStatus: 'ACTIVE' } }, 'there'],
  ['AWS::DynamoDB::Table', DynamoDBClient, { Table: { TableStatus: 'DELETING' } }, 'gone'],
  ['AWS::DynamoDB::Table', DynamoDBClient, named('ResourceNotFoundException'), 'gone'],
  ['AWS::KMS::Key', KMSClient, { KeyMetadata: { KeyState: 'Disabled' } }, 'there'],
  ['AWS::KMS::Key', KMSClient, { KeyMetadata: { KeyState: 'PendingDeletion' } }, 'gone'],
  ['AWS::KMS::Key', KMSClient, named('NotFoundException'), 'gone'],
  ['AWS::Logs::LogGroup', CloudWatchLogsClient, { logGroups: [{ logGroupName: 'id' }] }, 'there'],
  ['AWS::Logs::LogGroup', CloudWatchLogsClient, { logGroups: [{ logGroupName: 'id-2' }] }, 'gone'],
  ['AWS::SQS::Queue', SQSClient, {}, 'there'],
  ['AWS::SQS::Queue', SQSClient, named('QueueDoesNotExist'), 'gone'],
  ['AWS::SQS::Queue', SQSClient, named('AccessDenied'), { unknown: 'because' }],
])('tells of %s by %o what %o means: %o', async (type, client, answer, presence) => {
  const send = vi.spyOn(client.prototype, 'send');
  send.mockImplementation(async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  expect(await presenceOf('eu-central-1', type, 'id')).toEqual(presence);
});
