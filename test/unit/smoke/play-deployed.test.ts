import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AwsOptions } from '../../../smoke/options.ts';
import { playDeployed } from '../../../smoke/play-deployed.ts';
import { Progress } from '../../../smoke/progress.ts';
import { recordScenario } from '../../../smoke/record.ts';
import { createAdministration } from '../../../smoke/target/administration.ts';
import { removeEverything } from '../../../smoke/target/remove.ts';
import { deploy } from '../../../smoke/target/serverless.ts';
import { fakeClient } from '../aws/fake-client.ts';

vi.mock('../../../smoke/record.ts', () => ({ recordScenario: vi.fn() }));
vi.mock('../../../smoke/target/remove.ts', () => ({ removeEverything: vi.fn() }));
vi.mock('../../../smoke/target/serverless.ts', () => ({ deploy: vi.fn() }));

const PLACE = {
  partition: 'aws',
  region: 'eu-central-1',
  accountId: '111111111111',
  managementAccountId: '111111111111',
};
const SANDBOX = { accountId: '222222222222', type: 'OPERATIONS' } as const;
const ORIGINAL = { Name: 'Ops', Title: 'Ops', EmailAddress: 'ops@other.test', PhoneNumber: '+1 555 0100' };
const OPTIONS: AwsOptions = {
  stage: 'smoke',
  region: 'eu-central-1',
  account: SANDBOX.accountId,
  contactType: SANDBOX.type,
  sender: 'contacts@acme.test',
  approver: 'jane@acme.test',
  report: 'report.md',
  keep: false,
  yes: true,
};
const TRANSCRIPT = [{ title: 'a step', observations: [] }];

let repository: string;
let progress: Progress;

beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), 'smoke-'));
  progress = new Progress(() => {});
  vi.mocked(deploy).mockReset();
  vi.mocked(removeEverything).mockReset();
  vi.mocked(recordScenario).mockReset();
  vi.mocked(recordScenario).mockResolvedValue(TRANSCRIPT);
  fakeClient(SQSClient, () => ({ QueueUrl: 'https://tap' }));
  fakeClient(EventBridgeClient, () => ({}));
  fakeStack('CREATE_COMPLETE');
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(repository, { recursive: true });
});

/** A stack that is there once it was deployed, in this status. */
function fakeStack(StackStatus: string) {
  const kinds = ['StepFunctions::StateMachine', 'Lambda::Function', 'IAM::Role', 'DynamoDB::Table'];
  const resources = kinds.map((kind) => ({ ResourceType: `AWS::${kind}`, ResourceStatus: 'CREATE_COMPLETE' }));
  const outputs = [{ OutputKey: 'HttpApiUrl', OutputValue: 'https://api.test/' }];
  fakeClient(CloudFormationClient, ({ name }) => {
    if (name === 'ListStackResourcesCommand') return { StackResourceSummaries: resources };
    if (vi.mocked(deploy).mock.calls.length === 0)
      throw Object.assign(new Error('Stack with id x does not exist'), { name: 'ValidationError' });
    return { Stacks: [{ StackStatus, Outputs: outputs }] };
  });
}

function play(differences: Partial<AwsOptions> = {}) {
  return playDeployed({
    ...{ repository, place: PLACE, sandbox: SANDBOX, original: ORIGINAL, progress },
    options: { ...OPTIONS, ...differences },
    aws: createAdministration({ region: 'eu-central-1' }),
    settings: { region: 'eu-central-1' },
    params: { senderIdentity: 'acme.test' },
    signal: new AbortController().signal,
  });
}

describe('playDeployed', () => {
  it('deploys, plays on what it has deployed, and removes it', async () => {
    expect(await play()).toBe(TRANSCRIPT);
    const [target, recording] = vi.mocked(recordScenario).mock.calls[0] ?? [];
    expect(target).toMatchObject({
      serviceName: 'alternate-contacts-smoke',
      httpApiUrl: 'https://api.test',
      place: PLACE,
    });
    expect(recording).toMatchObject({ sandbox: SANDBOX, original: ORIGINAL, approver: 'jane@acme.test' });
    expect(removeEverything).toHaveBeenCalledOnce();
  });

  it('deploys a policy that allows the contact which is put back', async () => {
    let policy: unknown;
    vi.mocked(deploy).mockImplementation(async (_, { policyFile = '' }) => {
      policy = JSON.parse(await readFile(policyFile, 'utf8'));
    });
    await play();
    expect(policy).toMatchObject({
      allowedEmailDomains: ['acme.test', 'other.test'],
      groups: { smoke: ['jane@acme.test'] },
    });
    expect(deploy).toHaveBeenCalledWith(
      { stage: 'smoke', region: 'eu-central-1', params: { senderIdentity: 'acme.test' } },
      expect.objectContaining({ repository }),
    );
  });

  it('plays nothing and removes everything when the deployment fails or is not whole', async () => {
    vi.mocked(deploy).mockRejectedValueOnce(new Error('exit code 1'));
    expect(await play()).toEqual([]);
    expect(progress.failures).toHaveLength(1);
    fakeStack('ROLLBACK_COMPLETE');
    expect(await play()).toEqual([]);
    expect(recordScenario).not.toHaveBeenCalled();
    expect(removeEverything).toHaveBeenCalledTimes(2);
  });

  it('removes everything when the scenario throws', async () => {
    vi.mocked(recordScenario).mockRejectedValue(new Error('no network'));
    await expect(play()).rejects.toThrow('no network');
    expect(removeEverything).toHaveBeenCalledOnce();
  });

  it('leaves it there with --keep', async () => {
    expect(await play({ keep: true })).toBe(TRANSCRIPT);
    expect(removeEverything).not.toHaveBeenCalled();
  });

  it('neither deploys to nor removes a stage of somebody else', async () => {
    fakeClient(CloudFormationClient, () => ({ Stacks: [{}] }));
    await expect(play()).rejects.toThrow('use another --stage');
    expect(deploy).not.toHaveBeenCalled();
    expect(removeEverything).not.toHaveBeenCalled();
  });
});
