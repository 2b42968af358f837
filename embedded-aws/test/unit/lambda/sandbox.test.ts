import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Sandbox } from '../../../src/lambda/sandbox.ts';

const CODE = `
const { threadId } = require('node:worker_threads');
let invocations = 0;
exports.handler = async (event, context) => {
  if ('exits' in event) process.exit(event.exits);
  if ('value' in event) throw event.value;
  if (event.throwsNothing) throw undefined;
  if (event.throws) throw Object.assign(new Error('it broke'), { name: event.throws });
  if (event.waitsMs) await new Promise((resolve) => setTimeout(resolve, event.waitsMs));
  invocations += 1;
  return { threadId, invocations, name: process.env.NAME, inTime: context.getRemainingTimeInMillis() > 0 };
};`;

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
  await writeFile(join(directory, 'work.cjs'), CODE);
  const slow = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);';
  await writeFile(join(directory, 'slow.cjs'), slow + CODE);
  await writeFile(join(directory, 'broken.cjs'), 'throw new SyntaxError("no code");');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function sandbox(module = 'work', timeoutSeconds = 3) {
  const moduleUrl = pathToFileURL(join(directory, module)).href;
  const made = new Sandbox({
    moduleUrl,
    handlerName: 'handler',
    servesPeople: true,
    environment: { NAME: 'work' },
    timeoutSeconds,
  });
  const invoke = async (event: object) => Object(await made.invoke(event, { awsRequestId: 'r-1' }));
  return Object.assign(invoke, { endThreads: () => made.endThreads() });
}

test('runs the function with its own environment, in one thread after the other', async () => {
  const invoke = sandbox();
  const [first, second] = [await invoke({}), await invoke({})];
  expect(first.payload).toMatchObject({ name: 'work', invocations: 1, inTime: true });
  expect(second.payload).toMatchObject({ threadId: first.payload.threadId, invocations: 2 });
});

test('runs two invocations at a time, and more when a thread is free again', async () => {
  const invoke = sandbox();
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => invoke({ waitsMs: 300 })));
  const threads = outcomes.map(({ payload }) => payload.threadId);
  expect(new Set(threads).size).toBe(2);
  expect(threads).toHaveLength(4);
});

test('does not count the time that the thread takes to start', async () => {
  expect(await sandbox('slow', 0.5)({})).toHaveProperty('payload');
});

test('ends all threads when it is told to: what runs fails, and the next invocation starts cold', async () => {
  const invoke = sandbox();
  await Promise.all([invoke({ waitsMs: 300 }), invoke({ waitsMs: 300 })]);
  const running = invoke({ waitsMs: 5_000 });
  await setImmediate();
  expect(await invoke.endThreads()).toEqual({ ended: 2, running: 1 });
  const errorMessage = 'RequestId: r-1 Error: Runtime exited with error: exit status 1';
  expect(await running).toEqual({ functionError: { errorType: 'Runtime.ExitError', errorMessage } });
  expect(await invoke({})).toMatchObject({ payload: { invocations: 1 } });
});

describe('an invocation fails', () => {
  test('under the name of its error', async () => {
    expect(await sandbox()({ throws: 'MyError' })).toMatchObject({
      functionError: { errorType: 'MyError', errorMessage: 'it broke' },
    });
  });

  test.each([
    ['string', { value: 'text' }, 'text'],
    ['object', { value: { a: 1 } }, '[object Object]'],
    ['undefined', { throwsNothing: true }, 'undefined'],
  ])('as %s when that is what it throws', async (errorType, event, errorMessage) => {
    expect(await sandbox()(event)).toEqual({ functionError: { errorType, errorMessage, trace: [] } });
  });

  test.each([
    ['Sandbox.Timedout', 'it takes too long', { waitsMs: 5_000 }, 'Task timed out after 0.30 seconds'],
    ['Runtime.ExitError', 'it fails its process', { exits: 3 }, 'Runtime exited with error: exit status 3'],
    ['Runtime.ExitError', 'it ends its process', { exits: 0 }, 'Runtime exited without providing a reason'],
  ])('with %s when %s, and the next one runs', async (errorType, _condition, event, how) => {
    const invoke = sandbox('work', 0.3);
    const errorMessage = `RequestId: r-1 Error: ${how}`;
    expect(await invoke(event)).toEqual({ functionError: { errorType, errorMessage } });
    expect(await invoke({})).toMatchObject({ payload: { invocations: 1 } });
  });

  test('each time when the module cannot be loaded', async () => {
    const invoke = sandbox('broken');
    for (const _attempt of [1, 2]) {
      expect(await invoke({})).toMatchObject({ functionError: { errorType: 'SyntaxError', errorMessage: 'no code' } });
    }
  });
});
