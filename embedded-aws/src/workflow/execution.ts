import { currentDate } from '../clock/clock.ts';
import type { JsonObject } from '../json.ts';
import { objectAt, parseJson, textAt } from '../json.ts';
import type { AttemptEnd, ExecutionSettings, MapRunsOfAttempt, RunningExecution } from './attempt.ts';
import type { AnyExecution } from './child-execution.ts';
import { ExecutionAttempt } from './execution-attempt.ts';
import type { ExecutionStatus, Redrive } from './execution-status.ts';
import { History, type HistoryRecord, MOST_EVENTS } from './history.ts';
import type { PreparedMachine } from './prepare-definition.ts';
import { findStanding } from './standing.ts';

/** An execution is redriven that runs or has succeeded; the message says which. */
export class NotRedrivableError extends Error {
  override readonly name = 'NotRedrivableError';
}

/** What an execution is made of. */
export interface ExecutionOptions {
  name: string;
  arn: string;
  /** What it runs, to its end, even if the state machine has another definition meanwhile. */
  machine: PreparedMachine;
  /** The id of its definition. */
  definition: string;
  timeoutSeconds: number | undefined;
  settings: ExecutionSettings;
  mapRuns: MapRunsOfAttempt;
  /** The Map run that it is a child of, if any. */
  mapRunArn?: string | undefined;
  /** Called when the execution has started, has ended or is redriven. */
  onStatusChange(execution: Execution): void;
  /** Called with every event of its history. */
  onEvent(record: HistoryRecord): void;
}

/** So many of the last client tokens are known again. */
const KNOWN_CLIENT_TOKENS = 10;

/** One execution of a state machine, from its start to its end, and on when it is redriven. */
export class Execution implements RunningExecution, AnyExecution {
  readonly name: string;
  readonly arn: string;
  readonly input: unknown;
  readonly machine: PreparedMachine;
  readonly definition: string;
  readonly mapRunArn: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly startDate: Date;
  readonly begunAt = performance.now();
  readonly history: History;
  readonly stateMachineArn: string;
  readonly redrives: Redrive[] = [];
  status: ExecutionStatus = 'RUNNING';
  stopDate: Date | undefined;
  output: unknown;
  error: string | undefined;
  cause: string | undefined;
  readonly #options: ExecutionOptions;
  #attempt: ExecutionAttempt | undefined;
  #settled = Promise.withResolvers<this>();

  /** @param records the history of an execution that was begun before; the first one is its start */
  constructor(options: ExecutionOptions, records: HistoryRecord[]) {
    const { name, arn, machine, definition, mapRunArn, timeoutSeconds, settings, onEvent } = options;
    const started = records[0]?.event;
    this.#options = options;
    this.name = name;
    this.arn = arn;
    this.machine = machine;
    this.definition = definition;
    this.mapRunArn = mapRunArn;
    this.timeoutSeconds = timeoutSeconds;
    this.stateMachineArn = settings.stateMachine.arn;
    this.startDate = started?.timestamp ?? currentDate();
    const input = textAt(objectAt(started ?? {}, 'executionStartedEventDetails'), 'input');
    this.input = parseJson(input ?? 'null')?.value;
    this.history = new History(records, onEvent);
    for (const record of records) this.#recall(record);
    if (this.status !== 'RUNNING') this.#settled.resolve(this);
  }

  /** Resolves when the execution has ended, however it ended; after a redrive, when it has ended again. */
  get ended(): Promise<this> {
    return this.#settled.promise;
  }

  /** Why the execution cannot be redriven, if so, in the words of DescribeExecution. */
  get notRedrivableReason(): string | undefined {
    const { status, history } = this;
    if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
    return history.last < MOST_EVENTS ? undefined : 'Execution history event limit exceeded';
  }

  /** Begins, or goes on where the history ends. */
  run(): void {
    if (this.status !== 'RUNNING') return;
    this.#attempt = new ExecutionAttempt(this, this.#options, (end) => this.#end(end), findStanding(this.history));
  }

  /** Does nothing more, as if the process ended. */
  suspend(): void {
    this.#attempt?.suspend();
  }

  /** Ends the execution from outside. */
  stop(error?: string, cause?: string): void {
    const end: AttemptEnd = { status: 'ABORTED', error, cause };
    if (this.#attempt) this.#attempt.end(end);
    else if (this.status === 'RUNNING') this.#end(end);
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
    const details = { executionRedrivenEventDetails: { redriveCount: this.redrives.length + 1 } };
    this.#add('ExecutionRedriven', details, this.history.last, clientToken);
    this.#settled = Promise.withResolvers<this>();
    this.run();
    this.#options.onStatusChange(this);
    return this.redrives.at(-1)?.date ?? currentDate();
  }

  #end(end: AttemptEnd): void {
    this.#add(...endEvent(end), this.#attempt?.last ?? 0);
    this.#settled.resolve(this);
    this.#options.onStatusChange(this);
  }

  #add(type: string, details: JsonObject, previousEventId: number, clientToken?: string): void {
    const mark = { thread: [], ...(clientToken === undefined ? {} : { clientToken }) };
    this.#recall(this.history.add(type, details, previousEventId, mark));
  }

  /** Takes over what an event means for the execution as a whole. */
  #recall({ event, mark: { clientToken } }: HistoryRecord): void {
    const { type, timestamp } = event;
    if (type === 'ExecutionRedriven') {
      this.redrives.push({ date: timestamp, clientToken });
      Object.assign(this, { status: 'RUNNING', stopDate: undefined, error: undefined, cause: undefined });
    }
    const status = END_EVENTS[type];
    if (!status) return;
    const details = objectAt(event, `${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`);
    const output = parseJson(textAt(details, 'output') ?? 'null')?.value;
    Object.assign(this, {
      status,
      stopDate: timestamp,
      error: textAt(details, 'error'),
      cause: textAt(details, 'cause'),
    });
    this.output = status === 'SUCCEEDED' ? output : undefined;
  }
}

const END_EVENTS: Partial<Record<string, AttemptEnd['status']>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

function endEvent({ status, output, error, cause }: AttemptEnd): [string, JsonObject] {
  if (status === 'SUCCEEDED') {
    const details = { output: JSON.stringify(output), outputDetails: { truncated: false } };
    return ['ExecutionSucceeded', { executionSucceededEventDetails: details }];
  }
  const details = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
  if (status === 'FAILED') return ['ExecutionFailed', { executionFailedEventDetails: details }];
  if (status === 'TIMED_OUT') return ['ExecutionTimedOut', { executionTimedOutEventDetails: details }];
  return ['ExecutionAborted', { executionAbortedEventDetails: details }];
}
