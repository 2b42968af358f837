import { availableParallelism } from 'node:os';
import { START_EXECUTION, STATE_TRANSITIONS } from './aws-quotas.ts';
import { currentTime } from './clock/clock.ts';
import type { KeptState } from './kept/kept-state.ts';
import type { StackOptions } from './stack-options.ts';
import type { StackModel } from './template/stack-model.ts';
import { TokenBucket } from './token-bucket.ts';
import type { AnyExecution } from './workflow/child-execution.ts';
import { Gate } from './workflow/gate.ts';
import { createMapServices, type MapServicesOptions } from './workflow/map-services.ts';
import { Transitions } from './workflow/transitions.ts';
import { createWorkflow, type Workflow } from './workflow/workflow.ts';
import { createWorkflowTasks, type WorkflowTasksOptions } from './workflow/workflow-tasks.ts';

/** A task may sleep while it runs, such as until its turn at a service with a quota: so many more then keep the machine busy. */
const SLEEPING_TASKS = 4;

/** How many tasks run at a time: enough to keep the machine busy. While the HTTP API is called, fewer functions run: see precedence.ts. */
const MOST_TASKS = Math.max(2, availableParallelism()) + SLEEPING_TASKS;

/** Functions run in real time, but their threads may have to start first, which on AWS takes none of their task's time. */
const LONGEST_THREAD_START_MS = 10_000;

export interface WorkflowsOptions extends Pick<StackOptions, 'timeScale' | 'lambda'> {
  model: StackModel;
  kept: KeptState;
}

/** Makes the state machines of a stack; the gate and the quotas are those of the account. */
export function createWorkflows(
  { model: { stateMachines }, timeScale, kept, lambda }: WorkflowsOptions,
  parts: Omit<WorkflowTasksOptions & MapServicesOptions, 'roleArn'>,
  onStatusChange: (execution: AnyExecution) => void,
): Workflow[] {
  const gate = new Gate(lambda ? Number.POSITIVE_INFINITY : MOST_TASKS);
  const limits = lambda && {
    starts: new TokenBucket(START_EXECUTION, currentTime),
    transitions: new Transitions(STATE_TRANSITIONS),
  };
  const threadStartMs = lambda ? 0 : LONGEST_THREAD_START_MS;
  return stateMachines.map((stateMachine) =>
    createWorkflow({
      ...stateMachine,
      gate,
      ...limits,
      timeScale,
      onStatusChange,
      journal: kept.journal(`executions-${stateMachine.name}`),
      functionTimeoutMs: (seconds) => seconds * 1000 * Math.max(1, timeScale) + threadStartMs,
      runTask: createWorkflowTasks({ ...parts, roleArn: stateMachine.roleArn }),
      mapServices: createMapServices({ ...parts, roleArn: stateMachine.roleArn }),
    }),
  );
}
