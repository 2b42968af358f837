/**
 * Turns the JSON Schemas and `policy.yml` into modules of `schemas/compiled/`, so that no Lambda compiles a schema or
 * parses YAML when it starts: one validator with its type for each schema, and the checked policy.
 */
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { compile as compileTypes, type JSONSchema } from 'json-schema-to-typescript';
import type { Policy } from '../functions/domain/policy.ts';
import { PolicyError, readPolicy } from './read-policy.ts';

const SCHEMAS = import.meta.dirname;
const COMPILED = join(SCHEMAS, 'compiled');

/** A schema as `JSON.parse` gives it; task schemas hold one schema for the input and one for the output. */
interface SchemaFile {
  path: string;
  schema: { $id: string; title: string; $defs?: Record<string, JSONSchema> };
}

interface Validator {
  /** Name of the module, such as `apply-change.input`. */
  name: string;
  uri: string;
  schema: JSONSchema;
  directory: string;
}

const files = await readSchemas();
const ajv = new Ajv2020({
  schemas: files.map(({ schema }) => withBoundedItems(schema)),
  code: { source: true, esm: true },
  allErrors: true,
  discriminator: true,
  strictRequired: false,
  allowUnionTypes: true,
});

/** Until all is compiled, what was compiled before stays: somebody may be reading it. */
const workDir = await mkdtemp(join(SCHEMAS, '.compiled-'));
try {
  await Promise.all([...files.flatMap(validatorsOf).map(compileValidator), compilePolicy()]);
  await rm(COMPILED, { recursive: true, force: true });
  await rename(workDir, COMPILED);
} catch (error) {
  await rm(workDir, { recursive: true });
  explain(error);
}

async function readSchemas(): Promise<SchemaFile[]> {
  const paths = (await readdir(SCHEMAS, { recursive: true })).filter((path) => path.endsWith('.schema.json'));
  return Promise.all(
    paths.sort().map(async (path) => ({ path, schema: JSON.parse(await readFile(join(SCHEMAS, path), 'utf8')) })),
  );
}

/** Ajv gathers the errors of a list's items in quadratic time: into lists ten times too long nobody looks. */
function withBoundedItems(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_, value) => {
    if (!value?.items || !value.maxItems) return value;
    const { items, ...rest } = value;
    return { ...rest, if: { type: 'array', minItems: value.maxItems * 10 }, else: { type: 'array', items } };
  });
}

function validatorsOf({ path, schema }: SchemaFile): Validator[] {
  const name = basename(path, '.schema.json');
  const directory = dirname(join(SCHEMAS, path));
  // `policy.js` is the policy itself.
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
async function compileValidator({ name, uri, schema, directory }: Validator): Promise<void> {
  const validate = ajv.getSchema(uri);
  if (!validate) throw new Error(`${uri} is in no schema file`);
  const type = `${pascalCase(name)}`;
  const types = await compileTypes({ ...schema, title: type }, type, {
    cwd: `${directory}/`,
    ignoreMinAndMaxItems: true,
    additionalProperties: true,
    format: false,
    bannerComment: `/** Compiled from ${relative(dirname(SCHEMAS), directory)}; do not edit. */`,
  });
  await build({
    stdin: { contents: standalone.default(ajv, validate), resolveDir: SCHEMAS },
    outfile: join(workDir, `${name}.js`),
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  });
  const guard = [
    "import type { ErrorObject } from 'ajv';",
    `declare const validate: { (data: unknown): data is ${type}; errors?: ErrorObject[] | null };`,
    'export default validate;',
  ];
  await writeFile(join(workDir, `${name}.d.ts`), `${types}\n${guard.join('\n')}\n`);
}

async function compilePolicy(): Promise<void> {
  const path = process.env['POLICY_FILE'] || join(dirname(SCHEMAS), 'policy.yml');
  const validate = ajv.getSchema('https://alternate-contacts.example/schemas/policy.schema.json');
  if (!validate) throw new Error('there is no policy.schema.json');
  const policy = readPolicy(path, await readPolicyFile(path), validate);
  await writeFile(join(workDir, 'policy.js'), `export default ${JSON.stringify(policy, null, 2)};\n`);
  await writeFile(
    join(workDir, 'policy.d.ts'),
    "import type { Policy } from '../../functions/domain/policy.ts';\ndeclare const policy: Policy;\nexport default policy;\n",
  );
  await writeFile(join(workDir, 'webhook-secrets.json'), JSON.stringify(webhookSecrets(policy), null, 2));
}

/** CloudFormation: a secret for each ticket source that proves itself by one. Its first value is random. */
function webhookSecrets({ sources = {} }: Policy): object {
  const secrets = Object.entries(sources).filter(([, { proof }]) => proof.kind !== 'iam');
  const resources = secrets.map(([name]) => {
    const Properties = {
      Name: `\${self:custom.name}/webhooks/${name}`,
      Description: `Proves webhooks of the ticket source ${name}`,
      // Letters and digits, and a multiple of 4: any system takes it, also those that want base64.
      GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
    };
    return [`${pascalCase(name)}WebhookSecret`, { Type: 'AWS::SecretsManager::Secret', Properties }];
  });
  return { Resources: Object.fromEntries(resources) };
}

async function readPolicyFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new PolicyError(`${path}: cannot be read`, { cause: error });
  }
}

/** What is wrong with the policy is the operator's to mend, and needs no stack trace. */
function explain(error: unknown): void {
  if (!(error instanceof PolicyError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function pascalCase(name: string): string {
  return name.replace(/(?:^|[-.])(\w)/g, (_, letter: string) => letter.toUpperCase());
}
