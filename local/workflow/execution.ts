import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { isObject } from '../json.ts';
import { startTimer } from '../timers.ts';
import { exceedsDataLimit } from './data-limit.ts';
import { addToHistory, type EngineEvent } from './engine-events.ts';
import type { Gate } from './gate.ts';
import { History } from './history.ts';
import type { PreparedDefinition, StateInfo } from './prepare-definition.ts';
import { RunRecord } from './run-record.ts';
import { type RunTask, runTaskState } from './task-run.ts';
import type { TaskTokens } from './task-tokens.ts';

/** The statuses of an execution. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What an execution belongs to. */
export interface ExecutionSettings {
  stateMachine: { name: string; arn: string; roleArn: string };
  prepared: PreparedDefinition;
  /** The definition's own TimeoutSeconds, unscaled. */
  timeoutSeconds: number | undefined;
  tokens: TaskTokens;
  runTask: RunTask;
  gate: Gate;
  timeScale: number;
  shortestTaskTimeoutMs: number;
}

/** One execution of a state machine, from its start to its end. */
export class Execution {
  readonly name: string;
  readonly arn: string;
  readonly input: unknown;
  readonly startDate = new Date();
  /** In finer steps than the date, as executions may start within a millisecond. */
  readonly begunAt = performance.now();
  readonly history = new History();
  readonly tokens: TaskTokens;
  readonly runTask: RunTask;
  readonly gate: Gate;
  readonly timeScale: number;
  readonly shortestTaskTimeoutMs: number;
  readonly stateMachineArn: string;
  status: ExecutionStatus = 'RUNNING';
  stopDate: Date | undefined;
  output: unknown;
  error: string | undefined;
  cause: string | undefined;
  /** Resolves when the execution has ended, however it ended. */
  readonly ended: Promise<this>;
  #settle: (execution: this) => void;
  #abort = () => {};
  #failedMaps = new Set<string>();
  #cleanups = new Set<() => void>();

  constructor(name: string, arn: string, input: unknown, settings: ExecutionSettings) {
    this.name = name;
    this.arn = arn;
    this.input = input;
    this.tokens = settings.tokens;
    this.runTask = settings.runTask;
    this.gate = settings.gate;
    this.timeScale = settings.timeScale;
    this.shortestTaskTimeoutMs = settings.shortestTaskTimeoutMs;
    this.stateMachineArn = settings.stateMachine.arn;
    const { promise, resolve } = Promise.withResolvers<this>();
    this.ended = promise;
    this.#settle = resolve;
    this.#start(settings);
  }

  /** Ends the execution from outside. */
  stop(error?: string, cause?: string): void {
    this.#end('ABORTED', { error, cause });
  }

  /** Tells whether a state's task has no use any more, because the execution or a Map around it has ended. */
  hasEnded(info: StateInfo): boolean {
    return this.status !== 'RUNNING' || info.enclosing.some((name) => this.#failedMaps.has(name));
  }

  /** Runs a clean-up when the execution ends. */
  onEnd(cleanup: () => void): void {
    if (this.status === 'RUNNING') this.#cleanups.add(cleanup);
    else cleanup();
  }

  #start(settings: ExecutionSettings): void {
    const { prepared, stateMachine, timeoutSeconds } = settings;
    const input = JSON.stringify(this.input);
    this.history.add('ExecutionStarted', { executionStartedEventDetails: { input, roleArn: stateMachine.roleArn } });
    const machine = new StateMachine(engineDefinition(prepared.definition), {
      validationOptions: { noValidate: true },
    });
    const run = machine.run(JSON.parse(input), {
      context: this.#context(settings),
      noThrowOnAbort: true,
      overrides: { taskResourceLocalHandlers: this.#taskHandlers(prepared) },
    });
    this.#abort = run.abort;
    run.result.catch(() => {}); // The event log tells how it ended.
    void this.#follow(run.eventLogs, prepared.states);
    if (timeoutSeconds !== undefined) {
      this.onEnd(startTimer(timeoutSeconds * 1000 * this.timeScale, () => this.#end('TIMED_OUT', {})));
    }
  }

  /** The context object; the engine reads `Run` anew for every iteration of a Map. */
  #context({ stateMachine, prepared }: ExecutionSettings) {
    const { arn, name, input, startDate, tokens } = this;
    return {
      Workflow: {
        Id: arn,
        Name: name,
        Input: input,
        StartTime: startDate.toISOString(),
        RoleArn: stateMachine.roleArn,
      },
      StateMachine: { Id: stateMachine.arn, Name: stateMachine.name },
      get Run() {
        return new RunRecord(prepared.stateNames, () => tokens.mint());
      },
    };
  }

  #taskHandlers({ states }: PreparedDefinition) {
    const tasks = [...states.values()].filter(({ definition }) =>
      ['Task', 'Wait'].includes(String(definition['Type'])),
    );
    const handler = (info: StateInfo) => async (parameters: unknown) =>
      JSON.parse(JSON.stringify((await runTaskState(this, info, isObject(parameters) ? parameters : {})) ?? null));
    return Object.fromEntries(tasks.map((info) => [info.name, handler(info)]));
  }

  async #follow(events: AsyncIterable<EngineEvent>, states: Map<string, StateInfo>): Promise<void> {
    for await (const event of events) {
      if (this.status !== 'RUNNING') return;
      if (event.type === 'MapIterationFailed') this.#failedMaps.add(event.parentState.name);
      if (event.type === 'StateEntered') this.#failedMaps.delete(event.state.name);
      if (event.type === 'StateRetried') this.#failedMaps.delete(event.state.name);
      addToHistory(this.history, event, states);
      if (event.type === 'StateExited' && exceedsDataLimit(event.state.output)) this.#exceed(event.state.name);
      if (event.type === 'ExecutionSucceeded') this.#end('SUCCEEDED', { output: event.output });
      if (event.type === 'ExecutionFailed') this.#end('FAILED', failure(event.Error, event.Cause));
    }
  }

  #exceed(state: string): void {
    const cause = `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    this.#end('FAILED', { error: 'States.DataLimitExceeded', cause });
  }

  #end(status: Exclude<ExecutionStatus, 'RUNNING'>, end: End): void {
    if (this.status !== 'RUNNING') return;
    this.status = status;
    this.stopDate = new Date();
    this.output = end.output;
    this.error = end.error;
    this.cause = end.cause;
    this.history.add(...endEvent(status, end));
    this.#abort();
    for (const cleanup of this.#cleanups) cleanup();
    this.#settle(this);
  }
}

/** What is left of an execution when it ends. */
type End = { output?: unknown; error?: string | undefined; cause?: string | undefined };

function endEvent(status: ExecutionStatus, { output, error, cause }: End): [string, Record<string, unknown>] {
  if (status === 'SUCCEEDED') {
    return ['ExecutionSucceeded', { executionSucceededEventDetails: { output: JSON.stringify(output) } }];
  }
  if (status === 'FAILED') return ['ExecutionFailed', { executionFailedEventDetails: { error, cause } }];
  if (status === 'TIMED_OUT') return ['ExecutionTimedOut', { executionTimedOutEventDetails: { error, cause } }];
  return ['ExecutionAborted', { executionAbortedEventDetails: { error, cause } }];
}

/** The engine names the error of a Fail state without an Error after itself. */
function failure(error: string, cause: unknown): End {
  if (error === 'FailStateError') return {};
  return { error, cause: typeof cause === 'string' ? cause : JSON.stringify(cause) };
}

function engineDefinition(prepared: unknown): StateMachineDefinition {
  if (!isStateMachine(prepared)) throw new Error('a definition needs StartAt and States');
  return prepared;
}

function isStateMachine(value: unknown): value is StateMachineDefinition {
  return isObject(value) && typeof value['StartAt'] === 'string' && isObject(value['States']);
}
