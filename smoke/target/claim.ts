import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { SmokeError } from '../errors.ts';
import type { Place } from './target.ts';

/** That a smoke run made a stack and may remove it; it is kept in a file, for the run after one that broke off. */
export interface Claim {
  release(): Promise<void>;
}

export interface ClaimOptions {
  repository: string;
  stackName: string;
  place: Place;
}

/**
 * Makes sure that a stage is there for smoke runs alone.
 * @throws SmokeError when it is deployed, and no smoke run from this directory has done it
 */
export async function claimStage(stacks: CloudFormationClient, options: ClaimOptions): Promise<Claim> {
  const { repository, stackName, place } = options;
  const directory = join(repository, '.local/smoke-stages');
  const file = join(directory, `${place.accountId}-${place.region}-${stackName}`);
  if (!existsSync(file) && (await isThere(stacks, stackName))) {
    throw new SmokeError(
      `${stackName} is deployed in this account already, and not by a smoke run: use another --stage`,
    );
  }
  await mkdir(directory, { recursive: true });
  await writeFile(file, '');
  return { release: () => rm(file) };
}

/** Whether there is a stack with this name. */
export async function isThere(stacks: CloudFormationClient, StackName: string): Promise<boolean> {
  try {
    const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName }));
    return Stacks.length > 0;
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return false;
    throw error;
  }
}
