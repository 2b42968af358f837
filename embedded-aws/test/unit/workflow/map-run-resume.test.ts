import { afterEach, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../../src/json.ts';
import { createWorkflow, type Workflow } from '../../../src/workflow/workflow.ts';
import { childStatuses, distributedMap, TASK } from './map-fixture.ts';
import { eventTypes, named, type Payload, payloadOf } from './workflow-run.ts';

const RETRY = [{ ErrorEquals: ['Lambda.Unknown'], MaxAttempts: 3 }];
const DEFINITION = {
  StartAt: 'A',
  States: {
    A: distributedMap({ ItemBatcher: { MaxItemsPerBatch: 2 } }, { Work: { ...TASK, Retry: RETRY } }),
  },
};
const input = { items: [1, 2, 3, 4, 5], most: 2 };

const running: Workflow[] = [];
afterEach(() => {
  for (const workflow of running.splice(0)) workflow.suspend();
});

/** Runs the state machine in another process: with nothing but the journal's lines. */
function processOf(lines: string[], task: (payload: Payload) => unknown = ({ Items }) => Items) {
  for (const workflow of running.splice(0)) workflow.suspend();
  const payloads: Payload[] = [];
  const workflow = createWorkflow({
    definition: JSON.parse(JSON.stringify(DEFINITION)),
    timeScale: 0.001,
    runTask: async (_resource, payload) => {
      payloads.push(payloadOf(payload));
      return task(payloadOf(payload));
    },
    journal: {
      read: () => lines.map((line): JsonObject => JSON.parse(line)),
      append: (record) => lines.push(JSON.stringify(record)),
    },
  });
  running.push(workflow);
  workflow.resume();
  return { workflow, payloads };
}

/** What the lines say that a child has done. */
function doneIn(lines: string[]): unknown[] {
  return lines
    .map((line) => Object(JSON.parse(line)))
    .filter(({ child, event }) => child !== undefined && event.type === 'LambdaFunctionSucceeded')
    .map(({ event }) => JSON.parse(event.lambdaFunctionSucceededEventDetails.output));
}

test('goes on where it was, wherever the process was killed, and does nothing twice', async () => {
  const whole: string[] = [];
  await processOf(whole).workflow.start('one', input).ended;
  const began = whole.findIndex((line) => line.includes('ExecutionStarted'));
  for (let kept = began + 1; kept <= whole.length; kept++) {
    const lines = whole.slice(0, kept);
    const done = doneIn(lines);
    const { workflow, payloads } = processOf(lines);
    const execution = await workflow.executions.get('one')?.ended;
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: [[1, 2], [3, 4], [5]] });
    const [mapRun, ...others] = workflow.mapRuns.ofExecution('one');
    expect([others, mapRun?.status, ...childStatuses(mapRun)]).toEqual([[], ...Array(4).fill('SUCCEEDED')]);
    for (const { Items } of payloads) expect(done).not.toContainEqual(Items);
    expect(eventTypes(Object(execution)).filter((type) => /^Map/.test(type))).toEqual([
      ...['MapStateEntered', 'MapStateStarted', 'MapRunStarted', 'MapRunSucceeded', 'MapStateSucceeded'],
      'MapStateExited',
    ]);
  }
});

test('fails and is redriven as if the process had not been killed, wherever it was', async () => {
  const broken = ({ Items }: Payload) => {
    if (String(Items) === '3,4') throw named('Bad');
    return Items;
  };
  const whole: string[] = [];
  await processOf(whole, broken).workflow.start('one', input).ended;
  const begun = whole.length;
  running[0]?.executions.get('one')?.redrive();
  await running[0]?.executions.get('one')?.ended;
  for (let kept = begun + 1; kept < whole.length; kept++) {
    const lines = whole.slice(0, kept);
    const done = doneIn(lines);
    const { workflow, payloads } = processOf(lines);
    const execution = await workflow.executions.get('one')?.ended;
    const [mapRun, ...others] = workflow.mapRuns.ofExecution('one');
    expect([others, mapRun?.redrives.length]).toEqual([[], 1]);
    for (const { Items } of payloads) expect(done).not.toContainEqual(Items);
    if (execution?.status === 'FAILED') {
      execution.redrive();
      await execution.ended;
    }
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: [[1, 2], [3, 4], [5]] });
  }
});

test('aborts the children of an execution that ended just before the process was killed', async () => {
  const lines: string[] = [];
  const { workflow, payloads } = processOf(lines, () => new Promise(() => {}));
  const execution = workflow.start('one', input);
  await vi.waitFor(() => expect(payloads).toHaveLength(2));
  execution.stop();
  const ended = lines.findIndex((line) => line.includes('ExecutionAborted')) + 1;
  const next = processOf(lines.slice(0, ended)).workflow;
  const [mapRun] = next.mapRuns.ofExecution('one');
  expect([mapRun?.status, ...childStatuses(mapRun)]).toEqual(['ABORTED', 'ABORTED', 'ABORTED']);
});

test('keeps other settings that it was given', async () => {
  const lines: string[] = [];
  const { workflow, payloads } = processOf(lines, () => new Promise(() => {}));
  workflow.start('one', input);
  await vi.waitFor(() => expect(payloads).toHaveLength(2));
  workflow.mapRuns.ofExecution('one')[0]?.update({ maxConcurrency: 3 });
  await vi.waitFor(() => expect(payloads).toHaveLength(3));
  expect(processOf(lines).workflow.mapRuns.ofExecution('one')[0]?.settings.maxConcurrency).toBe(3);
});
