import type { JsonObject } from '../json.ts';
import type { TokenBucket } from '../token-bucket.ts';
import type { ExecutionSettings, RunTask } from './attempt.ts';
import type { AnyExecution } from './child-execution.ts';
import type { Execution } from './execution.ts';
import { Executions } from './executions.ts';
import { Gate } from './gate.ts';
import type { MapRuns } from './map-runs.ts';
import { type MapServices, NO_MAP_SERVICES } from './map-services.ts';
import { TaskTokens } from './task-tokens.ts';
import type { Transitions } from './transitions.ts';
import type { WorkflowJournal } from './workflow-journal.ts';

export interface WorkflowOptions {
  /** The definition in the Amazon States Language (JSONPath), with its substitutions. */
  definition: JsonObject;
  /** Does the work of the Task states. Its errors fail the task under their `name`. */
  runTask: RunTask;
  /** Does what distributed Maps need of other services. Default: there are no buckets. */
  mapServices?: MapServices;
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
  onStatusChange?: (execution: AnyExecution) => void;
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
  readonly mapRuns: MapRuns;
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
    mapRuns: executions.mapRuns,
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
    mapServices = NO_MAP_SERVICES,
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
    mapServices,
    gate,
    transitions,
    timeScale,
    functionTimeoutMs: functionTimeoutMs ?? scaled,
  };
}
