import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { claimStage } from '../../../../smoke/target/claim.ts';
import { fakeClient } from '../../aws/fake-client.ts';

const PLACE = { partition: 'aws', region: 'eu-central-1', accountId: '111111111111' };

let repository: string;

beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), 'smoke-'));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(repository, { recursive: true });
});

const claim = (place = PLACE) =>
  claimStage(new CloudFormationClient({}), { repository, stackName: 'alternate-contacts-smoke', place });

function stackIs(there: boolean): void {
  fakeClient(CloudFormationClient, () => {
    if (there) return { Stacks: [{}] };
    throw Object.assign(new Error('Stack with id alternate-contacts-smoke does not exist'), {
      name: 'ValidationError',
    });
  });
}

describe('claimStage', () => {
  it('takes a stage that is not deployed, again after a run that broke off, and not after it was removed', async () => {
    stackIs(false);
    const first = await claim();
    stackIs(true);
    const second = await claim();
    expect(first).toEqual(expect.objectContaining({ release: expect.any(Function) }));
    await second.release();
    await expect(claim()).rejects.toThrow('use another --stage');
  });

  it('remembers what a stack has left behind, also in the next run', async () => {
    stackIs(false);
    const resources = [{ type: 'AWS::KMS::Key', id: 'key-1' }];
    const first = await claim();
    expect(await first.retained()).toEqual([]);
    await first.retain(resources);
    expect(await (await claim()).retained()).toEqual(resources);
  });

  it('refuses a stage that somebody else has deployed, also in another account or region', async () => {
    stackIs(true);
    await expect(claim()).rejects.toThrow('alternate-contacts-smoke is deployed in this account already');
    stackIs(false);
    await claim();
    stackIs(true);
    await expect(claim({ ...PLACE, accountId: '222222222222' })).rejects.toThrow('use another --stage');
    await expect(claim({ ...PLACE, region: 'us-east-1' })).rejects.toThrow('use another --stage');
  });

  it('does not take a refusal for a stage that is not deployed', async () => {
    fakeClient(CloudFormationClient, () => {
      throw new Error('not authorized');
    });
    await expect(claim()).rejects.toThrow('not authorized');
  });
});
