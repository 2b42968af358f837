import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMAS, schemaPaths } from './schema-paths.ts';

/** SHA-256 (hex) of everything that the compiled schemas follow from: the schemas, the compiler and the versions of its libraries. */
export function schemaFingerprint(): string {
  const compiler = readdirSync(import.meta.dirname).map((name) => join(import.meta.dirname, name));
  const schemas = schemaPaths().map((path) => join(SCHEMAS, path));
  const hash = createHash('sha256');
  for (const file of [...compiler.sort(), ...schemas, join(SCHEMAS, '../package-lock.json')]) {
    hash.update(`\0${file}\0`).update(existsSync(file) ? readFileSync(file) : '');
  }
  return hash.digest('hex');
}
