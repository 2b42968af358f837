import { vi } from 'vitest';
import { isRoundOver } from '../../../../functions/domain/approval/rounds.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import type { DescribedExecution, ExecutionState } from '../../../../functions/domain/outcome/stranded-request.ts';

/** The task tokens of the executions that were woken. */
export const woken: string[] = [];

export function reset(): void {
  woken.length = 0;
  for (const call of [wakeExecution, wakeIfOver, readExecutionState, describeExecution]) call.mockReset();
}

export const wakeExecution = vi.fn(async (taskToken: string) => {
  woken.push(taskToken);
});

export const wakeIfOver = vi.fn(async (record: RequestRecord) => {
  if (record.taskToken !== undefined && isRoundOver(record)) await wakeExecution(record.taskToken);
});

export const readExecutionState = vi.fn(
  async (_executionArn: string): Promise<ExecutionState> => ({ status: 'RUNNING' }),
);

export const describeExecution = vi.fn(
  async (_executionArn: string): Promise<DescribedExecution> => ({
    status: 'ABORTED',
    input: null,
    startedAt: 0,
    stoppedAt: 0,
  }),
);
