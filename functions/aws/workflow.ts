import { SendTaskSuccessCommand, SFNClient, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';
import { isRoundOver } from '../domain/approval.ts';
import type { RequestRecord } from '../domain/request-record.ts';

const stepFunctions = new SFNClient({});

/** Wakes the execution that waits with this token. An execution that waits no longer reads the decision by itself. */
export async function wakeExecution(taskToken: string): Promise<void> {
  try {
    await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
  } catch (error) {
    if (!(error instanceof TaskTimedOut || error instanceof TaskDoesNotExist)) throw error;
  }
}

/** Wakes the execution that waits for this record, when there is nothing more to wait for. */
export async function wakeIfOver(record: RequestRecord): Promise<void> {
  if (record.taskToken !== undefined && isRoundOver(record)) await wakeExecution(record.taskToken);
}
