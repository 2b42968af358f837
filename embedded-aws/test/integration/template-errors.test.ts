import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startFixture, WORK_DIR } from './fixture/stack.ts';

test('names the permission that is missing when a rule may not invoke its function', async () => {
  await expect(startFixture({ resources: { CallFunctionPermission: undefined } })).rejects.toThrow(
    'The rule CallFunctionRule has the function arn:aws:lambda:us-east-1:111111111111:function:fixture-echo without an AWS::Lambda::Permission for events.amazonaws.com whose SourceArn is arn:aws:events:us-east-1:111111111111:rule/fixture-bus/CallFunctionRule, which the embedded AWS does not support',
  );
});

test('names a file that is to be replaced when no layer has it, and leaves nothing behind', async () => {
  await mkdir(WORK_DIR, { recursive: true });
  const workDir = await mkdtemp(join(WORK_DIR, 'test-errors-'));
  await expect(startFixture({ workDir, layerFiles: { '/opt/other.json': '{}' } })).rejects.toThrow(
    'No layer has /opt/other.json, which is to be replaced',
  );
  expect(await readdir(workDir)).toEqual([]);
  await rm(workDir, { recursive: true });
});
