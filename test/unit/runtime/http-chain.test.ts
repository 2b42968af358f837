import '../environment.ts';

import { describe, expect, it } from 'vitest';
import { httpChain } from '../../../functions/runtime/http-chain.ts';
import { requestPage } from '../functions/invoke.ts';

const chain = () => httpChain({ contentSecurityPolicy: "default-src 'none'", problemPage: () => 'a problem' });
const throwing = (error: unknown) =>
  chain().handler(async () => {
    throw error;
  });

describe('httpChain', () => {
  it('adds the headers of a page to those of the answer', async () => {
    const handler = chain().handler(async () => ({ statusCode: 303, headers: { location: '/x' }, body: '' }));
    const { headers } = await requestPage(handler, {});
    expect(headers).toMatchObject({
      location: '/x',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'",
    });
  });

  it.each([400, 415, 422])('answers the problem page with %i when the error means that status', async (statusCode) => {
    const answer = await requestPage(throwing(Object.assign(new Error('detail'), { statusCode })), {});
    expect(answer).toMatchObject({ statusCode, body: 'a problem', headers: { 'cache-control': 'no-store' } });
  });

  it.each([
    Object.assign(new Error('detail'), { statusCode: 500 }),
    Object.assign(new Error('detail'), { statusCode: '422' }),
    new Error('detail'),
    'detail',
  ])('answers the problem page with 500 when the error is %o', async (error) => {
    await expect(requestPage(throwing(error), {})).resolves.toMatchObject({ statusCode: 500, body: 'a problem' });
  });
});
