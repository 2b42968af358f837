/** What an invocation comes to. */
export type Outcome = { payload: unknown } | { functionError: FunctionError };

/** A function's error as Lambda reports it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  /** Missing for what happens outside of its code. */
  trace?: string[];
}

/** How Lambda reports that a function has ended its process. */
export function endedProcess(requestId: string, status: number): FunctionError {
  const how =
    status === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${status}`;
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${how}` };
}

/** How Lambda reports that a function took too long. */
export function timedOut(requestId: string, seconds: number): FunctionError {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  return { errorType: 'Sandbox.Timedout', errorMessage };
}
