import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { isObject, type JsonObject } from '../json.ts';
import { startTimer } from '../timers.ts';
import type { Attempt, AttemptEnd, ExecutionSettings, RunningExecution } from './attempt.ts';
import { exceedsDataLimit } from './data-limit.ts';
import { addToHistory, type EngineEvent } from './engine-events.ts';
import { iterationEntry, type StateInfo } from './prepare-definition.ts';
import { Resumption } from './resumption.ts';
import { RunRecord } from './run-record.ts';
import type { ExecutionStanding } from './standing.ts';
import { runTaskState } from './task-run.ts';

/** One attempt of an execution: from its start, or from a redrive, until it ends. */
export class ExecutionAttempt implements Attempt {
  readonly execution: RunningExecution;
  readonly settings: ExecutionSettings;
  readonly #onEnd: (end: AttemptEnd) => void;
  #resumption: Resumption | undefined;
  #isOver = false;
  #abort = () => {};
  #failedMaps = new Set<string>();
  #cleanups = new Set<() => void>();

  /** @param standing where to continue; without it, the attempt begins with the execution's input. */
  constructor(
    execution: RunningExecution,
    settings: ExecutionSettings,
    onEnd: (end: AttemptEnd) => void,
    standing?: ExecutionStanding,
  ) {
    this.execution = execution;
    this.settings = settings;
    this.#onEnd = onEnd;
    this.#resumption = standing && new Resumption(standing, execution.history);
    this.#start();
  }

  /** Ends the attempt, unless it has ended already. */
  end(end: AttemptEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#abort();
    for (const cleanup of this.#cleanups) cleanup();
    this.#onEnd(end);
  }

  hasEnded(info: StateInfo): boolean {
    return this.#isOver || info.enclosing.some((name) => this.#failedMaps.has(name));
  }

  onEnd(cleanup: () => void): void {
    if (this.#isOver) cleanup();
    else this.#cleanups.add(cleanup);
  }

  #start(): void {
    const { prepared, timeoutSeconds, timeScale } = this.settings;
    const resumption = this.#resumption;
    const definition = resumption ? resumption.definition(prepared.definition) : prepared.definition;
    const machine = new StateMachine(engineDefinition(definition), { validationOptions: { noValidate: true } });
    const run = machine.run(JSON.parse(JSON.stringify(resumption ? resumption.input : this.execution.input)), {
      context: this.#context(),
      noThrowOnAbort: true,
      overrides: { taskResourceLocalHandlers: { ...this.#taskHandlers(), ...this.#iterationHandler() } },
    });
    this.#abort = run.abort;
    run.result.catch(() => {}); // The event log tells how it ended.
    void this.#follow(run.eventLogs);
    if (timeoutSeconds !== undefined) {
      this.onEnd(startTimer(timeoutSeconds * 1000 * timeScale, () => this.end({ status: 'TIMED_OUT' })));
    }
  }

  /** The context object. The engine reads `Run` anew for every iteration of a Map. */
  #context() {
    const { arn, name, input, startDate, redrives } = this.execution;
    const { stateMachine, prepared, tokens } = this.settings;
    const redriven = redrives.at(-1);
    return {
      Workflow: {
        Id: arn,
        Name: name,
        Input: input,
        StartTime: startDate.toISOString(),
        RoleArn: stateMachine.roleArn,
        RedriveCount: redrives.length,
        ...(redriven && { RedriveTime: redriven.date.toISOString() }),
      },
      StateMachine: { Id: stateMachine.arn, Name: stateMachine.name },
      get Run() {
        return new RunRecord(prepared.stateNames, () => tokens.mint());
      },
    };
  }

  #taskHandlers() {
    const states = [...this.settings.prepared.states.values()];
    const tasks = states.filter(({ definition }) => definition['Type'] === 'Task');
    const handler = (info: StateInfo) => async (parameters: unknown) =>
      JSON.parse(JSON.stringify((await runTaskState(this, info, isObject(parameters) ? parameters : {})) ?? null));
    return Object.fromEntries(tasks.map((info) => [info.name, handler(info)]));
  }

  /** Runs the entries of the Map's iterations, when an attempt continues within a Map. */
  #iterationHandler() {
    const resumption = this.#resumption;
    if (!resumption) return {};
    const handler = async (entry: unknown) =>
      JSON.parse(JSON.stringify(await resumption.beginIteration(isObject(entry) ? entry : {})));
    return { [iterationEntry(resumption.state)]: handler };
  }

  async #follow(events: AsyncIterable<EngineEvent>): Promise<void> {
    for await (const event of events) {
      if (this.#isOver) return;
      if (event.type === 'StateExited' && exceedsDataLimit(event.state.output)) return this.#exceed(event.state.name);
      this.#note(event);
      if (event.type === 'ExecutionSucceeded') this.end({ status: 'SUCCEEDED', output: event.output });
      if (event.type === 'ExecutionFailed') this.end({ status: 'FAILED', ...failure(event.Error, event.Cause) });
    }
  }

  #note(event: EngineEvent): void {
    const { states } = this.settings.prepared;
    if (event.type === 'MapIterationFailed') this.#failedMaps.add(event.parentState.name);
    if (event.type === 'StateEntered' || event.type === 'StateRetried') {
      this.#failedMaps.delete(event.state.name);
    }
    if (this.#resumption?.repeats(event)) return;
    this.#resumption?.leaveAt(event, states);
    addToHistory(this.execution.history, event, states);
  }

  #exceed(state: string): void {
    const cause = `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    this.end({ status: 'FAILED', error: 'States.DataLimitExceeded', cause });
  }
}

/** The engine invents a name for the error of a Fail state without one. An error without name or cause has null there. */
function failure(error: string | null, cause: unknown): { error?: string; cause?: string } {
  if (error === 'FailStateError') return {};
  const text = typeof cause === 'object' && cause !== null ? JSON.stringify(cause) : cause;
  return { ...(error !== null && { error }), ...(typeof text === 'string' && { cause: text }) };
}

function engineDefinition(prepared: JsonObject): StateMachineDefinition {
  if (!isStateMachine(prepared)) throw new Error('a definition needs StartAt and States');
  return prepared;
}

function isStateMachine(value: unknown): value is StateMachineDefinition {
  return isObject(value) && typeof value['StartAt'] === 'string' && isObject(value['States']);
}
