/** The statuses of an execution. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One redrive of an execution. */
export interface Redrive {
  date: Date;
  clientToken: string | undefined;
}
