import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { Requester } from './requester.ts';
import { type StackOptions, startStack, type TestStack } from './stack.ts';

/** A stack and somebody who uses it. */
export interface UsedStack {
  stack: TestStack;
  user: Requester;
}

/**
 * Starts a stack before the tests of a file, and stops it after them.
 * @param policy another policy than the shipped one, as the text of its file
 */
export function useStack(
  started: (used: UsedStack) => void,
  { policy, ...options }: StackOptions & { policy?: string } = {},
): void {
  let directory: string | undefined;
  let stack: TestStack | undefined;
  beforeAll(async () => {
    if (policy !== undefined) {
      directory = await mkdtemp(join(tmpdir(), 'policy-'));
      await writeFile(join(directory, 'policy.yml'), policy);
    }
    stack = await startStack({ ...options, ...(directory && { policyFile: join(directory, 'policy.yml') }) });
    started({ stack, user: new Requester(stack) });
  });
  afterAll(async () => {
    await stack?.stop();
    if (directory) await rm(directory, { recursive: true });
  });
}
