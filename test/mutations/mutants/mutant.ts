import { isObject, type Template } from '../../../resources/validation/template.ts';

/** Keys and positions that lead to a value of a template. */
export type Path = (string | number)[];

/** A template from which one thing is missing. */
export interface Mutant {
  kind: string;
  /** What is missing, and of which resource, state or alarm. */
  place: string;
  path: Path;
}

/** The template without the value at the path; a list is one shorter. Everything else is shared with the template. */
export function mutated(template: Template, { path }: Mutant): Template {
  const result = without(template, path);
  if (!isTemplate(result)) throw new Error(`${path.join('.')} is not in a resource`);
  return result;
}

function without(value: unknown, [key, ...rest]: Path): unknown {
  if (Array.isArray(value)) {
    if (typeof key !== 'number' || key >= value.length) throw new Error(`the list has no item ${key}`);
    return rest.length === 0 ? value.toSpliced(key, 1) : value.with(key, without(value[key], rest));
  }
  if (!isObject(value) || typeof key !== 'string' || !(key in value)) throw new Error(`there is nothing at ${key}`);
  const { [key]: removed, ...others } = value;
  return rest.length === 0 ? others : { ...value, [key]: without(removed, rest) };
}

function isTemplate(value: unknown): value is Template {
  return isObject(value) && isObject(value['Resources']);
}
