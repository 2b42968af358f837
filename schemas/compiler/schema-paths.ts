import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the schemas are. */
export const SCHEMAS = resolve(import.meta.dirname, '..');

/** Where the modules go that are made of them. */
export const COMPILED = join(SCHEMAS, 'compiled');

/** The files of the schemas, relative to their folder. */
export function schemaPaths(): string[] {
  return readdirSync(SCHEMAS, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.schema.json'))
    .sort();
}
