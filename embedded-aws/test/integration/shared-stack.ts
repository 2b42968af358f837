import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';
import type { FixtureStack } from './fixture/stack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    sharedStack: Pick<FixtureStack, 'endpoint' | 'health'>;
  }
}

/**
 * A global set-up of vitest: starts one stack of the fixture service for all files. It has a process of its own, as the
 * state machines' engine keeps a timer for each task that was stopped.
 */
export default async function startSharedStack(project: TestProject): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fixture/serve.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  const ended = closed.then(() => Promise.reject(new Error('The shared stack did not start')));
  const [line] = await Promise.race([once(lines, 'line'), ended]);
  ended.catch(() => {});
  project.provide('sharedStack', JSON.parse(line));
  return async () => {
    child.kill('SIGTERM');
    await closed;
  };
}
