import type { AttemptEnd, ExecutionSettings, Redrive, RunningExecution } from './attempt.ts';
import { ExecutionAttempt } from './execution-attempt.ts';
import { History } from './history.ts';
import { findStanding } from './standing.ts';

/** The statuses of an execution. */
export type ExecutionStatus = 'RUNNING' | AttemptEnd['status'];

/** An execution is redriven that runs or has succeeded; the message says which. */
export class NotRedrivableError extends Error {
  override readonly name = 'NotRedrivableError';
}

/** So many of the last client tokens are known again. */
const KNOWN_CLIENT_TOKENS = 10;

/** One execution of a state machine, from its start to its end, and on when it is redriven. */
export class Execution implements RunningExecution {
  readonly name: string;
  readonly arn: string;
  readonly input: unknown;
  readonly startDate = new Date();
  readonly begunAt = performance.now();
  readonly history = new History();
  readonly stateMachineArn: string;
  readonly redrives: Redrive[] = [];
  status: ExecutionStatus = 'RUNNING';
  stopDate: Date | undefined;
  output: unknown;
  error: string | undefined;
  cause: string | undefined;
  readonly #settings: ExecutionSettings;
  readonly #onStatusChange: (execution: Execution) => void;
  #attempt: ExecutionAttempt;
  #settled = Promise.withResolvers<this>();

  /** @param onStatusChange is called when the execution has started, has ended or is redriven */
  constructor(
    name: string,
    arn: string,
    input: unknown,
    settings: ExecutionSettings,
    onStatusChange: (execution: Execution) => void,
  ) {
    this.name = name;
    this.arn = arn;
    this.input = input;
    this.stateMachineArn = settings.stateMachine.arn;
    this.#settings = settings;
    this.#onStatusChange = onStatusChange;
    const { roleArn } = settings.stateMachine;
    this.history.add('ExecutionStarted', { executionStartedEventDetails: { input: JSON.stringify(input), roleArn } });
    this.#attempt = new ExecutionAttempt(this, settings, (end) => this.#end(end));
    this.#onStatusChange(this);
  }

  /** Resolves when the execution has ended, however it ended; after a redrive, when it has ended again. */
  get ended(): Promise<this> {
    return this.#settled.promise;
  }

  /** Why the execution cannot be redriven, if so, in the words of DescribeExecution. */
  get notRedrivableReason(): string | undefined {
    const { status } = this;
    return status === 'RUNNING' || status === 'SUCCEEDED' ? `Execution is ${status} and cannot be redriven` : undefined;
  }

  /** Ends the execution from outside. */
  stop(error?: string, cause?: string): void {
    this.#attempt.end({ status: 'ABORTED', error, cause });
  }

  /**
   * Goes on with the state that did not succeed. The same client token again is the same redrive.
   * @throws NotRedrivableError
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
   */
  redrive(clientToken?: string): Date {
    const known = this.redrives.slice(-KNOWN_CLIENT_TOKENS).find((redrive) => redrive.clientToken === clientToken);
    if (known && clientToken !== undefined) return known.date;
    const reason = this.notRedrivableReason;
    if (reason !== undefined) throw new NotRedrivableError(reason);
    const date = new Date();
    const standing = findStanding(this.history, this.#settings.prepared.states, this.error);
    const redriveCount = this.redrives.push({ date, clientToken });
    this.history.add('ExecutionRedriven', { executionRedrivenEventDetails: { redriveCount } });
    this.status = 'RUNNING';
    this.stopDate = undefined;
    this.error = undefined;
    this.cause = undefined;
    this.#settled = Promise.withResolvers<this>();
    this.#attempt = new ExecutionAttempt(this, this.#settings, (end) => this.#end(end), standing);
    this.#onStatusChange(this);
    return date;
  }

  #end(end: AttemptEnd): void {
    this.status = end.status;
    this.stopDate = new Date();
    this.output = end.output;
    this.error = end.error;
    this.cause = end.cause;
    this.history.add(...endEvent(end));
    this.#onStatusChange(this);
    this.#settled.resolve(this);
  }
}

function endEvent({ status, output, error, cause }: AttemptEnd): [string, Record<string, unknown>] {
  if (status === 'SUCCEEDED') {
    return ['ExecutionSucceeded', { executionSucceededEventDetails: { output: JSON.stringify(output) } }];
  }
  if (status === 'FAILED') return ['ExecutionFailed', { executionFailedEventDetails: { error, cause } }];
  if (status === 'TIMED_OUT') return ['ExecutionTimedOut', { executionTimedOutEventDetails: { error, cause } }];
  return ['ExecutionAborted', { executionAbortedEventDetails: { error, cause } }];
}
