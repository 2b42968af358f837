import { readFile } from 'node:fs/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { MoveAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { ALTERNATE_CONTACT_TYPES } from '../../functions/domain/contact/contact.ts';
import { APPROVER, makeRequest, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

/** The repository's baseline, with an override by place and one by tag; accounts in production need no approval. */
const POLICY = `
allowedEmailDomains: [example.com]
approvals:
  - { name: production, when: { source: [organization], ou: [ou-ab12-prod0001] }, preApproved: true }
  - { name: every change, approvers: [${APPROVER}], quorum: 1, rounds: [{ wait: 72h }] }
baseline:
  default:
    SECURITY:   { name: Security operations, title: Security, emailAddress: security@example.com, phoneNumber: "+1 555 0100" }
    OPERATIONS: { name: Cloud operations, title: Operations, emailAddress: operations@example.com, phoneNumber: "+1 555 0101" }
    BILLING:    { name: Cloud finance, title: Finance, emailAddress: billing@example.com, phoneNumber: "+1 555 0102" }
  overrides:
    - when: { ou: [ou-ab12-sandbox01] }
      contacts: { BILLING: unmanaged }
    - when: { tags: { CostCenter: ["4711"] } }
      contacts: { BILLING: { name: Team 4711, title: Finance, emailAddress: finance-4711@example.com, phoneNumber: "+1 555 4711" } }
`;

const SECURITY = {
  name: 'Security operations',
  title: 'Security',
  emailAddress: 'security@example.com',
  phoneNumber: '+1 555 0100',
};

let stack: TestStack;
let user: Requester;
let bus: EventBridgeClient;

useStack(
  (used) => {
    ({ stack, user } = used);
    bus = new EventBridgeClient(stack.client);
  },
  { policy: POLICY },
);

describe('an account that is new', () => {
  it('gets one request, however many events announce it, and its contacts when it is approved', async () => {
    const events = ['create-account-result', 'create-managed-account', 'create-account-result'];
    for (const name of events) await putFixture(name);
    const outputs = await until('two duplicates', async () => {
      const ended = await ends();
      return ended.length >= 2 ? ended : undefined;
    });
    const [requestId = ''] = await requestIds('444444444444');
    expect(await requestIds('444444444444')).toEqual([requestId]);
    expect(outputs).toMatchObject([
      { requestId, status: 'DUPLICATE' },
      { requestId, status: 'DUPLICATE' },
    ]);

    await user.vote(await user.link(requestId), 'approve');
    await until('APPLIED', async () => (await user.statuses(requestId)).find((status) => status === 'APPLIED'));
    expect(await contacts('444444444444')).toEqual({
      SECURITY,
      OPERATIONS: expect.objectContaining({ emailAddress: 'operations@example.com' }),
      BILLING: undefined,
    });
  });

  it('ends UNCHANGED without asking or mailing anybody when its contacts are already in place', async () => {
    await putFixture('create-account-result', (text) => text.replaceAll('444444444444', '900000000007'));
    const [first = ''] = await until('a request', () => found(requestIds('900000000007')));
    await user.vote(await user.link(first), 'approve');
    await until('APPLIED', async () => (await user.statuses(first)).find((status) => status === 'APPLIED'));
    const mails = (await stack.mails()).length;

    await move('900000000007', 'ou-ab12-bulk0001', 'ou-ab12-sandbox01');
    const second = await until('a second request', async () =>
      (await requestIds('900000000007')).find((requestId) => requestId !== first),
    );
    await until('its end', async () => (await user.statuses(second)).find((status) => status === 'UNCHANGED'));
    expect((await stack.mails()).length).toBe(mails);
  });
});

describe('an account that is moved', () => {
  it('gets the contacts of its new OU at once when the policy pre-approves them', async () => {
    await putFixture('move-account', (text) => text.replaceAll('333333333333', '222222222222'));
    const [requestId = ''] = await until('a request', () => found(requestIds('222222222222')));
    await until('APPLIED', async () => (await user.statuses(requestId)).find((status) => status === 'APPLIED'));
    expect(await user.statuses(requestId)).toEqual(['RECEIVED', 'APPROVED', 'APPLIED']);
    expect((await contacts('222222222222')).SECURITY).toEqual(SECURITY);
    expect((await user.links()).has(requestId)).toBe(false);
  });

  it('gets a new request for each OU with other contacts, also when it moves back', async () => {
    const account = '900000000008';
    await move(account, 'ou-ab12-bulk0001', 'ou-ab12-sandbox01');
    await until('the first', () => found(requestIds(account)));
    await move(account, 'ou-ab12-sandbox01', 'ou-ab12-bulk0001');
    await until('the second', async () => ((await requestIds(account)).length === 2 ? true : undefined));
    await move(account, 'ou-ab12-bulk0001', 'ou-ab12-sandbox01');
    await until('the third', async () => ((await requestIds(account)).length === 3 ? true : undefined));
  });

  it('gets the contacts of its tags rather than those of its OU', async () => {
    await putFixture('move-account');
    const [requestId = ''] = await until('a request', () => found(requestIds('333333333333')));
    await user.vote(await user.link(requestId), 'approve');
    await until('APPLIED', async () => (await user.statuses(requestId)).find((status) => status === 'APPLIED'));
    expect((await contacts('333333333333')).BILLING?.emailAddress).toBe('finance-4711@example.com');
  });
});

describe('an event that asks for nothing', () => {
  it.each([
    ['a creation that failed', (text: string) => text.replace('"SUCCEEDED"', '"FAILED"'), 'FAILED'],
    ['an account that is suspended', (text: string) => text.replaceAll('444444444444', '555555555555'), 'SUSPENDED'],
  ])('ends quietly and says why: %s', async (_what, change, why) => {
    const before = await user.executions();
    await putFixture('create-account-result', change);
    const output = await until('the end', async () => {
      const [executionArn] = (await user.executions()).filter((arn) => !before.includes(arn));
      return executionArn && (await outputOf(executionArn));
    });
    expect(output).toEqual({ ignored: expect.stringContaining(why) });
  });
});

describe('an event that names no account', () => {
  it('fails the execution, and is kept in the dead-letter queue', async () => {
    const before = await user.executions();
    const path = new URL('../fixtures/reported/joined-without-account-id.json', import.meta.url);
    const Detail = await readFile(path, 'utf8');
    const DetailType = 'AWS Service Event via CloudTrail';
    await bus.send(new PutEventsCommand({ Entries: [{ Source: 'aws.organizations', DetailType, Detail }] }));
    const failure = await until('the failure', async () => {
      const [executionArn] = (await user.executions()).filter((arn) => !before.includes(arn));
      const history = executionArn ? await user.history(executionArn) : [];
      return history.at(-1)?.executionFailedEventDetails;
    });
    expect(failure).toMatchObject({ error: 'MalformedEventError' });
    expect(failure?.cause).toContain('AccountJoinedOrganization names no account');
    const sqs = new SQSClient(stack.client);
    const QueueName = 'alternate-contacts-local-dead-letters';
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const kept = await until(
      'the dead letter',
      async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0]?.Body,
    );
    expect(JSON.parse(kept)).toMatchObject({ detail: JSON.parse(Detail) });
  });
});

describe('an account that AWS Organizations does not know yet', () => {
  it('is waited for', async () => {
    const before = await user.executions();
    await putFixture('create-account-result', (text) => text.replaceAll('444444444444', '999999999999'));
    const failure = await until('the first attempt', async () => {
      const [executionArn] = (await user.executions()).filter((arn) => !before.includes(arn));
      const events = executionArn ? await user.history(executionArn) : [];
      return events.find(({ lambdaFunctionFailedEventDetails: failed }) => failed)?.lambdaFunctionFailedEventDetails;
    });
    expect(failure).toMatchObject({ error: 'AccountNotReadyError', cause: expect.stringContaining('999999999999') });
    const [executionArn = ''] = (await user.executions()).filter((arn) => !before.includes(arn));
    expect((await user.history(executionArn)).at(-1)?.type).not.toMatch(/^Execution/);
  });
});

describe('an account that gets another tag', () => {
  it('gets one request, if the baseline looks at the tag', async () => {
    const toAccount = (text: string) => text.replaceAll('444444444444', '900000000009');
    await putFixture('tag-resource', (text) => toAccount(text).replace('CostCenter', 'Owner'));
    await putFixture('tag-resource', toAccount);
    await until('a request', () => found(requestIds('900000000009')));
    expect(await requestIds('900000000009')).toHaveLength(1);
  });
});

describe('an account that is closed', () => {
  it('loses all changes that wait, whoever asked for them', async () => {
    const accountId = '900000000010';
    const request = makeRequest({
      changes: [{ accountId, alternateContactType: 'SECURITY', action: 'PUT', contact: SOC }],
    });
    await user.put(request);
    await user.link(request.requestId);
    await putFixture('close-account-result', (text) => text.replaceAll('444444444444', accountId));
    expect((await user.end(request.requestId)).output.status).toBe('CANCELLED');
    expect((await user.record(request.requestId)).cancellation?.because).toEqual({ kind: 'accountClosed', accountId });
  });
});

describe('a producer that claims to be the workflow', () => {
  it('ends INVALID and changes nothing', async () => {
    const request = makeRequest({
      source: { system: 'organization' },
      changes: [{ accountId: '222222222222', alternateContactType: 'SECURITY', action: 'PUT', contact: SOC }],
    });
    await user.put(request);
    const { output } = await user.end(request.requestId);
    expect(output).toMatchObject({
      status: 'INVALID',
      reasons: [expect.objectContaining({ pointer: '/source/system', code: 'reservedSource' })],
    });
    expect(await user.contact('222222222222', 'SECURITY')).not.toEqual(SOC);
  });
});

/** Puts a sample event on the default bus, as AWS does. */
async function putFixture(name: string, change = (text: string) => text): Promise<void> {
  const path = new URL(`../fixtures/organization/${name}.json`, import.meta.url);
  const event: { source: string; 'detail-type': string; detail: object } = JSON.parse(
    change(await readFile(path, 'utf8')),
  );
  const entry = { Source: event.source, DetailType: event['detail-type'], Detail: JSON.stringify(event.detail) };
  await bus.send(new PutEventsCommand({ Entries: [entry] }));
}

/** Moves an account, of which an event tells. */
async function move(accountId: string, SourceParentId: string, DestinationParentId: string): Promise<void> {
  const organizations = new OrganizationsClient(stack.client);
  await organizations.send(new MoveAccountCommand({ AccountId: accountId, SourceParentId, DestinationParentId }));
}

/** The requests that events have brought about for an account, in order. */
async function requestIds(accountId: string): Promise<string[]> {
  const details = (await stack.events()).map((event) => Object(event['detail']));
  const registered = details.filter(({ status, source }) => status === 'RECEIVED' && source?.system === 'organization');
  return registered.map(({ requestId }) => String(requestId)).filter((requestId) => requestId.includes(accountId));
}

async function found<T>(list: Promise<T[]>): Promise<T[] | undefined> {
  return (await list).length > 0 ? list : undefined;
}

async function ends(): Promise<unknown[]> {
  const outputs = await Promise.all((await user.executions()).map(outputOf));
  return outputs.filter((output) => output !== undefined);
}

async function outputOf(executionArn: string): Promise<unknown> {
  const last = (await user.history(executionArn)).at(-1);
  const output = last?.executionSucceededEventDetails?.output;
  return output === undefined ? undefined : JSON.parse(output);
}

async function contacts(accountId: string) {
  const read = await Promise.all(
    ALTERNATE_CONTACT_TYPES.map(async (type) => [type, await user.contact(accountId, type)]),
  );
  return Object.fromEntries(read);
}
