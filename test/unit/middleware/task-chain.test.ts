import '../environment.ts';

import { describe, expect, it, vi } from 'vitest';
import { taskChain } from '../../../functions/middleware/task-chain.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { invoke } from '../functions/invoke.ts';

const isText = (data: unknown): data is { text: string } =>
  typeof data === 'object' && data !== null && 'text' in data && typeof data.text === 'string';
const chain = () => taskChain({ input: isText, output: isText });

describe('taskChain', () => {
  it('passes the input on and the output back', async () => {
    const handler = chain().handler(async ({ text }) => ({ text: text.toUpperCase() }));
    await expect(invoke(handler, { text: 'a' })).resolves.toEqual({ text: 'A' });
  });

  it('throws BadRequestError and does not call the handler when the input breaks its schema', async () => {
    const called = vi.fn();
    const handler = chain().handler(async (input) => {
      called();
      return input;
    });
    await expect(invoke(handler, {})).rejects.toMatchObject({ name: 'BadRequestError' });
    expect(called).not.toHaveBeenCalled();
  });

  it('throws InternalServerError when the output breaks its schema', async () => {
    const handler = chain().handler(async () => JSON.parse('{"text":42}'));
    await expect(invoke(handler, { text: 'a' })).rejects.toMatchObject({ name: 'InternalServerError' });
  });

  it('throws the very error that the handler throws', async () => {
    const error = Object.assign(new Error('detail'), { name: 'TooManyRequestsException' });
    const handler = chain().handler(() => Promise.reject(error));
    await expect(invoke(handler, { text: 'a' })).rejects.toBe(error);
  });

  it('logs identifiers and the name of the error, and nothing else of the input', async () => {
    const warn = vi.spyOn(logger, 'warn');
    const handler = chain().handler(() => Promise.reject(new TypeError('detail')));
    const input = {
      text: 'a secret',
      requestKey: 'cli/cli-1',
      accountId: '222222222222',
      alternateContactType: 'BILLING',
    };
    await expect(invoke(handler, input)).rejects.toThrow();
    expect(warn.mock.calls[0]?.[1]).toMatchObject({
      requestKey: 'cli/cli-1',
      accountId: '222222222222',
      alternateContactType: 'BILLING',
      error: 'TypeError',
    });
    for (const secret of ['a secret', 'detail']) expect(JSON.stringify(warn.mock.calls)).not.toContain(secret);
  });
});
