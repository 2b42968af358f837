import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

export type JsonObject = Record<string, unknown>;

/** A resource of a CloudFormation template, its intrinsic functions unresolved. */
export interface TemplateResource {
  Type: string;
  Properties?: JsonObject;
  Condition?: string;
  DeletionPolicy?: string;
}

/** A compiled CloudFormation template. */
export interface Template {
  Resources: Record<string, TemplateResource>;
  Parameters?: Record<string, JsonObject>;
  Conditions?: JsonObject;
}

/** Reads a template that is written in JSON or YAML, without the short forms of intrinsic functions. */
export async function readTemplate(file: string): Promise<Template> {
  return parse(await readFile(file, 'utf8'));
}

/** The resources of a type, each with its logical id. */
export function resourcesOf({ Resources }: Template, type: string): { id: string; properties: JsonObject }[] {
  return Object.entries(Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, { Properties = {} }]) => ({ id, properties: Properties }));
}

/** The value below these keys; nothing where one is missing. */
export function valueAt(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((parent, key) => (isObject(parent) ? parent[key] : undefined), value);
}

/** A list as it is, nothing as an empty one, and anything else as a list of one. */
export function asList(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Name and argument of an intrinsic function; nothing for any other value. */
export function intrinsicOf(value: unknown): { name: string; argument: unknown } | undefined {
  if (!isObject(value)) return undefined;
  const [name, ...others] = Object.keys(value);
  const isIntrinsic = name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
  return isIntrinsic ? { name, argument: value[name] } : undefined;
}

/** What a value can be: both branches of each `Fn::If` at its top, without `AWS::NoValue`. */
export function branchesOf(value: unknown): unknown[] {
  const intrinsic = intrinsicOf(value);
  if (intrinsic?.name === 'Ref' && intrinsic.argument === 'AWS::NoValue') return [];
  if (intrinsic?.name !== 'Fn::If') return [value];
  return asList(intrinsic.argument).slice(1).flatMap(branchesOf);
}
