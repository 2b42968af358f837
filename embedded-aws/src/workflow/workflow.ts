import { createHash } from 'node:crypto';
import { currentDate } from '../clock/clock.ts';
import type { JsonObject } from '../json.ts';
import type { TokenBucket } from '../token-bucket.ts';
import type { ExecutionSettings, RunTask } from './attempt.ts';
import { Execution } from './execution.ts';
import { Gate } from './gate.ts';
import type { HistoryRecord } from './history.ts';
import { type Runnable, runnable } from './runnable.ts';
import { TaskTokens } from './task-tokens.ts';
import type { Transitions } from './transitions.ts';
import { definitionRecord, eventRecord, NO_JOURNAL, readJournal, type WorkflowJournal } from './workflow-journal.ts';

export interface WorkflowOptions {
  /** The definition in the Amazon States Language (JSONPath), with its substitutions. */
  definition: JsonObject;
  /** Does the work of the Task states. Its errors fail the task under their `name`. */
  runTask: RunTask;
  /** Limits the running tasks of several state machines. Default: no limit. */
  gate?: Gate;
  /** How many executions may start, of several state machines. Default: no limit. */
  starts?: TokenBucket;
  /** Delays state transitions, of several state machines. Default: none. */
  transitions?: Transitions;
  /** Multiplies retry intervals, waits and timeouts. Default 1. */
  timeScale?: number;
  /** How long a function may really take whose task has so many seconds, in milliseconds. Default: the scaled time. */
  functionTimeoutMs?: (seconds: number) => number;
  /** Default `state-machine`. */
  name?: string;
  /** Default: one of the management account. */
  arn?: string;
  roleArn?: string;
  /** Called when an execution has started, has ended or is redriven. */
  onStatusChange?: (execution: Execution) => void;
  /** Where executions of an earlier process come from, and go on being kept. Default: they are not kept. */
  journal?: WorkflowJournal;
}

/** A state machine that runs in this process. */
export interface Workflow {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly definition: JsonObject;
  readonly tokens: TaskTokens;
  /** Every execution, by its name. */
  readonly executions: ReadonlyMap<string, Execution>;
  /** Whether another execution may start now; the answer counts as a start. */
  mayStart(): boolean;
  /** Starts an execution; the input is any JSON value. Wait for its end with `execution.ended`. */
  start(name: string, input: unknown): Execution;
  /** Lets the executions of the journal go on, each with the definition that it was started with. */
  resume(): void;
  /** Lets no execution go on any more in this process. */
  suspend(): void;
  sendTaskSuccess(token: string, output: string): void;
  sendTaskFailure(token: string, error?: string, cause?: string): void;
  sendTaskHeartbeat(token: string): void;
}

/**
 * Makes a state machine of a definition.
 * @throws Error for an invalid definition
 * @throws UnsupportedDefinitionError for one that can't be run as AWS does
 */
export function createWorkflow(options: WorkflowOptions): Workflow {
  const { definition, name = 'state-machine' } = options;
  const arn = options.arn ?? `arn:aws:states:us-east-1:111111111111:stateMachine:${name}`;
  const roleArn = options.roleArn ?? 'arn:aws:iam::111111111111:role/state-machine';
  const tokens = new TaskTokens();
  const executions = new Executions(options, settingsOf(options, { name, arn, roleArn }, tokens));
  return {
    name,
    arn,
    roleArn,
    definition,
    tokens,
    executions: executions.byName,
    mayStart: () => options.starts?.take() ?? true,
    start: (executionName, input) => executions.start(executionName, input),
    resume: () => executions.resume(),
    suspend: () => executions.suspend(),
    sendTaskSuccess: (token, output) => tokens.succeed(token, output),
    sendTaskFailure: (token, error, cause) => tokens.fail(token, error, cause),
    sendTaskHeartbeat: (token) => tokens.heartbeat(token),
  };
}

function settingsOf(
  {
    runTask,
    gate = new Gate(Number.POSITIVE_INFINITY),
    transitions,
    timeScale = 1,
    functionTimeoutMs,
  }: WorkflowOptions,
  stateMachine: ExecutionSettings['stateMachine'],
  tokens: TaskTokens,
): ExecutionSettings {
  const scaled = (seconds: number) => seconds * 1000 * timeScale;
  return {
    stateMachine,
    tokens,
    runTask,
    gate,
    transitions,
    timeScale,
    functionTimeoutMs: functionTimeoutMs ?? scaled,
  };
}

class Executions {
  readonly byName = new Map<string, Execution>();
  readonly #settings: ExecutionSettings;
  readonly #journal: WorkflowJournal;
  readonly #onStatusChange: (execution: Execution) => void;
  readonly #runnables = new Map<string, Runnable>();
  /** The id of the definition that executions are started with. */
  readonly #definition: string;

  constructor(
    { definition, journal = NO_JOURNAL, onStatusChange = () => {} }: WorkflowOptions,
    settings: ExecutionSettings,
  ) {
    this.#settings = settings;
    this.#journal = journal;
    this.#onStatusChange = onStatusChange;
    const { definitions, histories } = readJournal(journal);
    for (const [id, known] of definitions) this.#runnables.set(id, runnable(known));
    this.#definition = createHash('sha256').update(JSON.stringify(definition)).digest('hex');
    if (!this.#runnables.has(this.#definition)) {
      this.#runnables.set(this.#definition, runnable(definition));
      journal.append(definitionRecord(this.#definition, definition));
    }
    for (const [name, records] of histories) this.#restore(name, records);
  }

  start(name: string, input: unknown): Execution {
    const { roleArn } = this.#settings.stateMachine;
    const details = { input: JSON.stringify(input), inputDetails: { truncated: false }, roleArn };
    const started = { id: 1, previousEventId: 0, timestamp: currentDate(), type: 'ExecutionStarted' };
    const event = { ...started, executionStartedEventDetails: details };
    const record = { event, mark: { thread: [], definition: this.#definition } };
    this.#journal.append(eventRecord(name, record));
    const execution = this.#add(name, [record]);
    execution.run();
    this.#onStatusChange(execution);
    return execution;
  }

  resume(): void {
    for (const execution of this.byName.values()) execution.run();
  }

  suspend(): void {
    for (const execution of this.byName.values()) execution.suspend();
  }

  #restore(name: string, records: HistoryRecord[]): void {
    for (const { mark } of records) if (mark.token !== undefined) this.#settings.tokens.remember(mark.token);
    this.#add(name, records);
  }

  #add(name: string, records: HistoryRecord[]): Execution {
    const { arn } = this.#settings.stateMachine;
    const { machine, timeoutSeconds } = this.#runnableOf(records);
    const execution = new Execution(
      {
        name,
        arn: `${arn.replace(':stateMachine:', ':execution:')}:${name}`,
        machine,
        timeoutSeconds,
        settings: this.#settings,
        onStatusChange: this.#onStatusChange,
        onEvent: (record) => this.#journal.append(eventRecord(name, record)),
      },
      records,
    );
    this.byName.set(name, execution);
    return execution;
  }

  #runnableOf([started]: HistoryRecord[]): Runnable {
    const found = this.#runnables.get(started?.mark.definition ?? '');
    if (!found) throw new Error(`the journal has no definition ${started?.mark.definition}`);
    return found;
  }
}
