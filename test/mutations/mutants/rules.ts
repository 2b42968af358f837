import { asList, isObject, resourcesOf, type Template, valueAt } from '../../../resources/validation/template.ts';
import type { Mutant, Path } from './mutant.ts';

/** Each rule of a template, each of its targets, and each key and value of its pattern. */
export function ruleMutants(template: Template): Mutant[] {
  return resourcesOf(template, 'AWS::Events::Rule').flatMap(({ id, properties }) => {
    const path = ['Resources', id];
    return [
      { kind: 'rule', place: id, path },
      ...asList(properties['Targets']).map((target, index) => ({
        kind: 'rule',
        place: `${id} ${valueAt(target, 'Id')}`,
        path: [...path, 'Properties', 'Targets', index],
      })),
      ...patternMutants(properties['EventPattern'], { place: id, path: [...path, 'Properties', 'EventPattern'] }),
    ];
  });
}

function patternMutants(pattern: unknown, { place, path }: { place: string; path: Path }): Mutant[] {
  if (Array.isArray(pattern))
    return pattern.length < 2
      ? []
      : pattern.map((value, index) => ({ kind: 'pattern', place: `${place} ${value}`, path: [...path, index] }));
  if (!isObject(pattern)) return [];
  return Object.entries(pattern).flatMap(([key, inner]) => {
    const below = { place: `${place} ${key}`, path: [...path, key] };
    return [{ kind: 'pattern', ...below }, ...patternMutants(inner, below)];
  });
}
