import type { Progress } from '../progress.ts';
import type { Administration } from './administration.ts';
import { type Claim, isThere } from './claim.ts';
import { removeRetained } from './remove-retained.ts';
import { retainedResources } from './retained.ts';
import { type CommandOptions, type Deployment, removeStack } from './serverless.ts';
import { removeTap } from './tap.ts';

export interface Removal {
  aws: Administration;
  serviceName: string;
  deployment: Deployment;
  command: CommandOptions;
  claim: Claim;
  progress: Progress;
}

/** Removes the stack and what it would leave behind, and says what stays all the same. */
export async function removeEverything({ aws, serviceName, ...removal }: Removal): Promise<void> {
  const { deployment, command, claim, progress } = removal;
  const { events, queues, stacks } = aws;
  const left: string[] = [];
  const isRemoved = await progress.step(`${serviceName} is removed`, async () => {
    await removeTap({ events, queues, serviceName });
    if (await isThere(stacks, serviceName)) {
      // Once the stack is gone, nobody else knows what it has left.
      await claim.retain(await retainedResources(stacks, serviceName));
      await removeStack(deployment, command);
    }
    for (const resource of await claim.retained()) left.push(...(await removeRetained(aws, resource)));
  });
  progress.line(
    `What is left: ${[...left, 'metrics, traces and entries of CloudTrail, until AWS deletes them'].join('; ')}`,
  );
  if (isRemoved) await claim.release();
  else progress.line(`Run this stage again, or remove the stack ${serviceName} and what it keeps by hand`);
}
