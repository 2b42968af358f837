import type { TaskContext } from '../../../src/workflow/attempt.ts';
import type { Execution } from '../../../src/workflow/execution.ts';
import { createWorkflow, type Workflow, type WorkflowOptions } from '../../../src/workflow/workflow.ts';

/** What a fake task does: the payload it got, how often it was called before, and its context. */
export type FakeTask = (payload: Payload, call: number, context: TaskContext) => unknown;

/** A task's payload, as far as tests look into it. */
export interface Payload extends Record<string, unknown> {
  token: string;
}

/** A state machine whose tasks are fakes. */
export interface Fixture {
  workflow: Workflow;
  /** The payloads of the calls so far. */
  payloads: Payload[];
  run(input?: unknown): Promise<Execution>;
  start(input?: unknown): Execution;
}

/** The Resource of a function named `work`. */
export const WORK = 'arn:aws:lambda:us-east-1:111111111111:function:work';

/** Makes a state machine of some states, the first of which is `A`. Seconds are milliseconds. */
export function machineOf(
  states: object,
  task: FakeTask = () => ({}),
  definition: object = {},
  options: Pick<WorkflowOptions, 'mapServices'> = {},
): Fixture {
  const payloads: Payload[] = [];
  const workflow = createWorkflow({
    definition: { StartAt: 'A', States: { ...states }, ...definition },
    timeScale: 0.001,
    ...options,
    runTask: async (_resource, payload, context) => {
      const call = payloads.length;
      payloads.push(payloadOf(payload));
      return task(payloadOf(payload), call, context);
    },
  });
  let executions = 0;
  const start = (input: unknown = {}) => workflow.start(`execution-${++executions}`, input);
  return { workflow, payloads, start, run: (input) => start(input).ended };
}

/** An error with the name that a Lambda would report. */
export function named(name: string, message = 'no'): Error {
  return Object.assign(new Error(message), { name });
}

/** The types of an execution's events. */
export function eventTypes(execution: Execution): string[] {
  return execution.history.events.map(({ type }) => type);
}

/** A payload, as far as tests look into it. */
export function payloadOf(payload: unknown): Payload {
  return isPayload(payload) ? payload : { token: '' };
}

function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null;
}
