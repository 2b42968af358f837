import { asList, isObject, resourcesOf, type Template } from '../../../resources/validation/template.ts';
import { Resolver } from '../access/resolver.ts';
import type { Sample } from './sample-events.ts';

/** Finds events that reach a rule in vain, or not the rule that is for them. */
export function patternProblems(template: Template, samples: Sample[]): string[] {
  const resolver = new Resolver(template);
  const rules = resourcesOf(template, 'AWS::Events::Rule').flatMap(({ id, properties }) =>
    properties['EventPattern'] === undefined ? [] : [{ id, pattern: resolver.resolve(properties['EventPattern']) }],
  );
  return samples.flatMap(({ event, reaches }) => {
    const reached = rules.filter(({ pattern }) => matches(pattern, event)).map(({ id }) => id);
    return reached.toSorted().join() === reaches.toSorted().join()
      ? []
      : [`${textOf(event)} reaches ${reached.join(', ') || 'nothing'}, and not ${reaches.join(', ') || 'nothing'}`];
  });
}

/** Whether the pattern, of nested keys and lists of values, matches the event; one of several values is enough. */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((condition) => isMet(condition, value));
  const given = isObject(value) ? value : {};
  return Object.entries(Object(pattern)).every(([key, condition]) =>
    key === '$or' ? asList(condition).some((one) => matches(one, given)) : matches(condition, given[key]),
  );
}

function isMet(condition: unknown, value: unknown): boolean {
  if (!isObject(condition)) return asList(value).includes(condition);
  const { exists, 'anything-but': others } = condition;
  if (exists !== undefined) return (value !== undefined) === exists;
  return value !== undefined && !asList(others).includes(value);
}

function textOf(event: Sample['event']): string {
  return JSON.stringify(event);
}
