import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ResourceNotFoundException as NoTable } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Progress } from '../../../../smoke/progress.ts';
import { createAdministration } from '../../../../smoke/target/administration.ts';
import { removeEverything } from '../../../../smoke/target/remove.ts';
import type { Retained } from '../../../../smoke/target/retained.ts';
import { removeStack } from '../../../../smoke/target/serverless.ts';
import { fakeClient } from '../../aws/fake-client.ts';

vi.mock('../../../../smoke/target/serverless.ts', () => ({ removeStack: vi.fn() }));

const SERVICE = 'alternate-contacts-smoke';
const QUEUE_URL = `https://sqs.eu-central-1.amazonaws.com/111111111111/${SERVICE}-dead-letters`;

const TEMPLATE = {
  Resources: {
    Table: { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'RetainExceptOnCreate' },
    Queue: { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain' },
    Key: { Type: 'AWS::KMS::Key', DeletionPolicy: 'RetainExceptOnCreate' },
    Log: { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Retain' },
    Bus: { Type: 'AWS::Events::EventBus' },
    Bucket: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' },
    Function: { Type: 'AWS::Lambda::Function' },
  },
};
const IDS: Record<string, string> = { Table: SERVICE, Queue: QUEUE_URL, Key: 'key-1', Log: '/log', Bucket: 'mine' };

/** What was called, in order: the operation, and what it was for. */
let calls: string[];
let printed: string[];
const release = vi.fn(async () => {});
let retained: Retained[];

/** An account with the stack in it. */
function fakeAccount({
  statuses = {},
  stackIsThere = true,
}: {
  statuses?: Record<string, string>;
  stackIsThere?: boolean;
} = {}) {
  const summaries = Object.entries(TEMPLATE.Resources).map(([LogicalResourceId, { Type }]) => ({
    LogicalResourceId,
    ResourceType: Type,
    PhysicalResourceId: IDS[LogicalResourceId] ?? `${SERVICE}-${LogicalResourceId.toLowerCase()}`,
    ResourceStatus: statuses[LogicalResourceId] ?? 'CREATE_COMPLETE',
  }));
  fakeClient(CloudFormationClient, ({ name }) => {
    if (name === 'DescribeStacksCommand' && !stackIsThere)
      throw Object.assign(new Error(`Stack with id ${SERVICE} does not exist`), { name: 'ValidationError' });
    if (name === 'ListStackResourcesCommand') return { StackResourceSummaries: summaries };
    return name === 'GetTemplateCommand' ? { TemplateBody: JSON.stringify(TEMPLATE) } : { Stacks: [{}] };
  });
  let isProtected = true;
  let isDeleted = false;
  fakeClient(DynamoDBClient, ({ name, input }) => {
    if (name === 'DescribeTableCommand') {
      if (isDeleted) throw new NoTable({ message: 'gone', $metadata: {} });
      return { Table: { TableStatus: 'ACTIVE', DeletionProtectionEnabled: isProtected } };
    }
    calls.push(`${name} ${input['TableName']}`);
    if (name === 'UpdateTableCommand') isProtected = false;
    if (name === 'DeleteTableCommand') isDeleted = true;
    return {};
  });
  const noting = (of: string) => (command: { name: string; input: Record<string, unknown> }) => {
    calls.push(`${command.name} ${command.input[of]}`);
    return command.name === 'GetQueueUrlCommand' ? { QueueUrl: 'https://tap' } : {};
  };
  fakeClient(SQSClient, noting('QueueUrl'));
  fakeClient(KMSClient, noting('KeyId'));
  fakeClient(CloudWatchLogsClient, noting('logGroupName'));
  fakeClient(EventBridgeClient, noting('EventBusName'));
}

beforeEach(() => {
  calls = [];
  printed = [];
  retained = [];
  release.mockClear();
  vi.mocked(removeStack).mockReset();
  vi.mocked(removeStack).mockImplementation(async () => void calls.push('remove the stack'));
});

afterEach(() => vi.restoreAllMocks());

async function remove(): Promise<Progress> {
  const progress = new Progress((line) => printed.push(line));
  await removeEverything({
    aws: createAdministration({ region: 'eu-central-1' }),
    serviceName: SERVICE,
    deployment: { stage: 'smoke', region: 'eu-central-1', params: {} },
    command: { repository: '/repository', say: () => {} },
    claim: {
      release,
      retained: async () => retained,
      retain: async (resources) => {
        retained = resources;
      },
    },
    progress,
  });
  return progress;
}

describe('removeEverything', () => {
  it('removes the tap before the stack, and what the stack keeps after it', async () => {
    fakeAccount();
    await remove();
    expect(calls).toEqual([
      `RemoveTargetsCommand ${SERVICE}`,
      `DeleteRuleCommand ${SERVICE}`,
      'GetQueueUrlCommand undefined',
      'DeleteQueueCommand https://tap',
      'remove the stack',
      `UpdateTableCommand ${SERVICE}`,
      `DeleteTableCommand ${SERVICE}`,
      `DeleteQueueCommand ${QUEUE_URL}`,
      'ScheduleKeyDeletionCommand key-1',
      'DeleteLogGroupCommand /log',
      `DeleteLogGroupCommand /aws/lambda/${SERVICE}-function`,
    ]);
    expect(release).toHaveBeenCalled();
  });

  it('says what is left: keys, and what it does not know', async () => {
    fakeAccount();
    await remove();
    expect(printed.join('\n')).toMatch(
      /key-1, which KMS deletes after 7 days; AWS::S3::Bucket mine: remove it by hand/,
    );
  });

  it('leaves alone what the stack has found there, and so failed to make', async () => {
    fakeAccount({ statuses: { Table: 'CREATE_FAILED', Queue: 'DELETE_COMPLETE' } });
    await remove();
    expect(calls.join()).not.toContain('DeleteTableCommand');
    expect(calls.join()).not.toContain(QUEUE_URL);
  });

  it('does not mind that nothing was deployed, or that a log group was never made', async () => {
    fakeAccount({ stackIsThere: false });
    expect((await remove()).failures).toEqual([]);
    expect(removeStack).not.toHaveBeenCalled();
    fakeAccount();
    fakeClient(CloudWatchLogsClient, () => {
      throw new ResourceNotFoundException({ message: 'no', $metadata: {} });
    });
    expect((await remove()).failures).toEqual([]);
  });

  it('removes what an earlier run has left when the stack is gone already', async () => {
    fakeAccount({ stackIsThere: false });
    retained = [{ type: 'AWS::DynamoDB::Table', id: SERVICE }];
    await remove();
    expect(calls).toContain(`DeleteTableCommand ${SERVICE}`);
  });

  it('keeps the claim, for the next run, when it fails', async () => {
    fakeAccount();
    vi.mocked(removeStack).mockRejectedValue(new Error('exit code 1'));
    const { failures } = await remove();
    expect(failures).toHaveLength(1);
    expect(release).not.toHaveBeenCalled();
    expect(calls.join()).not.toContain('DeleteTableCommand');
    expect(printed.join('\n')).toContain('Run this stage again');
  });
});
