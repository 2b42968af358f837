import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { startFixture } from './fixture/stack.ts';

const WORK_DIR = resolve(import.meta.dirname, '../../../.local');

test('names the permission that is missing when a rule may not invoke its function', async () => {
  await expect(startFixture({ resources: { CallFunctionPermission: undefined } })).rejects.toThrow(
    'The rule CallFunctionRule has the function arn:aws:lambda:us-east-1:111111111111:function:fixture-echo without an AWS::Lambda::Permission for events.amazonaws.com whose SourceArn is arn:aws:events:us-east-1:111111111111:rule/fixture-bus/CallFunctionRule, which the embedded AWS does not support',
  );
});

test('names a file that is to be replaced when no layer has it, and leaves nothing behind', async () => {
  const before = await directories();
  await expect(startFixture({ layerFiles: { '/opt/other.json': '{}' } })).rejects.toThrow(
    'No layer has /opt/other.json, which is to be replaced',
  );
  expect(await directories()).toEqual(before);
});

async function directories(): Promise<string[]> {
  return (await readdir(WORK_DIR)).filter((name) => /^(run|fixture)-/.test(name));
}
