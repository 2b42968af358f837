import { vi } from 'vitest';
import { isRoundOver } from '../../../../functions/domain/approval/rounds.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';

/** The task tokens of the executions that were woken. */
export const woken: string[] = [];

export function reset(): void {
  woken.length = 0;
  for (const call of [wakeExecution, wakeIfOver]) call.mockReset();
}

export const wakeExecution = vi.fn(async (taskToken: string) => {
  woken.push(taskToken);
});

export const wakeIfOver = vi.fn(async (record: RequestRecord) => {
  if (record.taskToken !== undefined && isRoundOver(record)) await wakeExecution(record.taskToken);
});
