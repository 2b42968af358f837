import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../local/settings.ts';
import { describeStack } from '../../../local/start-message.ts';

const HEALTH = {
  status: 'ready',
  stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:alternate-contacts-local',
  eventBusName: 'alternate-contacts-local',
  httpApiUrl: 'http://localhost:3000',
  inboxUrl: 'http://localhost:8005',
} as const;

/** The AWS CLI 1 and boto3 read the second variable of the region, the others the first one. */
const EXPORTS = [
  'export AWS_ENDPOINT_URL=http://localhost:4566 AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1',
  'export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
];

describe('what a client of the embedded AWS must export', () => {
  it('is said when the stack has started', () => {
    const message = describeStack(HEALTH, { ...readSettings({}), signIn: undefined }, 1);
    for (const line of EXPORTS) expect(message).toContain(`  ${line}\n`);
  });

  it('has the port of the endpoint', () => {
    const message = describeStack(HEALTH, { ...readSettings({ AWS_PORT: '4000' }), signIn: undefined }, 1);
    expect(message).toContain('export AWS_ENDPOINT_URL=http://localhost:4000 ');
  });

  it.each(['README.md', 'docs/local.md', 'embedded-aws/README.md'])('is the same in %s', async (path) => {
    const text = await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
    expect(text).toContain(EXPORTS.join('\n'));
  });
});
