import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { type Api, connectApi } from '../../cli/aws/api.ts';
import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import { APPROVER, makeRequest, OTHER_APPROVER, REQUESTER, type Requester, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { payload, replaced, send } from './ticketing/sender.ts';
import { useStack } from './use-stack.ts';

const TICKETS = 'alternate-contacts.webhooks';
const ROLE = 'arn:aws:iam::111111111111:role/AWSReservedSSO_Operators_0123456789abcdef';

let stack: TestStack;
let user: Requester;

useStack((used) => {
  ({ stack, user } = used);
});

/** The service's API, signed by the local user or, with a name, by a session of IAM Identity Center. */
async function api(session?: string): Promise<Api> {
  const keys = session === undefined ? { accessKeyId: 'local', secretAccessKey: 'local' } : await signIn(session);
  const client = { ...stack.client, credentials: keys };
  return connectApi({ stage: 'local', serviceName: 'alternate-contacts-local', endpoint: undefined, client });
}

async function signIn(RoleSessionName: string) {
  const sts = new STSClient({ ...stack.client, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** A request for a contact that no other test of this file changes. */
let accounts = 0;
function newRequest(given: Partial<ChangeRequest> = {}): ChangeRequest {
  accounts += 1;
  const { changes, ...request } = makeRequest(given);
  const accountId = String(900_000_000_100 + accounts);
  return { ...request, changes: changes.map((change) => ({ ...change, accountId })) };
}

/** An issue of GitHub, as it is first and after more has happened to it. */
const issue = (number: number, ...changes: [string, string][]) =>
  replaced(
    payload('github'),
    ['"number": 17', `"number": ${number}`],
    ['issues/17', `issues/${number}`],
    ['900000000102', String(900_000_000_200 + number)],
    ...changes,
  );

describe('the requester', () => {
  it('is whoever signs, and the record says so', async () => {
    const { requestedBy: _, ...request } = newRequest();
    await (await api(REQUESTER)).sendRequest(request);
    await user.link(request.requestId);
    expect(await user.record(request.requestId)).toMatchObject({
      provenBy: 'iam',
      request: { requestedBy: REQUESTER },
    });
  });

  it('cannot be anybody else', async () => {
    const request = newRequest({ requestedBy: 'victim@example.com' });
    await expect((await api(REQUESTER)).sendRequest(request)).rejects.toThrow(`you are signed in as ${REQUESTER}`);
    await expect((await api('jane')).sendRequest(request)).rejects.toThrow('session is not an e-mail address');
  });

  it('is only claimed by a caller whom the policy does not know, and by whoever puts events', async () => {
    const [sent, put] = [newRequest(), newRequest()];
    await (await api()).sendRequest(sent);
    await user.put(put);
    for (const { requestId } of [sent, put]) {
      await user.link(requestId);
      expect(await user.record(requestId)).toMatchObject({ provenBy: 'claimed', request: { requestedBy: REQUESTER } });
    }
  });

  it('is not asked to approve, under any of their addresses', async () => {
    const request = newRequest({ requestedBy: 'Approver-1+aws@example.com' });
    await user.put(request);
    await user.link(request.requestId, OTHER_APPROVER);
    const { approval } = await user.record(request.requestId);
    expect(approval).toMatchObject({
      requirements: [{ approvers: [OTHER_APPROVER] }],
      barred: [{ approver: APPROVER, shapedAs: 'Approver-1+aws@example.com' }],
    });
  });

  it('cancels by a signed call, and nobody else does', async () => {
    const { requestedBy: _, ...request } = newRequest();
    const { requestId } = request;
    await (await api(REQUESTER)).sendRequest(request);
    await user.link(requestId);
    await expect((await api('eve@example.com')).cancelRequest({ requestId })).rejects.toThrow('only its requester');
    await (await api(REQUESTER)).cancelRequest({ requestId, reason: 'It stays' });
    expect((await user.end(requestId)).output.status).toBe('CANCELLED');
  });
});

describe('a ticket', () => {
  it('names who shaped it, and takes its request back when it is closed', async () => {
    const { body } = await send(stack, 'github', issue(41));
    const requestId = body.requestId ?? '';
    await user.link(requestId);
    expect(await user.record(requestId)).toMatchObject({
      provenBy: 'signature',
      request: { contributors: [REQUESTER], replaces: 'all' },
    });
    const closed = await send(stack, 'github', issue(41, ['"action": "opened"', '"action": "closed"']));
    expect(closed.status).toBe(202);
    expect((await user.end(requestId)).output.status).toBe('CANCELLED');
    expect((await user.record(requestId)).cancellation).toMatchObject({ because: { kind: 'takenBack' } });
  });

  it('is not taken back by anybody else, who may not put its event, and has no proof if they may', async () => {
    const { body } = await send(stack, 'github', issue(42));
    const requestId = body.requestId ?? '';
    await user.link(requestId);
    const { source } = (await user.record(requestId)).request;
    const ticket = { system: source.system, reference: source.reference };
    const Detail = JSON.stringify({ source: ticket, takenBackAt: new Date().toISOString() });
    const entry = { DetailType: 'Alternate Contact Change Cancellation Requested', Detail };
    await expect(put({ ...entry, Source: TICKETS })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await put(entry);
    await until('the log', async () => stack.logs.find((line) => line.includes('notProven')));
    expect((await user.record(requestId)).status).toBe('PENDING_APPROVAL');
  });

  it('gets no comment, and nobody a mail to decide, when somebody else asks in its name', async () => {
    const reference = 'octo-org/accounts#43';
    const reasons = [{ pointer: '/source/system', code: 'reservedSource' }];
    for (const system of ['github', 'GitHub']) {
      const request = newRequest({ source: { system, reference } });
      await user.put(request);
      expect((await user.end(request.requestId)).output).toMatchObject({ status: 'INVALID', reasons });
    }
    const broken = { requestId: newRequest().requestId, source: { system: 'github', reference } };
    await user.put(broken);
    expect((await user.end(broken.requestId)).output).toMatchObject({ status: 'INVALID' });
    const events = await stack.events();
    const about = events.filter(({ detail }) => JSON.stringify(detail).includes(reference));
    expect(about.map((event) => event['detail-type'])).not.toContain('Alternate Contact Ticket Comment');
  });

  it('is not spoken for by an execution that somebody starts by hand', async () => {
    const request = newRequest({ source: { system: 'github', reference: 'octo-org/accounts#44' } });
    const event = { source: TICKETS, 'detail-type': 'Alternate Contact Change Requested', detail: request };
    await startByHand({ ...event, results: [], validated: { valid: true } });
    expect((await user.end(request.requestId)).output).toMatchObject({
      status: 'INVALID',
      reasons: [{ pointer: '/source/system', code: 'reservedSource' }],
    });
  });
});

describe('an event that only AWS or the service may put', () => {
  it.each(['Alternate Contact Change Request Status Changed', 'Alternate Contact Ticket Comment'])(
    'is denied to everybody else: %s',
    async (DetailType) => {
      await expect(put({ DetailType, Detail: '{}' })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    },
  );

  it.each([
    { Source: 'aws.organizations', DetailType: 'AWS Service Event via CloudTrail' },
    { Source: 'aws.ses', DetailType: 'Email Bounced' },
    { Source: 'alternate-contacts.webhooks', DetailType: 'Alternate Contact Change Requested' },
    { Source: 'alternate-contacts.other', DetailType: 'Alternate Contact Change Requested' },
    { Source: 'somebody.else', DetailType: 'Alternate Contact Change Requested' },
    { Source: 'alternate-contacts', DetailType: 'Something Else' },
  ])('is denied on the bus of the service: $Source, $DetailType', async (entry) => {
    await expect(put({ ...entry, Detail: '{}' })).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

function startByHand(input: object) {
  const { stateMachineArn } = stack.health;
  return user.stepFunctions.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
}

function put(entry: { Source?: string; DetailType: string; Detail: string }) {
  const { eventBusName: EventBusName } = stack.health;
  const Entries = [{ EventBusName, Source: 'alternate-contacts', ...entry }];
  return new EventBridgeClient(stack.client).send(new PutEventsCommand({ Entries }));
}
