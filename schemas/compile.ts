/**
 * Makes what the functions load of the JSON Schemas and `policy.yml`, so that no Lambda compiles a schema or parses YAML when
 * it starts. Another policy changes no code: it is a file of its own, which the functions find in a layer.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { COMPILED, SCHEMAS } from './compiler/schema-paths.ts';
import { PolicyError } from './policy/policy-error.ts';
import { readPolicyFile } from './policy-file.ts';

const POLICY_FILE = process.env['POLICY_FILE'] || join(dirname(SCHEMAS), 'policy.yml');

try {
  const policy = await readPolicyFile(POLICY_FILE);
  await write('policy/policy.json', policy);
} catch (error) {
  explain(error);
}

/** Nobody who reads the file meanwhile sees half of it. */
async function write(path: string, value: unknown): Promise<void> {
  const unfinished = join(COMPILED, `.unfinished-${process.pid}`);
  const target = join(COMPILED, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(unfinished, `${JSON.stringify(value, null, 2)}\n`);
  await rename(unfinished, target);
}

/** What is wrong with the policy is the operator's to correct, and needs no stack trace. */
function explain(error: unknown): void {
  if (!(error instanceof PolicyError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
