import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { JSONSchema } from 'json-schema-to-typescript';
import { SCHEMAS, schemaPaths } from './schema-paths.ts';

/** A schema as `JSON.parse` gives it; task schemas hold one schema for the input and one for the output. */
export interface SchemaFile {
  /** Relative to the folder of the schemas. */
  path: string;
  schema: { $id: string; title: string; $defs?: Record<string, JSONSchema> };
}

/** The URI of a schema, or of a part of it. */
export function uriOf(path: string, pointer = ''): string {
  return `https://alternate-contacts.example/schemas/${path}${pointer && `#${pointer}`}`;
}

export function readSchemaFiles(): SchemaFile[] {
  return schemaPaths().map((path) => ({ path, schema: JSON.parse(readFileSync(join(SCHEMAS, path), 'utf8')) }));
}

/** Ajv with all schemas and the options that every validator shares. */
export function ajvWith(files: SchemaFile[]): Ajv2020 {
  return new Ajv2020({
    schemas: files.map(({ schema }) => withoutAnnotations(withBoundedItems(schema))),
    code: { source: true, esm: true },
    allErrors: true,
    // Words are made where they are shown, of an error's keyword and parameters.
    messages: false,
    discriminator: true,
    strictRequired: false,
    allowUnionTypes: true,
    // Says more than a pattern can to who reads the type.
    keywords: ['tsType'],
  });
}

/** Ajv gathers the errors of a list's items in quadratic time, so a list ten times too long is not looked into. */
function withBoundedItems(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_, value) => {
    if (!value?.items || !value.maxItems) return value;
    const { items, ...rest } = value;
    return { ...rest, if: { type: 'array', minItems: value.maxItems * 10 }, else: { type: 'array', items } };
  });
}

/** What a schema says to its readers. A validator has no use for it, and every function would parse it when it starts. */
const ANNOTATIONS = new Set(['title', 'description', 'examples']);

/** Properties may have such names, too: those are schemas, and stay. */
function withoutAnnotations(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    ANNOTATIONS.has(key) && (typeof value === 'string' || Array.isArray(value)) ? undefined : value,
  );
}
