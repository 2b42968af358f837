import { rm } from 'node:fs/promises';
import { afterAll, beforeAll } from 'vitest';
import { type StackOptions, startStack, type TestStack } from '../stack.ts';
import { writeFixtureService } from './fixture-service.ts';

/** Starts a stack of the fixture service before the tests of a file, and stops it after them. */
export function useFixtureStack(started: (stack: TestStack) => void, options: StackOptions = {}): void {
  let packageDir: string | undefined;
  let stack: TestStack | undefined;
  beforeAll(async () => {
    packageDir = await writeFixtureService();
    stack = await startStack({ ...options, packageDir });
    started(stack);
  });
  afterAll(async () => {
    await stack?.stop();
    if (packageDir) await rm(packageDir, { recursive: true, force: true });
  });
}
