import '../environment.ts';

import { describe, expect, it } from 'vitest';
import { httpChain } from '../../../functions/runtime/http-chain.ts';
import { requestPage } from '../functions/invoke.ts';

const chain = () => httpChain({ headers: { 'content-type': 'text/plain' }, problem: () => 'a problem' });
const throwing = (error: unknown) =>
  chain().handler(async () => {
    throw error;
  });

describe('httpChain', () => {
  it('adds the headers of its kind and those for security to those of the answer', async () => {
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

  it('leaves a header as the answer has it when its kind has another', async () => {
    const headers = { 'content-type': 'text/html' };
    const handler = chain().handler(async () => ({ statusCode: 200, headers, body: '' }));
    await expect(requestPage(handler, {})).resolves.toMatchObject({ headers });
  });

  it.each([400, 415, 422])('answers the problem with %i when the error means that status', async (statusCode) => {
    const answer = await requestPage(throwing(Object.assign(new Error('detail'), { statusCode })), {});
    expect(answer).toMatchObject({
      statusCode,
      body: 'a problem',
      headers: { 'cache-control': 'no-store', 'content-type': 'text/plain' },
    });
  });

  it.each([
    Object.assign(new Error('detail'), { statusCode: 500 }),
    Object.assign(new Error('detail'), { statusCode: '422' }),
    new Error('detail'),
    'detail',
  ])('answers the problem with 500 when the error is %o', async (error) => {
    await expect(requestPage(throwing(error), {})).resolves.toMatchObject({ statusCode: 500, body: 'a problem' });
  });
});
