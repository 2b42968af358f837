import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const ROOT = join(import.meta.dirname, '../../..');

/** An import statement. Types are left out of what it imports. */
export interface Import {
  from: string;
  /** As the other file exports them. */
  names: string[];
  /** With the names that they have here. */
  bindings: { name: string; local: string }[];
}

export function readSource(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export function readYaml(path: string): unknown {
  return parse(readSource(path));
}

/** The TypeScript files right in the folder, or also in those below it. */
export function sourceFiles(folder: string, { recursive = false } = {}): string[] {
  return readdirSync(join(ROOT, folder), { recursive, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map((path) => `${folder}/${path}`)
    .sort();
}

/** The YAML files in the folder and in those below it. */
export function yamlFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yml'))
    .map((path) => `${folder}/${path}`)
    .sort();
}

/** Every import and re-export of a file, types included. */
export function importsOf(path: string): Import[] {
  const statements = readSource(path).matchAll(/^(?:import|export)\s+(type\s+)?(?:([^'";]*?)\s+from\s+)?'([^']+)';/gm);
  return [...statements].map(([, type, clause = '', from = '']) => imported(from, type ? '' : clause));
}

function imported(from: string, clause: string): Import {
  const bindings = clause
    .replace(/[{}]/g, ',')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('type '))
    .map((part) => part.split(/\s+as\s+/))
    .map(([name = '', local = name]) => ({ name, local }));
  return { from, names: bindings.map(({ name }) => name), bindings };
}

/** As serverless.yml writes a variable. */
export function variable(name: string): string {
  return `\${${name}}`;
}

/** The value below these keys of parsed YAML or JSON. */
export function valueAt(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((parent, key) => (isObject(parent) ? parent[key] : undefined), value);
}

/** The properties below these keys. */
export function entriesAt(value: unknown, ...keys: string[]): [string, unknown][] {
  const found = valueAt(value, ...keys);
  return isObject(found) ? Object.entries(found) : [];
}

/** The items below these keys; one value counts as a list of one. */
export function listAt(value: unknown, ...keys: string[]): unknown[] {
  const found = valueAt(value, ...keys);
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
