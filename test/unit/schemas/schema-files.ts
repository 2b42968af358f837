import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

const DIRECTORY = join(import.meta.dirname, '../../../schemas');

/** What these tests use of a JSON Schema. */
export interface Schema {
  $id?: string;
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  maxProperties?: number;
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  $defs?: Record<string, Schema>;
  examples?: unknown[];
}

/** A schema with a compiled validator: a whole file, or the input or output of a task. */
export interface NamedSchema {
  name: string;
  uri: string;
  schema: Schema;
}

const files = readdirSync(DIRECTORY, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.schema.json'))
  .sort()
  .map((path) => {
    const schema: Schema = JSON.parse(readFileSync(join(DIRECTORY, path), 'utf8'));
    return { path, id: schema.$id ?? '', schema };
  });

const ajv = new Ajv2020({
  keywords: ['tsType'],
  schemas: files.map(({ schema }) => schema),
  allErrors: true,
  discriminator: true,
  strictRequired: false,
  allowUnionTypes: true,
});

/** Every schema that data is checked against, by its name in `schemas/compiled`. */
export const schemas: NamedSchema[] = files.flatMap(({ path, id, schema }) => {
  const name = basename(path, '.schema.json');
  if (!path.startsWith('tasks/')) return [{ name, uri: `${id}#`, schema }];
  return Object.entries(schema.$defs ?? {}).map(([side, ofSide]) => ({
    name: `${name}.${side}`,
    uri: `${id}#/$defs/${side}`,
    schema: ofSide,
  }));
});

/** The files as they are. */
export const schemaFiles = files;

/** A validator of the schema, or of the part of one, at this URI. */
export function validatorAt(uri: string) {
  const validate = ajv.getSchema(uri.endsWith('#') ? uri.slice(0, -1) : uri);
  if (!validate) throw new Error(`there is no schema ${uri}`);
  return validate;
}

/**
 * The schema at this URI, with `$ref` followed and the branch of `oneOf` or `anyOf` taken that `value` matches. Branches
 * that only require properties are added to the schema around them.
 */
export function schemaFor(uri: string, value: unknown): { uri: string; schema: Schema } {
  const schema = schemaAt(uri);
  if (schema.$ref !== undefined) return schemaFor(new URL(schema.$ref, uri).href, value);
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    const branches = schema[keyword] ?? [];
    const required = branches.find(
      (branch) => isOnlyRequired(branch) && hasAll(value, branch.required ?? []),
    )?.required;
    if (required) return { uri, schema: { ...schema, required: [...(schema.required ?? []), ...required] } };
    const matching = branches
      .map((_, index) => below(uri, keyword, String(index)))
      .find((branchUri) => !isOnlyRequired(schemaAt(branchUri)) && validatorAt(branchUri)(value));
    if (matching !== undefined) return schemaFor(matching, value);
  }
  return { uri, schema };
}

function isOnlyRequired(schema: Schema): boolean {
  return Object.keys(schema).join() === 'required';
}

function hasAll(value: unknown, properties: string[]): boolean {
  return typeof value === 'object' && value !== null && properties.every((property) => Object.hasOwn(value, property));
}

/** The URI of a part of the schema. */
export function below(uri: string, ...keys: string[]): string {
  return `${uri.includes('#') ? uri : `${uri}#`}${keys.map((key) => `/${key}`).join('')}`;
}

function schemaAt(uri: string): Schema {
  const [id = '', pointer = ''] = uri.split('#');
  const file = files.find((candidate) => candidate.id === id);
  if (!file) throw new Error(`there is no schema file ${id}`);
  let part: unknown = file.schema;
  for (const key of pointer.split('/').slice(1)) {
    part =
      typeof part === 'object' && part !== null ? Object.entries(part).find(([name]) => name === key)?.[1] : undefined;
  }
  if (!isSchema(part)) throw new Error(`there is no schema ${uri}`);
  return part;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}
