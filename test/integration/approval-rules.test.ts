import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../schemas/compiled/change-request.js';
import { APPROVER, makeRequest, OTHER_APPROVER, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

/** The sweep of every five minutes comes every ten seconds, the shortest that the embedded AWS does. */
const TIME_SCALE = 0.01;

const FINANCE = 'finance@example.com';
const CHIEF = 'chief@example.com';

/** Has got all the mails of this hour. */
const BUSY = 'busy@example.com';

/** SES's mailbox simulator: mails to it bounce. */
const BOUNCING = 'bounce@simulator.amazonses.com';
const COMPLAINING = 'complaint@simulator.amazonses.com';

const POLICY = `
allowedEmailDomains: [example.com]
groups:
  leads: [${APPROVER}, ${OTHER_APPROVER}]
  finance: [${FINANCE}]
approvals:
  - name: many at once
    when: { changes: { atLeast: 3 } }
    approvers: [${CHIEF}]
    quorum: 1
    commentRequired: true
    rounds: [{ wait: 72h }]
  - name: production
    when: { tags: { Environment: [production] } }
    approvers: [leads, finance]
    quorum: one-of-each
    rounds: [{ wait: 72h }]
  - name: a lead who cannot be reached
    when: { accountId: ["900000000041", "900000000043"] }
    approvers: [${BOUNCING}]
    quorum: 1
    rounds: [{ wait: 72h }, { wait: 72h, remind: true }, { wait: 72h, escalateTo: [${CHIEF}] }]
  - name: nobody can be reached
    when: { accountId: ["900000000042"] }
    approvers: [${BOUNCING}, ${COMPLAINING}]
    quorum: 1
    rounds: [{ wait: 72h }]
  - name: a majority rejects
    when: { alternateContactType: [BILLING] }
    approvers: [leads, finance]
    quorum: 2
    rejection: majority
    rounds: [{ wait: 72h }]
  - name: a busy approver
    when: { accountId: ["900000000058"] }
    approvers: [${BUSY}]
    quorum: 1
    rounds: [{ wait: 72h }]
  - name: everything else
    approvers: [leads]
    quorum: 2
    rounds: [{ wait: 72h }]
`;

let stack: TestStack;
let user: Requester;

useStack(
  (used) => {
    ({ stack, user } = used);
  },
  { policy: POLICY, timeScale: TIME_SCALE },
);

describe('a rule', () => {
  it('matches by a tag of the account, and requires one approval from each group when the rule says so', async () => {
    const { requestId } = await put({ accountId: '222222222222' });
    await user.vote(await user.link(requestId), 'approve');
    await user.vote(await user.link(requestId, OTHER_APPROVER), 'approve');
    expect((await user.record(requestId)).status).toBe('PENDING_APPROVAL');
    await user.vote(await user.link(requestId, FINANCE), 'approve');
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
  });

  it('matches by the number of changes, and requires a comment when the rule says so', async () => {
    const { requestId } = await put(
      ...['900000000051', '900000000052', '900000000053'].map((accountId) => ({ accountId })),
    );
    const link = await user.link(requestId, CHIEF);
    const answer = await user.vote(link, 'approve');
    expect(answer.status).toBe(422);
    expect(await answer.text()).toMatch(/comment/i);
    expect((await user.vote(link, 'approve', 'Called the SOC')).status).toBe(303);
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
  });

  it('needs a majority to reject, and lets approvers change their minds', async () => {
    const { requestId } = await put({ accountId: '900000000054', alternateContactType: 'BILLING' });
    const link = await user.link(requestId);
    expect((await user.vote(link, 'reject', 'Why?')).status).toBe(303);
    expect((await user.record(requestId)).status).toBe('PENDING_APPROVAL');
    await user.vote(link, 'approve', 'I see');
    await user.vote(await user.link(requestId, FINANCE), 'approve');
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
    const { votes } = await user.record(requestId);
    expect(votes.map(({ decision }) => decision)).toEqual(['approve', 'approve']);
  });
});

describe('a vote', () => {
  it('can be changed until the request is decided, which the other approvers then hear by mail', async () => {
    const { requestId } = await put({ accountId: '900000000055' });
    const link = await user.link(requestId);
    await user.vote(link, 'approve');
    expect(await (await fetch(link)).text()).toContain('<form');
    await user.vote(link, 'reject', 'I was too fast');
    expect((await user.end(requestId)).output.status).toBe('REJECTED');
    const told = (await stack.mails()).filter(
      ({ subject, body }) => /^Rejected/.test(subject) && body.text?.includes(requestId),
    );
    expect(told.map(({ destination }) => destination.to[0]).sort()).toEqual([OTHER_APPROVER, 'jane@example.com']);
  });
});

describe('an approver whom mail cannot reach', () => {
  it('ends the round at once, and the next approver is asked', async () => {
    const { requestId } = await put({ accountId: '900000000041' });
    const link = await user.link(requestId, CHIEF);
    expect(await (await fetch(link)).text()).toMatch(/could not be reached/i);
    const { round, unreachable } = await user.record(requestId);
    expect([round, unreachable[0]?.approver]).toEqual([2, BOUNCING]);
    await user.vote(link, 'approve');
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
  });

  it('ends the request at once and tells the requester why when nobody else is left', async () => {
    const { requestId } = await put({ accountId: '900000000042' });
    expect((await user.end(requestId)).output.status).toBe('EXPIRED');
    const mail = (await stack.mails()).find(
      ({ subject, body }) => /^Expired/.test(subject) && body.text?.includes(requestId),
    );
    expect(mail?.body.text).toContain(BOUNCING);
    expect(mail?.body.text).toContain(COMPLAINING);
  });

  it('has the same effect when SES refuses the mail outright', async () => {
    await stack.setFaults([{ operation: 'SendEmail', error: 'MessageRejected', times: 1 }]);
    const { requestId } = await put({ accountId: '900000000043' });
    await user.vote(await user.link(requestId, CHIEF), 'approve');
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
  });
});

describe('an approver who has got many mails in this hour', () => {
  it('gets one summary at the next sweep, by whose links requests are approved', async () => {
    const person = createHash('sha256').update(BUSY).digest('hex');
    const hour = Math.floor(Date.now() / 3_600_000) * 3600;
    await DynamoDBDocumentClient.from(new DynamoDBClient(stack.client)).send(
      new PutCommand({
        TableName: 'alternate-contacts-local',
        Item: { pk: `MAILS#approver#${person}`, countedHour: hour + 3600, mailCount: 60 },
      }),
    );
    const { requestId } = await put({ accountId: '900000000058' });
    const mail = await until('the summary', async () =>
      (await stack.mails()).find(({ destination }) => destination.to.includes(BUSY)),
    );
    expect(mail.subject).toBe('1 more request waits for your decision');
    await user.vote(/https?:\S+\/approvals\/[\w-]{43}/.exec(mail.body.text ?? '')?.[0] ?? '', 'approve');
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
  });
});

describe('a decision that did not wake its workflow', () => {
  it('is recorded and shown, and the next sweep finds it', async () => {
    const { requestId } = await put({ accountId: '900000000056' });
    await user.vote(await user.link(requestId), 'approve');
    const link = await user.link(requestId, OTHER_APPROVER);
    await stack.setFaults([{ operation: 'SendTaskSuccess', error: 'InternalFailure', times: 3 }]);
    expect((await user.vote(link, 'approve')).status).toBe(303);
    expect(await user.record(requestId)).toMatchObject({ status: 'APPROVED', taskToken: expect.any(String) });
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
    const sweep = await until('the log of the sweep', async () =>
      stack.logs.find((line) => line.includes('Waking a stalled approval') && line.includes(requestId)),
    );
    expect(sweep).toContain('APPROVED');
    expect(stack.logs.some((line) => line.includes('"PendingApprovals"'))).toBe(true);
  });
});

describe('a change that AWS has acknowledged but does not show yet', () => {
  it('is APPLIED and not confirmed, and confirmed when a later sweep sees it', async () => {
    const { requestId } = await put({ accountId: '900000000057' });
    await stack.setFaults([
      { operation: 'PutAlternateContact', inputContains: '900000000057', times: 1, visibleAfterMs: 7000 },
    ]);
    await user.vote(await user.link(requestId), 'approve');
    await user.vote(await user.link(requestId, OTHER_APPROVER), 'approve');
    const key = { accountId: '900000000057', alternateContactType: 'SECURITY' };
    expect((await user.end(requestId)).output).toMatchObject({
      status: 'APPLIED',
      results: [{ ...key, status: 'APPLIED', confirmed: false }],
    });
    await until('the confirmation', async () =>
      (await user.record(requestId)).history.find(({ type }) => type === 'ChangeConfirmed'),
    );
    expect((await user.record(requestId)).results).toEqual([{ ...key, status: 'APPLIED' }]);
    expect(stack.logs.some((line) => line.includes('"UnconfirmedChanges"'))).toBe(true);
  });
});

async function put(...keys: Partial<Pick<Change, 'accountId' | 'alternateContactType'>>[]) {
  const request = makeRequest({
    changes: keys.map(({ accountId = '', alternateContactType = 'SECURITY' }) => ({
      ...{ accountId, alternateContactType, action: 'PUT', contact: SOC },
    })),
  });
  await user.put(request);
  return request;
}
