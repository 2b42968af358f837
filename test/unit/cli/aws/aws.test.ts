import { AccountClient, ResourceNotFoundException } from '@aws-sdk/client-account';
import { AWSOrganizationsNotInUseException, OrganizationsClient } from '@aws-sdk/client-organizations';
import { ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../../cli/aws/connect.ts';
import { settingsOf } from '../../../../cli/aws/settings.ts';
import { RefusedError } from '../../../../cli/errors.ts';
import { fakeClient, type SentCommand } from '../../aws/fake-client.ts';
import {
  ACCOUNT_ID,
  lost,
  MANAGEMENT_ACCOUNT_ID,
  OTHER_APPROVER,
  pendingRecord,
  SECURITY,
  vote,
} from '../../builders.ts';
import { turnsAfter } from '../../in-line.ts';
import { NOW } from '../run-cli.ts';

const MEMBER = '333333333333';

const aws = (environment: NodeJS.ProcessEnv = { AWS_REGION: 'eu-west-1' }) => connect(settingsOf('test', environment));
const calledBy = (Account: string, partition = 'aws') =>
  fakeClient(STSClient, () => ({ Account, Arn: `arn:${partition}:sts::${Account}:assumed-role/me/me` }));
const notFound = () => new ResourceNotFoundException({ message: 'none', $metadata: {} });

afterEach(() => vi.restoreAllMocks());

describe('readRecord', () => {
  it('makes the record from the ledger, and reads nothing else but its version and its turns: the task token stays on the server', async () => {
    const { taskToken: _, ...record } = pendingRecord({ votes: [vote()], unreachable: [lost(OTHER_APPROVER)] });
    const { history, version } = record;
    const turns = turnsAfter(3, 1, 0);
    const sent = fakeClient(DynamoDBDocumentClient, () => ({ Item: { history, version, turns } }));
    await expect(aws().readRecord('cli/r-1')).resolves.toEqual({ ...record, turns });
    expect(sent.map(({ input }) => input)).toEqual([
      {
        TableName: 'alternate-contacts-test',
        Key: { pk: 'REQUEST#cli/r-1' },
        ConsistentRead: true,
        ProjectionExpression: '#history, #version, turns',
        ExpressionAttributeNames: { '#history': 'history', '#version': 'version' },
      },
    ]);
  });

  it('is undefined when there is no item', async () => {
    fakeClient(DynamoDBDocumentClient, () => ({}));
    await expect(aws().readRecord('cli/r-1')).resolves.toBeUndefined();
  });
});

describe('readLine', () => {
  it('reads the line as last written', async () => {
    const moved = { pushed: 3, shifted: 4, firstEnd: 6, slowness: 130, slowedAt: 5 };
    const Item = { pk: 'LINE#contacts', frontEnd: 1, backEnd: 2, ...moved };
    const sent = fakeClient(DynamoDBDocumentClient, () => ({ Item }));
    await expect(aws().readLine('contacts')).resolves.toEqual({ frontEnd: 1, backEnd: 2, ...moved });
    expect(sent.map(({ input }) => input)).toEqual([
      { TableName: 'alternate-contacts-test', Key: { pk: 'LINE#contacts' }, ConsistentRead: true },
    ]);
  });

  it('is undefined when there is none', async () => {
    fakeClient(DynamoDBDocumentClient, () => ({}));
    await expect(aws().readLine('deletions')).resolves.toBeUndefined();
  });
});

describe('listRequests', () => {
  const item = {
    pk: 'REQUEST#cli/r-1',
    requestedBy: 'jane@example.com',
    createdAt: NOW,
    contacts: ['222222222222/SECURITY'],
    accounts: [{ accountId: '222222222222', name: 'Payments', ouPath: ['Root', 'Production'] }],
  };

  it('reads one page after the other, newest first, while somebody wants more', async () => {
    const key = { pk: 'REQUEST#cli/r-1' };
    const sent = fakeClient(DynamoDBDocumentClient, ({ input }) =>
      input['ExclusiveStartKey']
        ? { Items: [{ ...item, pk: 'REQUEST#cli/r-2' }] }
        : { Items: [item], LastEvaluatedKey: key },
    );
    const listed = [];
    for await (const request of aws().listRequests('APPLIED', NOW)) listed.push(request);
    const { pk: _, ...rest } = item;
    expect(listed).toEqual(
      ['r-1', 'r-2'].map((id) => ({ requestId: id, requestKey: `cli/${id}`, status: 'APPLIED', ...rest })),
    );
    expect(sent.map(({ input }) => input['ExclusiveStartKey'])).toEqual([undefined, key]);
    expect(sent[0]?.input).toMatchObject({
      TableName: 'alternate-contacts-test',
      IndexName: 'byStatus',
      ScanIndexForward: false,
      KeyConditionExpression: '#status = :status AND createdAt >= :since',
      ExpressionAttributeValues: { ':status': 'APPLIED', ':since': NOW },
    });
  });

  it('reads only one page when nobody wants more, and copes with attributes that the index lacks', async () => {
    const sent = fakeClient(DynamoDBDocumentClient, () => ({
      Items: [{ pk: 'REQUEST#cli/r-1' }],
      LastEvaluatedKey: { pk: 'x' },
    }));
    for await (const request of aws().listRequests('FAILED', undefined)) {
      expect(request).toEqual({
        requestId: 'r-1',
        requestKey: 'cli/r-1',
        status: 'FAILED',
        requestedBy: '',
        createdAt: '',
        contacts: [],
        accounts: [],
      });
      break;
    }
    expect(sent).toHaveLength(1);
    expect(sent[0]?.input['ExpressionAttributeValues']).toEqual({ ':status': 'FAILED' });
  });
});

describe('findExecution', () => {
  const startDate = new Date(NOW);
  const execution = (requestId: string, rest: object = { status: 'RUNNING' }) => ({
    input: JSON.stringify({ detail: { requestId } }),
    ...rest,
  });
  let executions: Record<string, object>;
  let dates: Record<string, Date>;
  let sent: SentCommand[];

  beforeEach(() => {
    calledBy(MANAGEMENT_ACCOUNT_ID, 'aws-cn');
    dates = {};
    sent = fakeClient(SFNClient, ({ name, input }) =>
      name === 'ListExecutionsCommand'
        ? {
            executions: Object.keys(executions)
              .filter((executionArn) => isOf(executionArn, String(input['stateMachineArn'])))
              .map((executionArn) => ({ executionArn, startDate: dates[executionArn] ?? startDate })),
          }
        : executions[String(input['executionArn'])],
    );
  });

  /** Executions whose name says nothing else are of the state machine of small requests. */
  const isOf = (executionArn: string, machine: string) =>
    executionArn.startsWith('campaign') === machine.endsWith('campaign');

  const described = () =>
    sent.flatMap(({ name, input }) => (name === 'DescribeExecutionCommand' ? input['executionArn'] : []));

  it('asks the state machine of the stage in the partition, region and account of the caller', async () => {
    executions = {};
    await expect(aws().findExecution('r-1', new Date(NOW))).resolves.toBeUndefined();
    expect(sent[0]?.input['stateMachineArn']).toBe(
      `arn:aws-cn:states:eu-west-1:${MANAGEMENT_ACCOUNT_ID}:stateMachine:alternate-contacts-test-change-request`,
    );
  });

  it('finds a campaign among the executions of its own state machine', async () => {
    executions = { other: execution('r-1'), campaign: execution('r-2', { status: 'RUNNING' }) };
    await expect(aws().findExecution('r-2', new Date(NOW))).resolves.toEqual({ isRunning: true });
  });

  it('finds the newest execution for the request, with the status and the reasons of its output', async () => {
    const reason = { pointer: '/a', code: 'required', message: 'is required' };
    const output = JSON.stringify({ status: 'INVALID', reasons: [reason, 'not a reason', { pointer: '/b' }] });
    executions = {
      other: execution('r-2'),
      newest: execution('r-1', { status: 'SUCCEEDED', output }),
      older: execution('r-1'),
    };
    await expect(aws().findExecution('r-1', new Date(NOW))).resolves.toEqual({
      isRunning: false,
      status: 'INVALID',
      reasons: [reason],
    });
  });

  it.each([
    { given: { status: 'RUNNING' }, told: { isRunning: true } },
    { given: { status: 'FAILED', error: 'Oh', cause: 'no' }, told: { isRunning: false, error: 'Oh: no' } },
    { given: { status: 'ABORTED' }, told: { isRunning: false } },
    { given: { status: 'SUCCEEDED', output: 'no JSON' }, told: { isRunning: false } },
  ])('reads $given as $told', async ({ given, told }) => {
    executions = { one: execution('r-1', given) };
    await expect(aws().findExecution('r-1', new Date(NOW))).resolves.toEqual(told);
  });

  it('describes no execution twice that is for another request, and none that is old', async () => {
    executions = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`e-${index}`, execution(`r-${index}`)]));
    dates['e-11'] = new Date(Date.parse(NOW) - 16 * 60_000);
    const found = aws();
    await found.findExecution('r-7', new Date(NOW));
    expect(described()).toEqual(Array.from({ length: 10 }, (_, index) => `e-${index}`));
    await found.findExecution('r-11', new Date(NOW));
    expect(described().slice(10)).toEqual(['e-10']);
    await expect(found.findExecution('r-0', new Date(NOW))).resolves.toEqual({ isRunning: true });
  });
});

describe('contactsOfExecution', () => {
  const startedBy = (detail: unknown) => fakeClient(SFNClient, () => ({ input: JSON.stringify({ detail }) }));
  const ARN = 'arn:aws:states:us-east-1:111111111111:execution:one:two';

  it('are those that the event asks for', async () => {
    const sent = startedBy({ changes: [{ ...SECURITY, action: 'DELETE' }, { accountId: '1' }, null] });
    await expect(aws().contactsOfExecution(ARN)).resolves.toEqual([SECURITY]);
    expect(sent).toEqual([{ name: 'DescribeExecutionCommand', input: { executionArn: ARN } }]);
  });

  it('are all of the account that AWS Organizations tells about', async () => {
    const requestParameters = {
      accountId: ACCOUNT_ID,
      sourceParentId: 'r-ab12',
      destinationParentId: 'ou-ab12-12345678',
    };
    startedBy({ eventName: 'MoveAccount', requestParameters });
    const contacts = await aws().contactsOfExecution(ARN);
    expect(contacts.map(({ alternateContactType }) => alternateContactType)).toEqual([
      'BILLING',
      'OPERATIONS',
      'SECURITY',
    ]);
    expect(contacts).toContainEqual(SECURITY);
  });

  it.each([{ eventName: 'MoveAccount' }, { eventName: 'Other' }, undefined])('are none of %j', async (detail) => {
    startedBy(detail);
    await expect(aws().contactsOfExecution(ARN)).resolves.toEqual([]);
  });

  it('are none when AWS has forgotten the execution', async () => {
    fakeClient(SFNClient, () => {
      throw new ExecutionDoesNotExist({ message: 'none', $metadata: {} });
    });
    await expect(aws().contactsOfExecution(ARN)).resolves.toEqual([]);
  });
});

describe('contactsOf', () => {
  const organization = () =>
    fakeClient(OrganizationsClient, () => ({ Organization: { MasterAccountId: MANAGEMENT_ACCOUNT_ID } }));
  const account = () =>
    fakeClient(AccountClient, () => ({ AlternateContact: { Name: 'SOC', EmailAddress: 'soc@example.com' } }));

  it("omits the AccountId for the caller's own account, and does not ask for the organization", async () => {
    calledBy(ACCOUNT_ID);
    const [asked, sent] = [organization(), account()];
    const read = await aws().contactsOf(ACCOUNT_ID);
    await expect(read('SECURITY')).resolves.toEqual({
      name: 'SOC',
      title: '',
      emailAddress: 'soc@example.com',
      phoneNumber: '',
    });
    expect(sent).toEqual([{ name: 'GetAlternateContactCommand', input: { AlternateContactType: 'SECURITY' } }]);
    expect(asked).toEqual([]);
  });

  it.each([MANAGEMENT_ACCOUNT_ID, ACCOUNT_ID])('names a member account when %s calls', async (caller) => {
    calledBy(caller);
    organization();
    const sent = account();
    await (await aws().contactsOf(MEMBER))('BILLING');
    expect(sent[0]?.input).toEqual({ AlternateContactType: 'BILLING', AccountId: MEMBER });
  });

  it('asks for the organization once for all accounts', async () => {
    calledBy(ACCOUNT_ID);
    const [asked, sent] = [organization(), account()];
    const { contactsOf } = aws();
    for (const each of [MEMBER, '444444444444', MEMBER]) await (await contactsOf(each))('BILLING');
    expect(asked).toHaveLength(1);
    expect(sent).toHaveLength(3);
  });

  it('is null when the contact is not set', async () => {
    calledBy(ACCOUNT_ID);
    fakeClient(AccountClient, () => {
      throw notFound();
    });
    await expect((await aws().contactsOf(ACCOUNT_ID))('SECURITY')).resolves.toBeNull();
  });

  it('refuses the management account to other callers', async () => {
    calledBy(ACCOUNT_ID);
    organization();
    await expect(aws().contactsOf(MANAGEMENT_ACCOUNT_ID)).rejects.toThrow(/is the management account/);
  });

  it('refuses other accounts to a caller without an organization', async () => {
    calledBy(ACCOUNT_ID);
    fakeClient(OrganizationsClient, () => {
      throw new AWSOrganizationsNotInUseException({ message: 'none', $metadata: {} });
    });
    await expect(aws().contactsOf(MEMBER)).rejects.toThrow(RefusedError);
  });

  it('names the action when a call fails', async () => {
    calledBy(ACCOUNT_ID);
    fakeClient(AccountClient, () => {
      throw new Error('no');
    });
    fakeClient(OrganizationsClient, () => {
      throw new Error('no');
    });
    const read = await aws().contactsOf(ACCOUNT_ID);
    await expect(read('SECURITY')).rejects.toMatchObject({ action: 'account:GetAlternateContact' });
    await expect(aws().contactsOf(MEMBER)).rejects.toMatchObject({ action: 'organizations:DescribeOrganization' });
  });

  it.each([
    ['eu-west-1', 'account.us-east-1.amazonaws.com'],
    ['cn-north-1', 'account.cn-northwest-1.amazonaws.com.cn'],
    ['us-gov-east-1', 'account.us-gov-west-1.amazonaws.com'],
  ])('calls from %s the endpoint of the partition, %s', async (region, host) => {
    calledBy(MANAGEMENT_ACCOUNT_ID);
    organization();
    const hosts: Promise<string>[] = [];
    vi.spyOn(AccountClient.prototype, 'send').mockImplementation(function (this: AccountClient) {
      hosts.push(hostOf(this));
      return Promise.reject(notFound());
    });
    await (await aws({ AWS_REGION: region }).contactsOf(MEMBER))('BILLING');
    await expect(Promise.all(hosts)).resolves.toEqual([host]);
  });
});

/** Where the client sends its calls. */
async function hostOf({ config }: AccountClient): Promise<string> {
  const [Region, UseFIPS, UseDualStack] = await Promise.all([
    config.region(),
    config.useFipsEndpoint(),
    config.useDualstackEndpoint(),
  ]);
  return config.endpointProvider({ Region, UseFIPS, UseDualStack }).url.hostname;
}
