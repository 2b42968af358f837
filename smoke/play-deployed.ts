import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlternateContact } from '@aws-sdk/client-account';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { stackCheck } from './checks/stack.ts';
import { SmokeError } from './errors.ts';
import { bucketOf } from './mailbox/mail-bucket.ts';
import type { Mailbox } from './mailbox/mailbox.ts';
import { pastedLinks } from './mailbox/pasted-link.ts';
import type { AwsOptions } from './options.ts';
import type { Progress } from './progress.ts';
import { recordScenario } from './record.ts';
import type { Transcript } from './recording/transcript.ts';
import { runChecks } from './run-checks.ts';
import type { Sandbox } from './scenario/context.ts';
import type { Administration } from './target/administration.ts';
import { claimStage } from './target/claim.ts';
import { type ClientSettings, createClients } from './target/clients.ts';
import { smokePolicy } from './target/policy.ts';
import { removeEverything } from './target/remove.ts';
import { deploy } from './target/serverless.ts';
import { openTap } from './target/tap.ts';
import type { Place } from './target/target.ts';

export interface DeployedRun {
  repository: string;
  options: AwsOptions;
  aws: Administration;
  settings: ClientSettings;
  place: Place;
  sandbox: Sandbox;
  original: AlternateContact | undefined;
  /** Of the deployment. */
  params: Record<string, string>;
  progress: Progress;
  signal: AbortSignal;
}

/** Deploys the service, plays the scenario on it, and removes it again, whatever happens. @returns what AWS answered */
export async function playDeployed(run: DeployedRun): Promise<Transcript> {
  const { repository, options, aws, place, params, progress } = run;
  const { stage, region, keep } = options;
  const serviceName = `alternate-contacts-${stage}`;
  const claim = await claimStage(aws.stacks, { repository, stackName: serviceName, place });
  try {
    progress.part('2 of 5: the service on AWS');
    const isThere = await progress.step(`${serviceName} is deployed`, (say) => deployService(run, say));
    const isWhole = isThere && (await runChecks([stackCheck(aws.stacks, serviceName)], progress));
    return isWhole ? await play(run, serviceName) : [];
  } finally {
    progress.part('3 of 5: everything that the run has made');
    const command = { repository, say: (line: string) => progress.line(line) };
    const removal = { aws, serviceName, deployment: { stage, region, params }, command, claim, progress };
    if (keep) progress.line(`${serviceName} stays; the next run of this stage without --keep removes it`);
    else await removeEverything(removal);
  }
}

async function deployService(run: DeployedRun, say: (line: string) => void): Promise<void> {
  const { repository, options, original, params, signal } = run;
  const { stage, region, approver } = options;
  const directory = await mkdtemp(join(tmpdir(), 'smoke-'));
  try {
    const policyFile = join(directory, 'policy.yml');
    // The contact that was there before must be allowed, so that it can come back.
    await writeFile(policyFile, smokePolicy(approver, original?.EmailAddress ? [original.EmailAddress] : []));
    await deploy({ stage, region, params }, { repository, policyFile, signal, say });
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function play(run: DeployedRun, serviceName: string): Promise<Transcript> {
  const { options, aws, settings, place, sandbox, original, progress, signal } = run;
  const { approver } = options;
  const { events, queues } = aws;
  const httpApiUrl = await readHttpApiUrl(aws, serviceName);
  const tap = await openTap({ events, queues, place, serviceName });
  const { seenEvents } = tap;
  const mailbox = mailboxOf(options);
  const target = { place, serviceName, httpApiUrl, clients: createClients(settings), mailbox, seenEvents };
  return recordScenario(target, { sandbox, original, approver, progress, signal });
}

function mailboxOf({ region, mailBucket, approver }: AwsOptions): Mailbox {
  if (mailBucket) return bucketOf(new S3Client({ region, followRegionRedirects: true }), mailBucket, new Date());
  return pastedLinks({ input: process.stdin, output: process.stdout }, approver);
}

/** @throws SmokeError when the stack has no such output */
async function readHttpApiUrl({ stacks }: Administration, StackName: string): Promise<string> {
  const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName }));
  const output = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'HttpApiUrl');
  if (!output?.OutputValue) throw new SmokeError(`The stack ${StackName} has no output HttpApiUrl`);
  return output.OutputValue.replace(/\/$/, '');
}
