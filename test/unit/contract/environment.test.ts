import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entriesAt, importsOf, readSource, readYaml } from './sources.ts';

const serverless = readYaml('serverless.yml');
const common = entriesAt(serverless, 'provider', 'environment').map(([name]) => name);
const functions = entriesAt(serverless, 'functions').map(([name, definition]) => ({
  name,
  own: entriesAt(definition, 'environment').map(([variable]) => variable),
}));

/** The variables that a file, and what it imports of the functions, cannot do without. */
function variablesOf(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const own = [...readSource(path).matchAll(/environmentVariable\('(\w+)'\)/g)].map(([, name = '']) => name);
  const imported = importsOf(path)
    .filter(({ from, names }) => from.startsWith('.') && from.endsWith('.ts') && names.length > 0)
    .map(({ from }) => posix.join(posix.dirname(path), from));
  return [...own, ...imported.flatMap((file) => variablesOf(file, seen))];
}

describe('the environment', () => {
  it.each(functions)('of $name has each variable that its code reads', ({ name, own }) => {
    const read = variablesOf(`functions/${name}.ts`);
    expect(read.filter((variable) => !own.includes(variable) && !common.includes(variable))).toEqual([]);
  });

  it.each(functions)('of $name has no variable of its own that its code does not read', ({ name, own }) => {
    const read = variablesOf(`functions/${name}.ts`);
    expect(own.filter((variable) => !read.includes(variable) || common.includes(variable))).toEqual([]);
  });
});
