import { isObject, type JsonObject } from '../json.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/** Looks up the values of resources, parameters and conditions. */
export interface References {
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
}

/** Stands for `AWS::NoValue`: the property that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, references: References) => unknown;

const INTRINSICS: Record<string, Intrinsic> = {
  Ref: (name, references) => references.ref(String(name)),
  'Fn::GetAtt': (argument, references) => {
    const [logicalId = '', attribute = ''] = Array.isArray(argument)
      ? argument.map(String)
      : splitOnce(String(argument));
    return references.attribute(logicalId, attribute);
  },
  'Fn::Sub': substitute,
  'Fn::Join': (argument, references) => {
    const [separator, parts] = resolveList(argument, references);
    return (Array.isArray(parts) ? parts : []).map(String).join(String(separator));
  },
  'Fn::If': (argument, references) => {
    const [condition, whenTrue, whenFalse] = Array.isArray(argument) ? argument : [];
    return resolve(references.condition(String(condition)) ? whenTrue : whenFalse, references);
  },
  'Fn::Equals': (argument, references) => {
    const compared = resolveList(argument, references);
    if (compared.length !== 2) throw new UnsupportedTemplateError('Fn::Equals of anything but two values');
    return JSON.stringify(compared[0]) === JSON.stringify(compared[1]);
  },
  'Fn::Not': (argument, references) => !resolveConditions('Fn::Not', argument, references)[0],
  'Fn::And': (argument, references) => resolveConditions('Fn::And', argument, references).every(Boolean),
  'Fn::Or': (argument, references) => resolveConditions('Fn::Or', argument, references).some(Boolean),
  Condition: (name, references) => references.condition(String(name)),
};

/**
 * Resolves every intrinsic function in a value.
 * @throws UnsupportedTemplateError naming an intrinsic function that isn't supported
 */
export function resolve(value: unknown, references: References): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, references)).filter((item) => item !== NO_VALUE);
  if (!isObject(value)) return value;
  const intrinsic = intrinsicOf(value);
  if (intrinsic) return intrinsic.run(intrinsic.argument, references);
  const entries = Object.entries(value).map(([key, inner]) => [key, resolve(inner, references)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== NO_VALUE));
}

function intrinsicOf(value: JsonObject): { run: Intrinsic; argument: unknown } | undefined {
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0) return undefined;
  // `Condition` is an intrinsic function only with a name; in an IAM statement, it contains an object.
  const run = key === 'Condition' && typeof value[key] !== 'string' ? undefined : INTRINSICS[key];
  if (run) return { run, argument: value[key] };
  if (key.startsWith('Fn::')) throw new UnsupportedTemplateError(`the intrinsic function ${key}`);
  return undefined;
}

function substitute(argument: unknown, references: References): string {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const known = isObject(variables) ? variables : {};
  return String(template).replaceAll(/\$\{(!?)([^}]+)\}/g, (_match, escaped: string, name: string) => {
    if (escaped) return `\${${name}}`;
    if (name in known) return String(resolve(known[name], references));
    if (!name.includes('.')) return String(references.ref(name));
    const [logicalId, attribute] = splitOnce(name);
    return String(references.attribute(logicalId, attribute));
  });
}

function resolveList(argument: unknown, references: References): unknown[] {
  const resolved = resolve(argument, references);
  return Array.isArray(resolved) ? resolved : [];
}

/** Refuses anything but conditions: a text such as "false" would count as true. */
function resolveConditions(name: string, argument: unknown, references: References): boolean[] {
  const conditions = resolveList(argument, references);
  const isMeant = conditions.length > 0 && conditions.every((condition) => typeof condition === 'boolean');
  if (!isMeant) throw new UnsupportedTemplateError(`${name} of anything but conditions`);
  return conditions.map(Boolean);
}

function splitOnce(text: string): [string, string] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)];
}
