import { isObject, type JsonObject, resourcesOf, type Template } from '../../resources/validation/template.ts';
import { type Machine, type NamedState, statesOf } from '../../statemachine/definition.ts';

/** The states of the state machines of a template. */
export function statesIn(template: Template): NamedState[] {
  return resourcesOf(template, 'AWS::StepFunctions::StateMachine').flatMap(({ properties }) =>
    machineStates(properties),
  );
}

/** The states of one state machine. */
export function machineStates({ Definition }: JsonObject): NamedState[] {
  return isMachine(Definition) ? statesOf(Definition) : [];
}

function isMachine(value: unknown): value is Machine {
  return isObject(value) && isObject(value['States']);
}
