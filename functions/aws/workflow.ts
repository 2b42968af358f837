import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  SendTaskSuccessCommand,
  SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { isRoundOver } from '../domain/approval/rounds.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import type { DescribedExecution, ExecutionState } from '../domain/outcome/stranded-request.ts';
import { namingFaults } from './service-faults.ts';

const stepFunctions = namingFaults(new SFNClient({}));

/** Wakes the execution that waits with this token. One that no longer waits reads the decision by itself. */
export async function wakeExecution(taskToken: string): Promise<void> {
  try {
    await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
  } catch (error) {
    if (!(error instanceof TaskTimedOut || error instanceof TaskDoesNotExist)) throw error;
  }
}

/** Wakes the execution that waits for a decision, once there is nothing to wait for. */
export async function wakeIfOver(record: RequestRecord): Promise<void> {
  if (record.taskToken !== undefined && isRoundOver(record)) await wakeExecution(record.taskToken);
}

/** How an execution is doing, as far as Step Functions knows it yet: it may be some seconds behind. */
export async function readExecutionState(executionArn: string): Promise<ExecutionState> {
  try {
    const { status, stopDate } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    return { status: status ?? 'RUNNING', ...(stopDate && { stoppedAt: stopDate.getTime() }) };
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return { status: 'DOES_NOT_EXIST' };
    throw error;
  }
}

/** An execution that has ended, with its input; Step Functions may not show yet that it was redriven. */
export async function describeExecution(executionArn: string): Promise<DescribedExecution> {
  const described = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  const { status = 'RUNNING', input = 'null', error, startDate, stopDate, redriveDate } = described;
  return {
    status,
    input: JSON.parse(input),
    ...(error !== undefined && { error }),
    startedAt: startDate?.getTime() ?? 0,
    ...(stopDate && { stoppedAt: stopDate.getTime() }),
    ...(redriveDate && { redrivenAt: redriveDate.getTime() }),
  };
}
