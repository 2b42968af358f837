import '../environment.ts';

import { describe, expect, it, vi } from 'vitest';
import { MalformedEventError } from '../../../functions/domain/errors.ts';
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

  it('passes an error on by its name, with the words of a service and without what it quotes', async () => {
    const message = "User: arn:x is not authorized to send to jane@example.com, which 'Jane' has";
    const error = Object.assign(new Error(message), { name: 'AccessDeniedException', $metadata: { secret: 1 } });
    const handler = chain().handler(() => Promise.reject(error));
    const thrown = await invoke(handler, { text: 'a' }).catch((reason: unknown) => reason);
    expect(thrown).toMatchObject({
      name: 'AccessDeniedException',
      message: 'User: arn:x is not authorized to send to […] which […] has',
    });
    expect(thrown).not.toHaveProperty('$metadata');
  });

  it('passes our own errors on with their message', async () => {
    const handler = chain().handler(() => Promise.reject(new MalformedEventError('/detail is required, "as said"')));
    await expect(invoke(handler, { text: 'a' })).rejects.toMatchObject({
      name: 'MalformedEventError',
      message: '/detail is required, "as said"',
    });
  });

  it.each([new SyntaxError('Unexpected token j, "jane" is not JSON'), new Error('jane'), 'jane'])(
    'leaves out the message of %s, which may quote anything',
    async (reason) => {
      const handler = chain().handler(() => Promise.reject(reason));
      const thrown = await invoke(handler, { text: 'a' }).catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(Error);
      expect(`${thrown} ${Object(thrown).stack}`).not.toContain('jane');
    },
  );

  it('keeps where the error comes from, and takes no line of its message for that', async () => {
    const error = Object.assign(new Error('x\n    at jane (/jane.ts:1:1)'), { name: 'ThrottlingException' });
    const handler = chain().handler(() => Promise.reject(error));
    const { stack } = Object(await invoke(handler, { text: 'a' }).catch((thrown: unknown) => thrown));
    expect(stack).toMatch(/\n {4}at .*task-chain\.test\.ts/);
    const warned = vi.spyOn(logger, 'warn');
    await invoke(handler, { text: 'a' }).catch(() => undefined);
    expect(JSON.stringify(warned.mock.calls)).not.toContain('jane');
  });

  it('logs no identifier that is none', async () => {
    const info = vi.spyOn(logger, 'info');
    const handler = chain().handler(async ({ text }) => ({ text }));
    await invoke(handler, { text: 'a', requestKey: 'jane@example.com', accountId: 'Jane Doe' });
    expect(JSON.stringify(info.mock.calls)).not.toMatch(/jane/i);
  });

  it.each([
    [{ state: { requestKey: 'cli/cli-1' } }, { requestKey: 'cli/cli-1' }],
    [{ state: { detail: { requestId: 'cli-1' } } }, { requestId: 'cli-1' }],
    [{ event: { detail: { requestId: 'cli-1' } } }, { requestId: 'cli-1' }],
    [{ detail: { requestId: 'cli-1' } }, { requestId: 'cli-1' }],
    [{ request: { requestId: 'cli-1' } }, { requestId: 'cli-1' }],
  ])('logs the request of %j', async (input, logged) => {
    const info = vi.spyOn(logger, 'info');
    const handler = chain().handler(async ({ text }) => ({ text }));
    await invoke(handler, { text: 'a', ...input });
    expect(info).toHaveBeenLastCalledWith('Task succeeded', logged);
  });

  it.each(['../../jane', 'Jane Doe', '#1', `a${'b'.repeat(80)}`])(
    'logs no id that no request may have: %j',
    async (requestId) => {
      const info = vi.spyOn(logger, 'info');
      const handler = chain().handler(async ({ text }) => ({ text }));
      await invoke(handler, { text: 'a', event: { detail: { requestId } }, request: { requestId } });
      expect(info).toHaveBeenLastCalledWith('Task succeeded', {});
    },
  );

  it('takes no key and no account for one that the sender of an event wrote', async () => {
    const info = vi.spyOn(logger, 'info');
    const handler = chain().handler(async ({ text }) => ({ text }));
    const detail = { requestKey: 'cli/cli-2', accountId: '222222222222', requestId: 'Jane Doe' };
    await invoke(handler, { text: 'a', detail, event: { detail }, state: { detail } });
    expect(info).toHaveBeenLastCalledWith('Task succeeded', {});
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
