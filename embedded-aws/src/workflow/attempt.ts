import type { Gate } from './gate.ts';
import type { History } from './history.ts';
import type { PreparedDefinition, StateInfo } from './prepare-definition.ts';
import type { TaskTokens } from './task-tokens.ts';

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
  prepared: PreparedDefinition;
  /** The definition's own TimeoutSeconds, unscaled. */
  timeoutSeconds: number | undefined;
  tokens: TaskTokens;
  runTask: RunTask;
  gate: Gate;
  timeScale: number;
  shortestTaskTimeoutMs: number;
}

export interface AttemptEnd {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  output?: unknown;
  error?: string | undefined;
  cause?: string | undefined;
}

/** One redrive of an execution. */
export interface Redrive {
  date: Date;
  clientToken: string | undefined;
}

/** An execution as its attempts see it. */
export interface RunningExecution {
  readonly name: string;
  readonly arn: string;
  readonly input: unknown;
  readonly startDate: Date;
  /** In finer steps than the date, as executions may start within a millisecond. */
  readonly begunAt: number;
  readonly history: History;
  readonly redrives: Redrive[];
}

/** An attempt as its tasks see it. */
export interface Attempt {
  readonly execution: RunningExecution;
  readonly settings: ExecutionSettings;
  /** Whether a state's task has become useless, because the attempt or a Map around it has ended. */
  hasEnded(info: StateInfo): boolean;
  /** Runs a clean-up when the attempt ends. */
  onEnd(cleanup: () => void): void;
}
