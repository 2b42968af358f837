import { readFileSync } from 'node:fs';
import { type JsonObject, listAt, objectAt } from 'embedded-aws/json.ts';
import { createWorkflow } from 'embedded-aws/workflow/workflow.ts';
import type { Machine } from '../../statemachine/definition.ts';
import { functionNameIn, type TaskInput } from './snapshot.ts';

/** How an execution of a former definition went. */
export interface FormerRun {
  /** What it passed to functions. */
  inputs: TaskInput[];
  error: string | undefined;
  cause: string | undefined;
}

const TIME_SCALE = 0.0001;

/** The outputs that a function can have today, as its schema shows them; the first is that of a request that is applied. */
export function outputExamples(functionName: string): unknown[] {
  const schema: JsonObject = JSON.parse(
    readFileSync(new URL(`../../schemas/tasks/${functionName}.schema.json`, import.meta.url), 'utf8'),
  );
  return listAt(objectAt(objectAt(schema, '$defs'), 'output'), 'examples');
}

/** What functions answer, or throw, when they are called for the first time. Afterwards, and all others, give their first example. */
export type FirstOutputs = Record<string, unknown>;

/** Runs a former definition with outputs of today's functions. */
export async function runFormer(definition: Machine, event: unknown, firstOutputs: FirstOutputs): Promise<FormerRun> {
  const inputs: TaskInput[] = [];
  const workflow = createWorkflow({
    definition: JSON.parse(JSON.stringify(definition)),
    timeScale: TIME_SCALE,
    runTask: async (resource, input, { taskToken }) => {
      const functionName = functionNameIn(resource);
      if (functionName === undefined) return { MessageId: 'm-1' };
      const isFirst = !inputs.some((each) => each.functionName === functionName);
      inputs.push({ functionName, input });
      if (taskToken !== undefined) workflow.sendTaskSuccess(taskToken, '{}');
      const output =
        isFirst && functionName in firstOutputs ? firstOutputs[functionName] : outputExamples(functionName)[0];
      if (output instanceof Error) throw output;
      return output;
    },
  });
  const { error, cause } = await workflow.start('former', event).ended;
  return { inputs, error, cause };
}
