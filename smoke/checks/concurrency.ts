import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type Check, note, ok } from './finding.ts';

/** What all functions of the service reserve together, and what Lambda keeps for functions without a reservation. */
export const NEEDED_CONCURRENCY = 900;

/** Whether Lambda lets the service reserve concurrency for its functions. */
export function concurrencyCheck(functions: LambdaClient): Check {
  return {
    title: 'Lambda has concurrency to reserve',
    async run() {
      const free = await unreservedConcurrency(functions);
      if (free >= NEEDED_CONCURRENCY) return ok(`${free} concurrent executions are unreserved`);
      return note(
        `only ${free} concurrent executions are unreserved, so the run deploys without reserving any`,
        'aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000',
      );
    },
  };
}

/** How many concurrent executions no function has reserved. */
export async function unreservedConcurrency(functions: LambdaClient): Promise<number> {
  const { AccountLimit } = await functions.send(new GetAccountSettingsCommand());
  return AccountLimit?.UnreservedConcurrentExecutions ?? 0;
}
