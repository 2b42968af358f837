import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { APPROVER, makeRequest, nonceIn, OTHER_APPROVER, REQUESTER, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

let stack: TestStack;
let user: Requester;

useStack((used) => {
  ({ stack, user } = used);
});

describe('a cancellation', () => {
  it('ends the request at once when its requester asks for it', async () => {
    const { requestId } = await pendingRequest();
    await cancel({ requestId, requestedBy: REQUESTER, reason: 'The mailbox stays' });
    const { execution, output } = await user.end(requestId);
    expect(execution.status).toBe('SUCCEEDED');
    expect(output.status).toBe('CANCELLED');
    expect(await user.statuses(requestId)).toEqual(['RECEIVED', 'PENDING_APPROVAL', 'CANCELLED']);
  });

  it('leaves the approver a page that says so, and takes no vote', async () => {
    const { requestId, link } = await pendingRequest();
    await cancel({ requestId, requestedBy: REQUESTER });
    await user.end(requestId);
    expect(await (await fetch(link)).text()).toMatch(/cancelled/i);
    await user.vote(link, 'approve');
    expect(await user.record(requestId)).toMatchObject({ status: 'CANCELLED', votes: [] });
  });

  it('is ignored when somebody else asks for it', async () => {
    const { requestId, link } = await pendingRequest();
    await cancel({ requestId, requestedBy: 'eve@example.com' });
    await until('the log', async () => stack.logs.find((line) => line.includes('notTheRequester')));
    await user.vote(link, 'approve');
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
    const [refused, vote, ...others] = await auditsOf(requestId);
    expect(refused).toMatchObject({ action: 'cancellation', code: 'notTheRequester', by: { id: 'eve@example.com' } });
    const by = { kind: 'approver', id: APPROVER };
    const from = {
      sourceIp: expect.stringMatching(/^[\d.:a-f]+$/),
      userAgent: expect.stringMatching(/^[0-9a-f]{64}$/),
    };
    expect(vote).toMatchObject({ action: 'vote', outcome: 'recorded', decision: 'approve', by, ...from });
    expect(others).toEqual([]);
  });

  it('is ignored when the request is decided already, or unknown', async () => {
    const { requestId, link } = await pendingRequest();
    await user.vote(link, 'reject', 'no');
    await user.end(requestId);
    await cancel({ requestId, requestedBy: REQUESTER });
    await cancel({ requestId: 'nobody-knows-it', requestedBy: REQUESTER });
    await until('the logs', async () =>
      ['"ended"', '"unknown"'].every((why) => stack.logs.some((line) => line.includes(why))) ? true : undefined,
    );
    expect(await user.record(requestId)).toMatchObject({ status: 'REJECTED' });
  });
});

describe('the page of the requester', () => {
  it('shows how the request stands, and cancels it', async () => {
    const { requestId, link } = await pendingRequest();
    const page = await user.requestLink(requestId);
    const shown = await (await fetch(page)).text();
    expect(shown).toContain('Waiting for approval');
    const answer = await fetch(page, {
      method: 'POST',
      body: new URLSearchParams({ nonce: nonceIn(shown), comment: 'Not before Monday' }),
      redirect: 'manual',
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, page]);
    expect((await user.end(requestId)).output.status).toBe('CANCELLED');
    const ended = await (await fetch(page)).text();
    expect(ended).toContain('Not before Monday');
    expect(ended).not.toContain('<form');
    expect(await (await fetch(link)).text()).toMatch(/cancelled/i);
  });

  it('tells the approvers by mail that there is nothing left to decide', async () => {
    const { requestId } = await pendingRequest();
    await until('both mails', async () => ((await user.record(requestId)).mails.length === 3 ? true : undefined));
    await cancel({ requestId, requestedBy: REQUESTER });
    await user.end(requestId);
    const told = (await stack.mails()).filter(
      ({ subject, body }) => /^Cancelled/.test(subject) && body.text?.includes(requestId),
    );
    expect(told.map(({ destination }) => destination.to[0]).sort()).toEqual([APPROVER, OTHER_APPROVER, REQUESTER]);
  });

  it('changes nothing when it is opened, or when its form is forged', async () => {
    const { requestId, link } = await pendingRequest();
    const page = await user.requestLink(requestId);
    await fetch(page, { method: 'HEAD' });
    const forged = await fetch(page, { method: 'POST', body: new URLSearchParams({ nonce: 'x', comment: '' }) });
    expect(forged.status).toBe(422);
    expect((await fetch(page.replace('/requests/', '/approvals/'))).status).toBe(404);
    expect((await fetch(link.replace('/approvals/', '/requests/'))).status).toBe(404);
    expect(await user.record(requestId)).toMatchObject({ status: 'PENDING_APPROVAL' });
    await user.vote(link, 'approve');
    await user.end(requestId);
    expect(await (await fetch(page)).text()).toContain('Applied');
  });

  // The last one: whatever would follow stands in the same line.
  it('says its place in line, and that it is too late to cancel, while the changes of others are before it', async () => {
    const { requestId, link } = await pendingRequest();
    const page = await user.requestLink(requestId);
    await makeLine(60_000);
    await user.vote(link, 'approve');
    const shown = await until('its place', async () => {
      const text = await (await fetch(page)).text();
      return text.includes('In line') ? text : undefined;
    });
    expect(shown).toMatch(/In line, \d{2,3} of \d{2,3} changes before yours: about \d+ seconds\./);
    expect(shown).toContain('Too late to cancel');
  });
});

let accounts = 0;

async function pendingRequest(): Promise<{ requestId: string; link: string }> {
  accounts += 1;
  const accountId = String(900_000_000_000 + accounts);
  const request = makeRequest({
    changes: [{ accountId, alternateContactType: 'SECURITY', action: 'PUT', contact: SOC }],
  });
  await user.put(request);
  return { requestId: request.requestId, link: await user.link(request.requestId) };
}

async function cancel(detail: object): Promise<void> {
  const entry = {
    EventBusName: stack.health.eventBusName,
    Source: 'alternate-contacts',
    DetailType: 'Alternate Contact Change Cancellation Requested',
    Detail: JSON.stringify(detail),
  };
  await new EventBridgeClient(stack.client).send(new PutEventsCommand({ Entries: [entry] }));
}

/** Makes a line that is so many milliseconds long. */
async function makeLine(milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  const moved = { pushed: 0, shifted: 0, slowness: 100, slowedAt: 0 };
  await DynamoDBDocumentClient.from(new DynamoDBClient(stack.client)).send(
    new PutCommand({
      TableName: stack.health.eventBusName,
      Item: { pk: 'LINE#contacts', frontEnd: end, backEnd: end, ...moved },
    }),
  );
}

/** The details of the audit events about a request, in order. */
async function auditsOf(requestId: string): Promise<Record<string, unknown>[]> {
  const events = (await stack.events()).filter((event) => event['detail-type'] === 'Alternate Contact Audit Recorded');
  return events.map(({ detail }) => Object(detail)).filter(({ requests }) => requests.includes(`test/${requestId}`));
}
