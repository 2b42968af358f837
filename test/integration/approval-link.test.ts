import { describe, expect, it } from 'vitest';
import { loadSize } from '../load-size.ts';
import { makeRequest, nonceIn, OTHER_APPROVER, postVote, type Requester, SOC, until } from './requester.ts';
import { expectNoSecretsInLogs } from './secrets.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

let stack: TestStack;
let user: Requester;

useStack((used) => {
  ({ stack, user } = used);
});

describe('an approval link', () => {
  it('changes nothing, however often it is opened', async () => {
    const { requestId } = await pending('900000000011');
    const link = await user.link(requestId);
    const before = await until('both approvers to be asked, and the requester told', async () => {
      const record = await user.record(requestId);
      return record.mails.length === 3 ? record : undefined;
    });
    const writesBefore = await writes();
    const statuses = await inBatches(loadSize(1000), 8, async (index) => {
      const response = await fetch(link, { method: index % 2 === 0 ? 'GET' : 'HEAD' });
      await response.arrayBuffer();
      return response.status;
    });
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await writes()).toBe(writesBefore);
    expect(await user.record(requestId)).toEqual(before);
    expect(await user.statuses(requestId)).toEqual(['RECEIVED', 'PENDING_APPROVAL']);
    await user.vote(link, 'reject', 'seen enough');
  });

  it('records one vote and wakes the workflow once when its form is sent 20 times at once', async () => {
    const { requestId } = await pending('900000000012');
    const link = await user.link(requestId);
    const nonce = nonceIn(await (await fetch(link)).text());
    const wakesBefore = await wakes();
    const answers = await Promise.all(Array.from({ length: 20 }, () => postVote(link, nonce, 'approve')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    const { output, history } = await user.end(requestId);
    expect(output.status).toBe('APPLIED');
    expect((await wakes()) - wakesBefore).toBe(1);
    expect(history.filter(({ type }) => type === 'TaskSucceeded')).toHaveLength(1);
    expect((await user.record(requestId)).votes).toHaveLength(1);
  });

  it('records one decision when both approvers decide differently at once', async () => {
    const { requestId } = await pending('900000000013');
    const [one, other] = [await user.link(requestId), await user.link(requestId, OTHER_APPROVER)];
    await Promise.all([user.vote(one, 'approve'), user.vote(other, 'reject', 'no')]);
    const { output } = await user.end(requestId);
    const decided = (await user.statuses(requestId)).filter((status) => ['APPROVED', 'REJECTED'].includes(status));
    expect(decided).toHaveLength(1);
    expect(output.status).toBe(decided[0] === 'APPROVED' ? 'APPLIED' : 'REJECTED');
  });

  it('answers 404 with one neutral page when it is unknown, whatever it looks like', async () => {
    const unknown = `${stack.httpApiUrl}/approvals/${'A'.repeat(43)}`;
    const malformed = `${stack.httpApiUrl}/approvals/%2e%2e%3Cscript%3E`;
    const [one, two] = [await fetch(unknown), await fetch(malformed)];
    expect([one.status, two.status]).toEqual([404, 404]);
    expect(await two.text()).toBe(await one.text());
    const posted = await postVote(unknown, 'x', 'approve');
    expect(posted.status).toBe(404);
  });

  it('counts no vote when the form is stale, forged or incomplete', async () => {
    const { requestId } = await pending('900000000014');
    const link = await user.link(requestId);
    const nonce = nonceIn(await (await fetch(link)).text());
    const otherNonce = nonceIn(await (await fetch(await user.link(requestId, OTHER_APPROVER))).text());
    for (const answer of [
      await postVote(link, '', 'approve'),
      await postVote(link, otherNonce, 'approve'),
      await postVote(link, nonce, 'maybe'),
      await postVote(link, nonce, 'reject'),
      await fetch(link, {
        method: 'POST',
        body: '{"decision":"approve"}',
        headers: { 'content-type': 'application/json' },
      }),
    ]) {
      expect(answer.status).toBe(422);
      expect(await answer.text()).toContain('role="alert"');
    }
    expect(await user.statuses(requestId)).toEqual(['RECEIVED', 'PENDING_APPROVAL']);
    await user.vote(link, 'reject', 'enough');
  });

  it('shows who decided what when the request is decided', async () => {
    const { requestId } = await pending('900000000015');
    const link = await user.link(requestId, OTHER_APPROVER);
    await user.vote(await user.link(requestId), 'reject', 'Use the shared mailbox');
    await user.end(requestId);
    const page = await (await fetch(link)).text();
    expect(page).toContain('Use the shared mailbox');
    expect(page).not.toContain('<form');
  });

  it('comes with security headers, for pages and for neutral ones', async () => {
    const { requestId } = await pending('900000000016');
    const link = await user.link(requestId);
    for (const url of [link, `${stack.httpApiUrl}/approvals/unknown`]) {
      const { headers } = await fetch(url);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-robots-tag')).toContain('noindex');
    }
  });

  it('is made with the configured address, never with the Host header', async () => {
    const { requestId } = await pending('900000000017');
    const link = await user.link(requestId);
    const nonce = nonceIn(await (await fetch(link)).text());
    const answer = await fetch(link, {
      method: 'POST',
      body: new URLSearchParams({ decision: 'reject', comment: 'no', nonce }),
      redirect: 'manual',
      headers: { 'x-forwarded-host': 'evil.example.net' },
    });
    expect(answer.headers.get('location')).toBe(link);
  });

  it('leaves no secret in the logs', async () => {
    await expectNoSecretsInLogs(stack);
  });
});

async function pending(accountId: string) {
  const request = makeRequest({
    changes: [{ accountId, alternateContactType: 'SECURITY', action: 'PUT', contact: SOC }],
  });
  await user.put(request);
  return request;
}

/** Writes to the table, and wakes of executions, as the AWS endpoint has received them. */
async function writes(): Promise<number> {
  return (await stack.calls()).filter(({ operation }) =>
    /^(PutItem|UpdateItem|DeleteItem|SendTask\w+)$/.test(operation),
  ).length;
}

async function wakes(): Promise<number> {
  return (await stack.calls()).filter(({ operation }) => operation === 'SendTaskSuccess').length;
}

async function inBatches<T>(count: number, size: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let start = 0; start < count; start += size) {
    results.push(
      ...(await Promise.all(Array.from({ length: Math.min(size, count - start) }, (_, index) => work(start + index)))),
    );
  }
  return results;
}
