import type { JsonObject } from '../json.ts';
import type { ExecutionStatus, Redrive } from './execution-status.ts';
import type { Gate } from './gate.ts';
import type { EventMark, History } from './history.ts';
import type { MapRun } from './map-run.ts';
import type { MapRunPlan } from './map-run-plan.ts';
import type { MapServices } from './map-services.ts';
import type { PreparedMachine, PreparedState } from './prepare-definition.ts';
import type { StateStanding, ThreadStanding } from './standing.ts';
import type { TaskTokens } from './task-tokens.ts';
import type { Thread } from './thread.ts';
import type { Transitions } from './transitions.ts';
import type { WorkflowError } from './workflow-error.ts';

/** What is known about a task when it runs. */
export interface TaskContext {
  stateName: string;
  executionArn: string;
  /** Set for `.waitForTaskToken` tasks. */
  taskToken?: string;
}

/**
 * Does the work of a task.
 * @param resource a function's name or ARN, or the ARN of a service integration
 */
export type RunTask = (resource: string, payload: unknown, context: TaskContext) => Promise<unknown>;

export interface ExecutionSettings {
  stateMachine: { name: string; arn: string; roleArn: string };
  tokens: TaskTokens;
  runTask: RunTask;
  mapServices: MapServices;
  gate: Gate;
  transitions: Transitions | undefined;
  timeScale: number;
  /** How long a function may really take whose task has so many seconds, in milliseconds. */
  functionTimeoutMs(seconds: number): number;
}

export interface AttemptEnd {
  status: Exclude<ExecutionStatus, 'RUNNING'>;
  output?: unknown;
  error?: string | undefined;
  cause?: string | undefined;
}

/** The Map runs of a state machine. */
export interface MapRunsOfAttempt {
  find(id: string): MapRun | undefined;
  begin(plan: Omit<MapRunPlan, 'startDate'>): MapRun;
  arnOf(plan: Pick<MapRunPlan, 'label' | 'id'>): string;
  /** The names of a child, which may not have begun. */
  namesOf(run: MapRun, index: number): ChildNames;
  /** Ends a run because its Map has ended, unless the process does. Returns whether it has. */
  abort(run: MapRun): boolean;
}

export interface ChildNames {
  name: string;
  arn: string;
  stateMachineArn: string;
}

/** An execution as its attempts see it. */
export interface RunningExecution {
  readonly name: string;
  readonly arn: string;
  readonly input: unknown;
  readonly machine: PreparedMachine;
  /** The id of its definition. */
  readonly definition: string;
  /** The definition's own TimeoutSeconds, unscaled. */
  readonly timeoutSeconds: number | undefined;
  readonly startDate: Date;
  /** In finer steps than the date, as executions may start within a millisecond. */
  readonly begunAt: number;
  readonly history: History;
  readonly redrives: Redrive[];
}

/** An attempt as its states see it. */
export interface Attempt {
  readonly execution: RunningExecution;
  readonly settings: ExecutionSettings;
  readonly mapRuns: MapRunsOfAttempt;
  /** Adds an event to a thread, and returns its id. Nothing is added to a thread that has ended. */
  note(thread: Thread, type: string, details?: JsonObject, mark?: Omit<EventMark, 'thread'>): number;
  /** Adds an event that the thread's next one doesn't follow. */
  noteBeside(
    thread: Thread,
    type: string,
    previousEventId: number,
    details?: JsonObject,
    mark?: Omit<EventMark, 'thread'>,
  ): number;
  /** Runs the states of an iteration or a branch, and returns the output of the last one. */
  runMachine(machine: PreparedMachine, thread: Thread, from: { input: unknown } | ThreadStanding): Promise<unknown>;
}

/** One try of a state. */
export interface StateTry {
  attempt: Attempt;
  thread: Thread;
  state: PreparedState;
  input: unknown;
  context: JsonObject;
  /** When the state was entered. */
  enteredAt: Date;
  /** Where the state was, when an attempt goes on within it. */
  standing: StateStanding | undefined;
  /** The error of the try before this one. */
  retried: WorkflowError | undefined;
}
