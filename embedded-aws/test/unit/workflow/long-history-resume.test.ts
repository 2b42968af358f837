import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/json.ts';
import { createWorkflow, type Workflow } from '../../../src/workflow/workflow.ts';
import { bucketsOf } from './map-fixture.ts';

/** More events than a journal keeps unpacked. */
const ITEMS = Array.from({ length: 100 }, (_, index) => index);

/** States with a long history, the last of which says when the execution has started. */
const LONG = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } },
      Next: 'Say',
    },
    Say: { Type: 'Pass', Parameters: { 'startedAt.$': '$$.Execution.StartTime' }, End: true },
  },
};

const IN_CHILDREN = {
  StartAt: 'Children',
  States: {
    Children: {
      Type: 'Map',
      Label: 'Each',
      ItemsPath: '$.children',
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...LONG },
      End: true,
    },
  },
};

let running: Workflow | undefined;
afterEach(() => running?.suspend());

/** Runs a definition in another process: with nothing but the journal's lines. */
function processOf(definition: object, lines: string[]): Workflow {
  running?.suspend();
  running = createWorkflow({
    definition: JSON.parse(JSON.stringify(definition)),
    timeScale: 0.001,
    runTask: async () => ({}),
    mapServices: bucketsOf(),
    journal: {
      read: () => lines.map((line): JsonObject => JSON.parse(line)),
      append: (record) => lines.push(JSON.stringify(record)),
    },
  });
  running.resume();
  return running;
}

test.each([
  { what: 'an execution', definition: LONG, input: { items: ITEMS } },
  { what: 'a child of a distributed Map', definition: IN_CHILDREN, input: { children: [{ items: ITEMS }] } },
])('$what goes on with the date of its start, however long its history is', async ({ definition, input }) => {
  const lines: string[] = [];
  const whole = await processOf(definition, lines).start('one', input).ended;
  const entered = lines.findIndex((line) => line.includes('"name":"Say"'));
  expect(entered).toBeGreaterThan(200);
  const execution = processOf(definition, lines.slice(0, entered)).executions.get('one');
  expect((await execution?.ended)?.output).toEqual(whole.output);
});
