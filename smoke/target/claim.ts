import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { isObject, parseJson, textAt } from 'embedded-aws/json.ts';
import { SmokeError } from '../errors.ts';
import type { Retained } from './retained.ts';
import type { Place } from './target.ts';

/** That a smoke run made a stack and may remove it; it is kept in a file, for the run after one that broke off. */
export interface Claim {
  /** Keeps what the stack will leave behind, before it is removed. */
  retain(resources: Retained[]): Promise<void>;
  /** What this or an earlier run has kept. */
  retained(): Promise<Retained[]>;
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
  await writeFile(file, '', { flag: 'a' });
  return {
    retain: (resources) => writeFile(file, JSON.stringify(resources)),
    retained: async () => resourcesIn(await readFile(file, 'utf8')),
    release: () => rm(file),
  };
}

function resourcesIn(text: string): Retained[] {
  const resources = parseJson(text)?.value;
  if (!Array.isArray(resources)) return [];
  return resources
    .filter(isObject)
    .map((resource) => ({ type: textAt(resource, 'type') ?? '', id: textAt(resource, 'id') ?? '' }));
}

/** Whether there is a stack with this name. */
export async function isThere(stacks: CloudFormationClient, StackName: string): Promise<boolean> {
  try {
    const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName }));
    return Stacks.length > 0;
  } catch (error) {
    // Of a name that is valid, AWS's own waiters take this to say that there is no such stack.
    if (error instanceof Error && error.name === 'ValidationError') return false;
    throw error;
  }
}
