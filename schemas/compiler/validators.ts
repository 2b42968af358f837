import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Ajv2020, AnySchema } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { compile as compileTypes } from 'json-schema-to-typescript';
import { type SchemaFile, uriOf } from './schema-files.ts';
import { SCHEMAS } from './schema-paths.ts';

interface Validator {
  /** Name of the module, such as `apply-change.input`. */
  name: string;
  uri: string;
  /** The schema, to derive the type from; Ajv's own copy does, too. */
  schema?: object;
  /** Where relative references of the schema begin. */
  directory: string;
}

/** Fields that are also checked by themselves. */
const FIELDS: Validator[] = [
  { name: 'request-id', uri: uriOf('change-request.schema.json', '/properties/requestId'), directory: SCHEMAS },
  { name: 'account-id', uri: uriOf('contact-key.schema.json', '/$defs/accountId'), directory: SCHEMAS },
];

/** Writes a module with a validator, and its type, for each schema: one promise for each. */
export function compileValidators(ajv: Ajv2020, files: SchemaFile[], outDir: string): Promise<void>[] {
  return [...files.flatMap(validatorsOf), ...FIELDS].map((validator) => compile(ajv, validator, outDir));
}

function validatorsOf({ path, schema }: SchemaFile): Validator[] {
  const name = basename(path, '.schema.json');
  const directory = dirname(join(SCHEMAS, path));
  // `policy` would be taken for the policy itself.
  if (name === 'policy') return [{ name: 'policy-schema', uri: schema.$id, schema, directory }];
  if (!path.startsWith('tasks/')) return [{ name, uri: schema.$id, schema, directory }];
  return Object.entries(schema.$defs ?? {}).map(([side, ofSide]) => ({
    name: `${name}.${side}`,
    uri: `${schema.$id}#/$defs/${side}`,
    schema: ofSide,
    directory,
  }));
}

/** Writes `<name>.js`, which needs nothing at run time, and `<name>.d.ts` with the type that it guards. */
async function compile(ajv: Ajv2020, { name, uri, schema, directory }: Validator, outDir: string): Promise<void> {
  const validate = ajv.getSchema(uri);
  if (!validate) throw new Error(`${uri} is in no schema file`);
  await build({
    stdin: { contents: standalone.default(ajv, validate), resolveDir: SCHEMAS },
    outfile: join(outDir, `${name}.js`),
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  });
  await writeFile(join(outDir, `${name}.d.ts`), await typesOf(pascalCase(name), schema ?? validate.schema, directory));
}

async function typesOf(type: string, schema: AnySchema, directory: string): Promise<string> {
  const types = await compileTypes({ ...Object(schema), title: type }, type, {
    cwd: `${directory}/`,
    ignoreMinAndMaxItems: true,
    additionalProperties: true,
    format: false,
    bannerComment: '/** Compiled from a schema; do not edit. */',
  });
  return `${types}
import type { ErrorObject } from 'ajv';
declare const validate: { (data: unknown): data is ${type}; errors?: ErrorObject[] | null };
export default validate;
`;
}

function pascalCase(name: string): string {
  return name.replace(/(?:^|[-.])(\w)/g, (_, letter: string) => letter.toUpperCase());
}
