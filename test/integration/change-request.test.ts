import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { APPROVER, makeRequest, OTHER_APPROVER, REQUESTER, type Requester, SOC, until } from './requester.ts';
import { expectNoSecretsInLogs } from './secrets.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

let stack: TestStack;
let user: Requester;

useStack((used) => {
  ({ stack, user } = used);
});

describe('a change request', () => {
  it('ends APPLIED and sets the contact after one click in the mail', async () => {
    const request = makeRequest();
    await user.put(request);
    const answer = await user.vote(await user.link(request.requestId), 'approve');
    expect(answer.status).toBe(303);

    const { execution, output } = await user.end(request.requestId);
    expect(execution.status).toBe('SUCCEEDED');
    expect(output).toEqual({
      requestId: request.requestId,
      status: 'APPLIED',
      results: [{ accountId: '222222222222', alternateContactType: 'SECURITY', status: 'APPLIED' }],
    });
    expect(await user.contact('222222222222', 'SECURITY')).toEqual(SOC);
    expect(await user.statuses(request.requestId)).toEqual(['RECEIVED', 'PENDING_APPROVAL', 'APPROVED', 'APPLIED']);
  });

  it('asks every approver, with a link of their own', async () => {
    const request = makeRequest({ changes: [change('333333333333')] });
    await user.put(request);
    const links = [await user.link(request.requestId, APPROVER), await user.link(request.requestId, OTHER_APPROVER)];
    expect(new Set(links).size).toBe(2);
    await user.vote(links[1] ?? '', 'approve');
    expect((await user.end(request.requestId)).output.status).toBe('APPLIED');
  });

  it('sends mails whose text and HTML part hold exactly one link', async () => {
    const request = makeRequest({
      changes: [change('333333333333', { ...SOC, name: 'https://elsewhere.example.net' })],
      reason: 'See https://wiki.example.com/soc and www.example.org',
      source: { system: 'portal', reference: 'OPS-42', url: 'https://portal.example.com/OPS-42' },
    });
    await user.put(request);
    const link = await user.link(request.requestId);
    const mail = (await stack.mails()).find(({ body }) => body.text?.includes(link));
    expect(mail?.body.text?.match(/https?:\/\/\S+/g)).toEqual([link]);
    expect(mail?.body.html?.match(/https?:\/\/[^\s"<]+/g)).toEqual([link]);
    expect(link).toMatch(new RegExp(`^${stack.httpApiUrl}/approvals/[A-Za-z0-9_-]{43}$`));
    await user.vote(link, 'reject', 'only a test');
  });

  it('ends REJECTED and changes nothing when one approver rejects', async () => {
    const before = await user.contact('444444444444', 'BILLING');
    const request = makeRequest({ changes: [{ ...change('444444444444'), alternateContactType: 'BILLING' }] });
    await user.put(request);
    await user.vote(await user.link(request.requestId), 'reject', 'Use the shared mailbox');
    const { execution, output } = await user.end(request.requestId);
    expect(execution.status).toBe('SUCCEEDED');
    expect(output.status).toBe('REJECTED');
    expect(await user.contact('444444444444', 'BILLING')).toEqual(before);
    const mail = await requesterMail(request.requestId);
    expect(mail.body.text).toContain('Use the shared mailbox');
  });

  it('ends UNCHANGED and asks nobody when the contact is as requested', async () => {
    const first = makeRequest({ changes: [change('900000000001')] });
    await apply(first);
    const second = makeRequest({ changes: [change('900000000001')] });
    await user.put(second);
    const { output } = await user.end(second.requestId);
    expect(output.status).toBe('UNCHANGED');
    expect((await user.links()).has(second.requestId)).toBe(false);
  });

  it('ends DUPLICATE, leaves the first request alone and tells both when the requestId is taken', async () => {
    const request = makeRequest({ changes: [change('900000000002')] });
    const mallory = 'mallory@example.com';
    await user.put(request);
    const link = await user.link(request.requestId);
    const executions = await user.executions();
    await user.put({ ...request, requestedBy: mallory, changes: [change('900000000003')] });
    const duplicate = await until('a second execution', async () =>
      (await user.executions()).find((arn) => !executions.includes(arn)),
    );
    await until('the end of the duplicate', async () => {
      const history = await user.history(duplicate);
      return history.at(-1)?.type === 'ExecutionSucceeded' ? history : undefined;
    });
    expect(
      JSON.parse((await user.history(duplicate)).at(-1)?.executionSucceededEventDetails?.output ?? '{}'),
    ).toMatchObject({
      requestId: request.requestId,
      status: 'DUPLICATE',
    });
    const told = (await stack.mails()).filter(
      ({ subject, body }) => subject.includes(request.requestId) && !/\/(approvals|requests)\//.test(body.text ?? ''),
    );
    expect(told.map(({ destination, subject }) => [...destination.to, subject])).toEqual([
      [mallory, `Duplicate: request ${request.requestId}`],
      [REQUESTER, `Another request under the id ${request.requestId}`],
    ]);
    expect(stack.logs.some((line) => line.includes('"ContestedRequestIds":1'))).toBe(true);
    await user.vote(link, 'approve');
    expect(await until('the first contact', () => user.contact('900000000002', 'SECURITY'))).toEqual(SOC);
    expect(await user.contact('900000000003', 'SECURITY')).toBeUndefined();
  });

  it('removes a contact, and sets the one of the account that the service runs in', async () => {
    const request = makeRequest({ changes: [change('111111111111')] });
    await apply(request);
    expect(await user.contact('111111111111', 'SECURITY')).toEqual(SOC);
    const removal = makeRequest({
      changes: [{ accountId: '111111111111', alternateContactType: 'SECURITY', action: 'DELETE' }],
    });
    await apply(removal);
    expect(await user.contact('111111111111', 'SECURITY')).toBeUndefined();
  });

  it('fails and is kept in the dead-letter queue when the event is not an object', async () => {
    const { stateMachineArn } = stack.health;
    const { executionArn = '' } = await user.stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn, input: '"nobody\'s request"' }),
    );
    const last = await until('the failure', async () => {
      const event = (await user.history(executionArn)).at(-1);
      return event?.type === 'ExecutionFailed' ? event : undefined;
    });
    expect(last.executionFailedEventDetails).toMatchObject({ error: 'MalformedEventError' });
    const message = await receiveDeadLetter();
    expect(message).toBe('"nobody\'s request"');
  });

  it('logs no contact detail, link or task token', async () => {
    await expectNoSecretsInLogs(stack);
  });
});

function change(accountId: string, contact = SOC) {
  return { accountId, alternateContactType: 'SECURITY', action: 'PUT', contact } as const;
}

async function apply(request: ReturnType<typeof makeRequest>): Promise<void> {
  await user.put(request);
  await user.vote(await user.link(request.requestId), 'approve');
  expect((await user.end(request.requestId)).output.status).toBe('APPLIED');
}

function requesterMail(requestId: string) {
  return until(`a mail that tells the requester of ${requestId} the outcome`, async () =>
    (await stack.mails()).find(
      ({ subject, destination, body }) =>
        destination.to.includes(REQUESTER) && body.text?.includes(requestId) && !subject.startsWith('Waiting'),
    ),
  );
}

async function receiveDeadLetter(): Promise<string> {
  const sqs = new SQSClient(stack.client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'alternate-contacts-local-dead-letters' }));
  return until(
    'a dead letter',
    async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0]?.Body,
  );
}
