import { StateMachine } from 'aws-local-stepfunctions';
import { type JsonObject, numberAt } from '../json.ts';
import { type PreparedMachine, prepareDefinition } from './prepare-definition.ts';

/** A definition that executions run. */
export interface Runnable {
  machine: PreparedMachine;
  timeoutSeconds: number | undefined;
}

/**
 * Prepares a definition.
 * @throws Error for an invalid one
 */
export function runnable(definition: JsonObject): Runnable {
  validate(definition);
  return { machine: prepareDefinition(definition), timeoutSeconds: numberAt(definition, 'TimeoutSeconds') };
}

/** Valid definitions: the check takes longer than most executions. */
const valid = new Set<string>();

function validate(definition: JsonObject): void {
  const text = JSON.stringify(definition);
  if (valid.has(text)) return;
  const { StartAt, States } = definition;
  if (typeof StartAt !== 'string' || typeof States !== 'object')
    throw new Error('the definition has no StartAt or States');
  Reflect.construct(StateMachine, [definition, { validationOptions: { checkArn: false } }]);
  valid.add(text);
}
