import {
  asList,
  intrinsicOf,
  isObject,
  resourcesOf,
  type Template,
  valueAt,
} from '../../../resources/validation/template.ts';
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
      : pattern.map((value, index) => ({
          kind: 'pattern',
          place: `${place} ${textOf(value)}`,
          path: [...path, index],
        }));
  if (!isObject(pattern)) return [];
  // The checks let each condition hold, so the other branch is missed by none.
  const condition = valueAt(pattern, 'Fn::If');
  if (condition !== undefined) return patternMutants(asList(condition)[1], { place, path: [...path, 'Fn::If', 1] });
  return Object.entries(pattern).flatMap(([key, inner]) => {
    const below = { place: `${place} ${key}`, path: [...path, key] };
    return [{ kind: 'pattern', ...below }, ...patternMutants(inner, below)];
  });
}

/** The name of what is referred to. */
function textOf(value: unknown): string {
  const text = intrinsicOf(value)?.argument ?? value;
  return isObject(text) ? JSON.stringify(text) : String(text);
}
