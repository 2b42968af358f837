import '../environment.ts';

import { describe, expect, it, vi } from 'vitest';
import { httpChain } from '../../../functions/middleware/http-chain.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { requestPage } from '../functions/invoke.ts';

const chain = () =>
  httpChain({ headers: { 'content-type': 'text/plain' }, errorBody: (status) => `a problem: ${status}` });
const throwing = (error: unknown) =>
  chain().handler(async () => {
    throw error;
  });

describe('httpChain', () => {
  it('adds the headers of its frame and the security headers to those of the answer', async () => {
    const handler = chain().handler(async () => ({ statusCode: 303, headers: { location: '/x' }, body: '' }));
    const { headers } = await requestPage(handler, {});
    expect(headers).toEqual({
      location: '/x',
      'content-type': 'text/plain',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringMatching(/^max-age=\d{8,}; includeSubDomains$/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex, nofollow',
    });
  });

  it('leaves a header as the answer has it when the frame has another', async () => {
    const headers = { 'content-type': 'text/html' };
    const handler = chain().handler(async () => ({ statusCode: 200, headers, body: '' }));
    await expect(requestPage(handler, {})).resolves.toMatchObject({ headers });
  });

  it.each([400, 415, 422])('answers with the body for %i when the error means that status', async (statusCode) => {
    const answer = await requestPage(throwing(Object.assign(new Error('detail'), { statusCode })), {});
    expect(answer).toMatchObject({
      statusCode,
      body: `a problem: ${statusCode}`,
      headers: { 'cache-control': 'no-store', 'content-type': 'text/plain' },
    });
  });

  it.each([
    Object.assign(new Error('detail'), { statusCode: 500 }),
    Object.assign(new Error('detail'), { statusCode: '422' }),
    new Error('detail'),
    'detail',
  ])('answers with the body for 500 when the error is %o', async (error) => {
    await expect(requestPage(throwing(error), {})).resolves.toMatchObject({
      statusCode: 500,
      body: 'a problem: 500',
    });
  });

  it.each(['ServiceUnavailableError', 'ThrottlingException', 'TimeoutError', 'ConcurrentUpdateError'])(
    'answers with the body for 503, and says when to try again, when the error is %s, which passes',
    async (name) => {
      const error = vi.spyOn(logger, 'error');
      const answer = await requestPage(throwing(Object.assign(new Error('detail'), { name })), {});
      expect(answer).toMatchObject({
        statusCode: 503,
        body: 'a problem: 503',
        headers: { 'retry-after': '10', 'cache-control': 'no-store' },
      });
      expect(error).toHaveBeenCalledWith('Request failed', expect.objectContaining({ error: name }));
    },
  );

  it('says nothing of trying again when the error does not pass', async () => {
    expect((await requestPage(throwing(new Error('detail')), {})).headers).not.toHaveProperty('retry-after');
  });

  it('logs the route and the name of an error, never the path, which may hold a secret, or the message', async () => {
    const [error, info] = [vi.spyOn(logger, 'error'), vi.spyOn(logger, 'info')];
    await requestPage(throwing(new TypeError('detail')), { token: 'a-secret' });
    await requestPage(throwing(Object.assign(new TypeError('detail'), { statusCode: 404 })), { token: 'a-secret' });
    const routeKey = 'GET /approvals/{token}';
    expect(error.mock.calls).toEqual([['Request failed', expect.objectContaining({ routeKey, error: 'TypeError' })]]);
    expect(info.mock.calls).toEqual([['Request refused', { routeKey, statusCode: 404, error: 'TypeError' }]]);
    for (const secret of ['a-secret', 'detail']) {
      expect(JSON.stringify([error.mock.calls, info.mock.calls])).not.toContain(secret);
    }
  });
});
