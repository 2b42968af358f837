import {
  AccountClient,
  DeleteAlternateContactCommand,
  GetAlternateContactCommand,
  PutAlternateContactCommand,
} from '@aws-sdk/client-account';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FixtureOptions, type FixtureStack, startFixture } from './fixture/stack.ts';
import { type TestStack, useStack } from './stack.ts';

const TYPE = { AlternateContactType: 'SECURITY' } as const;
const CONTACT = { EmailAddress: 'soc@example.com', Name: 'SOC', PhoneNumber: '+1 555 0100', Title: 'Security' };
const ROLE_ARN = 'arn:aws:iam::111111111111:role/fixture-writer';
const SESSION_ARN = 'arn:aws:sts::111111111111:assumed-role/fixture-writer/test';

/** What the fixture's function signs its calls with. */
const FUNCTION_KEYS = { accessKeyId: 'fixture-echo', secretAccessKey: 'local' };

const accountClient = (stack: TestStack, settings: object = {}) => new AccountClient({ ...stack.client, ...settings });

/** Starts a stack of its own before the tests of a block, and stops it after them. */
function useFixture(options: FixtureOptions, started: (stack: TestStack) => void): void {
  let fixture: FixtureStack | undefined;
  beforeAll(async () => {
    fixture = await startFixture(options);
    started(useStack(fixture));
  });
  afterAll(() => fixture?.stop());
}

describe('a stack in the delegated administrator account', () => {
  let stack: TestStack;
  useFixture({ accountId: '333333333333' }, (started) => {
    stack = started;
  });

  const sts = (credentials: object = FUNCTION_KEYS) =>
    new STSClient({ ...stack.client, credentials: { ...FUNCTION_KEYS, ...credentials } });

  /** The credentials of a role, which the fixture's function assumes. */
  async function assumeRole(RoleArn = ROLE_ARN) {
    const { Credentials } = await sts().send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = Credentials ?? {};
    expect(Expiration?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  }

  test('names that account in identities, ARNs and events', async () => {
    expect(await new STSClient(stack.client).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '333333333333',
      Arn: 'arn:aws:iam::333333333333:user/local',
    });
    expect(await sts().send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '333333333333',
      Arn: 'arn:aws:sts::333333333333:assumed-role/Role/fixture-echo',
    });
    expect(stack.health.stateMachineArn).toBe('arn:aws:states:us-east-1:333333333333:stateMachine:fixture-machine');
    const { environment } = JSON.parse(await (await fetch(`${stack.httpApiUrl}/echo/1`)).text());
    expect(environment).toContain('/333333333333/fixture-queue');
    const entry = { EventBusName: 'fixture-bus', Source: 'test', DetailType: 'Test', Detail: '{}' };
    await new EventBridgeClient(stack.client).send(new PutEventsCommand({ Entries: [entry] }));
    expect((await stack.events()).find(({ source }) => source === 'test')).toMatchObject({ account: '333333333333' });
  });

  test('sets the contacts of members and its own by their ids', async () => {
    const client = accountClient(stack);
    for (const AccountId of ['222222222222', '333333333333']) {
      await client.send(new PutAlternateContactCommand({ ...TYPE, ...CONTACT, AccountId }));
    }
    expect(await client.send(new GetAlternateContactCommand(TYPE))).toMatchObject({ AlternateContact: CONTACT });
  });

  test('sets the contact of the management account by a role there, and not without', async () => {
    const byId = new PutAlternateContactCommand({ ...TYPE, ...CONTACT, AccountId: '111111111111' });
    await expect(accountClient(stack).send(byId)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::333333333333:user/local is not authorized to perform: account:PutAlternateContact (The management account can only be managed using the standalone context from the management account.)',
      $metadata: { httpStatusCode: 403 },
    });
    const credentials = await assumeRole();
    expect(await sts(credentials).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '111111111111',
      Arn: SESSION_ARN,
      UserId: 'AROAfixture-writer:test',
    });
    const client = accountClient(stack, { credentials });
    await client.send(new PutAlternateContactCommand({ ...TYPE, ...CONTACT, Name: 'Management SOC' }));
    const { AlternateContact } = await client.send(new GetAlternateContactCommand(TYPE));
    expect(AlternateContact).toMatchObject({ Name: 'Management SOC' });
    expect((await stack.calls()).at(-1)).toMatchObject({ operation: 'GetAlternateContact', caller: SESSION_ARN });
  });

  test('refuses credentials of a role that lack their session token', async () => {
    const { sessionToken: _, ...credentials } = await assumeRole();
    const get = accountClient(stack, { credentials }).send(new GetAlternateContactCommand(TYPE));
    await expect(get).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });

  test.each([
    ["the function's role does not allow it", 'arn:aws:iam::111111111111:role/other', 'no identity-based policy'],
    ['it is in no account of the organization', 'arn:aws:iam::777777777777:role/fixture-writer', 'sts:AssumeRole on'],
  ])('does not let a role be assumed when %s', async (_condition, roleArn, message) => {
    await expect(assumeRole(roleArn)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe('a stack in an account of no organization', () => {
  let stack: TestStack;
  useFixture({ accountId: '777777777777', accountQuotas: 'scaled' }, (started) => {
    stack = started;
  });

  test('finds no organization', async () => {
    const client = new OrganizationsClient(stack.client);
    await expect(client.send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
      name: 'AWSOrganizationsNotInUseException',
      message: 'Your account is not a member of an organization.',
    });
  });

  test('sets its own contact without an id only', async () => {
    const client = accountClient(stack);
    await client.send(new PutAlternateContactCommand({ ...TYPE, ...CONTACT }));
    expect(await client.send(new GetAlternateContactCommand(TYPE))).toMatchObject({ AlternateContact: CONTACT });
    const byId = new GetAlternateContactCommand({ ...TYPE, AccountId: '777777777777' });
    await expect(client.send(byId)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('makes thousands of calls a second when its quotas are scaled to thousandths', async () => {
    const client = accountClient(stack);
    for (let call = 0; call < 30; call++) await client.send(new PutAlternateContactCommand({ ...TYPE, ...CONTACT }));
  });

  test('sees a write that flickers in every other read', async () => {
    const client = accountClient(stack);
    const billing = { AlternateContactType: 'BILLING' } as const;
    await stack.setFaults([{ operation: 'PutAlternateContact', visibleAfterMs: 60_000, flickers: true }]);
    await client.send(new PutAlternateContactCommand({ ...billing, ...CONTACT }));
    const reads: string[] = [];
    for (let read = 0; read < 4; read++) {
      const name = client.send(new GetAlternateContactCommand(billing)).then(
        ({ AlternateContact }) => AlternateContact?.Name ?? '',
        (error: Error) => error.name,
      );
      reads.push(await name);
    }
    expect(reads).toEqual(['ResourceNotFoundException', 'SOC', 'ResourceNotFoundException', 'SOC']);
    await client.send(new DeleteAlternateContactCommand(billing));
    await expect(client.send(new GetAlternateContactCommand(billing))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('says what is wrong when a fault makes no sense', async () => {
    const wrong = stack.setFaults([{ operation: 'PutAlternateContact', flickers: true }]);
    await expect(wrong).rejects.toThrow('fault 0: flickers needs visibleAfterMs');
  });
});
