import { posix } from 'node:path';
import { importsOf, readSource } from './sources.ts';

/** The names of the errors that the code of a file, and all that it imports of the service, makes. */
export function errorsThrownIn(path: string): Set<string> {
  const thrown = found.get(path) ?? new Set([...filesOf(path)].flatMap(errorsMadeIn));
  found.set(path, thrown);
  return thrown;
}

const found = new Map<string, Set<string>>();

function errorsMadeIn(path: string): string[] {
  return [...readSource(path).matchAll(/\bnew (\w+(?:Error|Exception))\(/g)].map(([, name = '']) => name);
}

function filesOf(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { from, names } of importsOf(path)) {
    if (from.startsWith('.') && from.endsWith('.ts') && names.length > 0)
      filesOf(posix.join(posix.dirname(path), from), seen);
  }
  return seen;
}
