import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { Gate } from '../../../src/workflow/gate.ts';
import { createWorkflow } from '../../../src/workflow/workflow.ts';
import { WORK } from './workflow-run.ts';

const TOKEN_TASK = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: { FunctionName: 'work', Payload: { 'token.$': '$$.Task.Token' } },
};

/** A state machine of some states, the first of which is `A`, that runs one task at a time. */
function machine(States: object, runTask: (payload: unknown) => Promise<unknown>) {
  const definition = { StartAt: 'A', States };
  return createWorkflow({ definition, runTask: (_resource, payload) => runTask(payload), gate: new Gate(1) });
}

test('a task does not time out while it waits for its turn', async () => {
  const task = { Type: 'Task', Resource: WORK, TimeoutSeconds: 1, End: true };
  const workflow = machine({ A: task }, () => delay(600));
  const executions = ['first', 'second', 'third'].map((name) => workflow.start(name, {}));
  await Promise.all(executions.map(({ ended }) => ended));
  expect(executions.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
});

test('a task that waits for its token keeps nobody waiting', async () => {
  const workflow = machine({ A: { ...TOKEN_TASK, End: true } }, async () => ({}));
  const executions = ['first', 'second'].map((name) => workflow.start(name, {}));
  await vi.waitFor(() => {
    const types = executions.map(({ history }) => history.events.at(-1)?.type);
    expect(types).toEqual(['TaskSubmitted', 'TaskSubmitted']);
  });
  for (const execution of executions) execution.stop();
});

test('what has begun is brought to its end before more is begun', async () => {
  const order: unknown[] = [];
  const task = { Type: 'Task', Resource: WORK, Parameters: { 'name.$': '$$.Execution.Name' } };
  const workflow = machine({ A: { ...task, Next: 'B' }, B: { ...task, End: true } }, async (payload) => {
    order.push(Object(payload).name);
    await delay(20);
    return {};
  });
  const executions = ['first', 'second', 'third'].map((name) => workflow.start(name, {}));
  await Promise.all(executions.map(({ ended }) => ended));
  // While the first one is between two tasks, the second one begins.
  expect(order).toEqual(['first', 'second', 'first', 'second', 'third', 'third']);
});

test('a task of an execution that was stopped takes no turn', async () => {
  const payloads: unknown[] = [];
  const workflow = machine({ A: { Type: 'Task', Resource: WORK, End: true } }, async (payload) => {
    payloads.push(payload);
    await delay(20);
  });
  const first = workflow.start('first', { n: 1 });
  await vi.waitFor(() => expect(payloads).toHaveLength(1));
  const stopped = workflow.start('stopped', { n: 2 });
  stopped.stop();
  const third = workflow.start('third', { n: 3 });
  await Promise.all([first.ended, third.ended]);
  expect(payloads).toEqual([{ n: 1 }, { n: 3 }]);
});
