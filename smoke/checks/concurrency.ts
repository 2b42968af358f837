import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type Check, note, ok } from './finding.ts';

/** What all functions of the service reserve together, and what Lambda keeps for functions without a reservation. */
const NEEDED = 900;

/** Whether Lambda lets the service reserve concurrency for its functions. */
export function concurrencyCheck(functions: LambdaClient): Check {
  return {
    title: 'Lambda has concurrency to reserve',
    async run() {
      const { limit, free } = await readConcurrency(functions);
      const text = `${free} of ${limit} concurrent executions are not reserved`;
      if (await mayReserve(functions)) return ok(text);
      return note(
        `${text}: the run deploys without reserving any`,
        'aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000',
      );
    },
  };
}

/** Whether enough is left to reserve; what the service itself has reserved already is not. */
export async function mayReserve(functions: LambdaClient): Promise<boolean> {
  return (await readConcurrency(functions)).free >= NEEDED;
}

async function readConcurrency(functions: LambdaClient): Promise<{ limit: number; free: number }> {
  const { AccountLimit } = await functions.send(new GetAccountSettingsCommand());
  const { ConcurrentExecutions = 0, UnreservedConcurrentExecutions = 0 } = AccountLimit ?? {};
  return { limit: ConcurrentExecutions, free: UnreservedConcurrentExecutions };
}
