import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { isObject, type JsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import { RUNTIME_ERROR, WorkflowError } from './workflow-error.ts';

/**
 * Evaluates paths, intrinsic functions and rules with the engine, each in a state machine of a single state: the engine's own
 * way through several states differs from AWS's in retries, Map and Parallel, and can't go on in the middle.
 */

/** Something in a state can't be evaluated. Its state's name is added to the message where the state is run. */
export class EvaluationError extends WorkflowError {}

/** What `InputPath` and `Parameters` make of a state's input. */
export async function evaluateInput(fields: JsonObject, input: unknown, context: JsonObject): Promise<unknown> {
  const used = pick(fields, ['InputPath', 'Parameters']);
  return isEmpty(used) ? input : runEngine({ Type: 'Pass', ...used, End: true }, input, context);
}

/** What `ResultSelector`, `ResultPath` and `OutputPath` make of a state's input and result. */
export async function evaluateOutput(
  fields: JsonObject,
  data: { input: unknown; result: unknown },
  context: JsonObject,
): Promise<unknown> {
  const used = pick(fields, ['ResultSelector', 'ResultPath', 'OutputPath']);
  if (isEmpty(used)) return data.result;
  const state = { Type: 'Task', Resource: 'result', ...used, End: true };
  return runEngine(state, data.input, context, data.result);
}

/** The values of paths by their names: `{ seconds: '$.wait' }`. */
export async function evaluatePaths(
  paths: Record<string, unknown>,
  input: unknown,
  context: JsonObject,
): Promise<JsonObject> {
  const used = Object.entries(paths).filter(([, path]) => path !== undefined);
  if (used.length === 0) return {};
  const Parameters = Object.fromEntries(used.map(([name, path]) => [`${name}.$`, path]));
  const values = await runEngine({ Type: 'Pass', Parameters, End: true }, input, context);
  return isObject(values) ? values : {};
}

/** The state that a Choice leads to, and its output. */
export async function evaluateChoice(
  fields: JsonObject,
  input: unknown,
  context: JsonObject,
): Promise<{ next: string; output: unknown }> {
  const targets = [...objectsAt(fields, 'Choices').map((rule) => textAt(rule, 'Next')), textAt(fields, 'Default')];
  const ends = targets.filter((target) => target !== undefined).map((target) => [target, endAt(target)]);
  const { Type, Choices, Default, InputPath } = fields;
  const choice = pick({ Type, Choices, Default, InputPath }, ['Type', 'Choices', 'Default', 'InputPath']);
  const definition = { StartAt: CHOICE, States: { ...Object.fromEntries(ends), [CHOICE]: choice } };
  const taken = await runDefinition(definition, input, context, undefined);
  const output = await evaluateInput(fields, input, context);
  const next = textAt(objectAt({ taken }, 'taken'), 'next') ?? '';
  return { next, output: await evaluateOutput(pick(fields, ['OutputPath']), { input, result: output }, context) };
}

/** No state of a definition has this name. */
const CHOICE = '\u0000';

function endAt(next: string): JsonObject {
  return { Type: 'Pass', Parameters: { next }, End: true };
}

function pick(fields: JsonObject, names: string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]));
}

function isEmpty(fields: JsonObject): boolean {
  return Object.keys(fields).length === 0;
}

function runEngine(state: JsonObject, input: unknown, context: JsonObject, result?: unknown): Promise<unknown> {
  return runDefinition({ StartAt: CHOICE, States: { [CHOICE]: state } }, input, context, result);
}

async function runDefinition(
  definition: JsonObject,
  input: unknown,
  context: JsonObject,
  result: unknown,
): Promise<unknown> {
  if (!isStateMachine(definition)) throw new Error('a definition needs StartAt and States');
  const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });
  try {
    return await machine.run(JSON.parse(JSON.stringify(input ?? null)), {
      context,
      overrides: { taskResourceLocalHandlers: { [CHOICE]: async () => JSON.parse(JSON.stringify(result ?? null)) } },
    }).result;
  } catch (error) {
    throw evaluationError(error instanceof Error ? (error.cause ?? error) : error);
  }
}

/** Step Functions names what the engine can't evaluate; a Choice that leads nowhere is an error of the definition. */
function evaluationError(cause: unknown): EvaluationError {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  if (error.name === 'States.NoChoiceMatched') {
    const detail = 'Failed to transition out of the state. The state does not point to a next state.';
    return new EvaluationError(RUNTIME_ERROR, detail);
  }
  // The engine keeps the execution elsewhere in the context object; see `context-paths.ts`.
  const message = error.message.replaceAll('$$.Workflow', () => '$$.Execution');
  return new EvaluationError(error.name.startsWith('States.') ? error.name : 'States.IntrinsicFailure', message);
}

function isStateMachine(value: unknown): value is StateMachineDefinition {
  return isObject(value) && typeof value['StartAt'] === 'string' && isObject(value['States']);
}
