import { paginateListExecutions, RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import type { World } from './world.ts';

/** The state machines, each by the last part of its name. */
const MACHINES = ['change-request', 'campaign', 'sweep'];

/** Redrives every execution that has failed. @returns how many */
export async function redriveFailed({ user: { stepFunctions: client }, stack }: World): Promise<number> {
  let redriven = 0;
  for (const machine of MACHINES) {
    const stateMachineArn = stack.health.stateMachineArn.replace(/change-request$/, machine);
    for await (const { executions = [] } of paginateListExecutions(
      { client },
      { stateMachineArn, statusFilter: 'FAILED' },
    )) {
      for (const { executionArn } of executions) {
        await client.send(new RedriveExecutionCommand({ executionArn }));
        redriven += 1;
      }
    }
  }
  return redriven;
}
