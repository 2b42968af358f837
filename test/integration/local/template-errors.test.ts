import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { findFreePort } from '../../../local/ports.ts';
import { spawnStack } from '../stack.ts';
import { writeFixtureService } from './fixture-service.ts';

test('names the permission that is missing, and nothing else, when a rule may not invoke its function', async () => {
  const packageDir = await writeFixtureService({ CallFunctionPermission: undefined });
  const { process, logs } = spawnStack({
    PACKAGE_DIR: packageDir,
    HTTP_PORT: String(await findFreePort()),
    AWS_PORT: String(await findFreePort()),
    INBOX_PORT: String(await findFreePort()),
  });
  const [code] = await once(process, 'close');
  await rm(packageDir, { recursive: true, force: true });
  expect(code).toBe(1);
  expect(logs.at(-1)).toBe(
    'The rule CallFunctionRule has the function arn:aws:lambda:us-east-1:111111111111:function:fixture-echo without an AWS::Lambda::Permission for events.amazonaws.com whose SourceArn is arn:aws:events:us-east-1:111111111111:rule/fixture-bus/CallFunctionRule, which the embedded AWS does not support',
  );
});
