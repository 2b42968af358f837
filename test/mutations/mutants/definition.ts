import { isObject, resourcesOf, type Template, valueAt } from '../../../resources/validation/template.ts';
import type { Mutant, Path } from './mutant.ts';

/** Each Retry and each Catch of the state machines of a template, and each error that one of them names beside others. */
export function definitionMutants(template: Template): Mutant[] {
  return resourcesOf(template, 'AWS::StepFunctions::StateMachine').flatMap(({ id, properties }) =>
    stateMutants(properties['Definition'], ['Resources', id, 'Properties', 'Definition']),
  );
}

function stateMutants(machine: unknown, path: Path): Mutant[] {
  return Object.entries(Object(valueAt(machine, 'States'))).flatMap(([name, state]) => {
    const place = [...path, 'States', name];
    return [
      ...handlerMutants(state, { name, key: 'Retry', path: place, kinds: ['retry', 'retried error'] }),
      ...handlerMutants(state, { name, key: 'Catch', path: place, kinds: ['catch', 'caught error'] }),
      ...stateMutants(valueAt(state, 'ItemProcessor'), [...place, 'ItemProcessor']),
    ];
  });
}

interface Handlers {
  name: string;
  key: string;
  path: Path;
  /** Of a whole handler, and of one of its errors. */
  kinds: [string, string];
}

function handlerMutants(state: unknown, { name, key, path, kinds: [ofHandler, ofError] }: Handlers): Mutant[] {
  const handlers = valueAt(state, key);
  if (!Array.isArray(handlers)) return [];
  return handlers.filter(isObject).flatMap((handler, index) => {
    const errors = Array.isArray(handler['ErrorEquals']) ? handler['ErrorEquals'].map(String) : [];
    const [first, ...others] = errors;
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    return [
      { kind: ofHandler, place: `${name} ${first}${more}`, path: [...path, key, index] },
      ...(others.length === 0 ? [] : errors).map((error, position) => ({
        kind: ofError,
        place: `${name} ${error}`,
        path: [...path, key, index, 'ErrorEquals', position],
      })),
    ];
  });
}
