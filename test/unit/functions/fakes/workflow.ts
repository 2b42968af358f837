import { vi } from 'vitest';

/** The task tokens of the executions that were woken. */
export const woken: string[] = [];

export function reset(): void {
  woken.length = 0;
  wakeExecution.mockReset();
}

export const wakeExecution = vi.fn(async (taskToken: string) => {
  woken.push(taskToken);
});
