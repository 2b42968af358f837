import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entriesAt, importsOf, listAt, readSource, readYaml } from './sources.ts';

const serverless = readYaml('serverless.yml');
const common = entriesAt(serverless, 'provider', 'environment').map(([name]) => name);
const functions = entriesAt(serverless, 'functions').map(([name, definition]) => ({
  name,
  own: entriesAt(definition, 'environment').map(([variable]) => variable),
  layers: listAt(definition, 'layers'),
}));

/** What Lambda itself, the embedded AWS or a test sets. */
const OTHERS = ['_X_AMZN_TRACE_ID', 'AWS_REGION', 'TIME_SCALE', 'METRICS_DISABLED'];

/** The variables that a file, and what it imports of the functions, reads. */
function variablesOf(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const reads = readSource(path).matchAll(/\b(?:environmentVariable\(|process\.env\[)'(\w+)'/g);
  const own = [...reads].map(([, name = '']) => name).filter((name) => !OTHERS.includes(name));
  const imported = importsOf(path)
    .filter(({ from, names }) => from.startsWith('.') && from.endsWith('.ts') && names.length > 0)
    .map(({ from }) => posix.join(posix.dirname(path), from));
  return [...own, ...imported.flatMap((file) => variablesOf(file, seen))];
}

describe('the environment', () => {
  it('of all functions has no variable that no code reads', () => {
    const read = functions.flatMap(({ name }) => variablesOf(`functions/${name}.ts`));
    expect(common.length).toBeGreaterThan(0);
    expect(common.filter((variable) => !read.includes(variable))).toEqual([]);
  });

  it.each(functions)('of $name has each variable that its code reads', ({ name, own }) => {
    const read = variablesOf(`functions/${name}.ts`);
    expect(read.filter((variable) => !own.includes(variable) && !common.includes(variable))).toEqual([]);
  });

  it.each(functions)('of $name has no variable of its own that its code does not read', ({ name, own }) => {
    const read = variablesOf(`functions/${name}.ts`);
    expect(own.filter((variable) => !read.includes(variable) || common.includes(variable))).toEqual([]);
  });

  it.each(functions)(
    'of $name has the layer of the policy if, and only if, its code reads the policy',
    (definition) => {
      const read = variablesOf(`functions/${definition.name}.ts`);
      const layers = read.includes('POLICY_FILE_PATH') ? [{ Ref: 'PolicyLambdaLayer' }] : [];
      expect(definition.layers).toEqual(layers);
    },
  );
});
