import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, isAsSaid, readFaultTable } from '../../integration/faults/fault-table.ts';
import { awsCallsOf } from './aws-calls.ts';
import { entriesAt, readSource, readYaml } from './sources.ts';

const rows = readFaultTable();
const functionNames = entriesAt(readYaml('serverless.yml'), 'functions').map(([name]) => name);

/** The words that docs/operate.md explains, below the table. */
const EXPLAINED = [...readSource('docs/operate.md').matchAll(/^\| \*(.+?)\* \|/gm)].map(([, word = '']) => word);

describe('the table of what happens when a call of AWS fails (docs/operate.md)', () => {
  it.each(functionNames)('has each call that %s makes, once', (name) => {
    const written = rows
      .filter(({ functionName }) => functionName === name)
      .flatMap(({ calls }) => calls.map(({ action, keys }) => `${action} ${keys}`));
    const made = awsCallsOf(`functions/${name}.ts`).map(({ action, keys }) => `${action} ${keys}`);
    expect(written.sort()).toEqual(made.sort());
  });

  it('is about functions that there are', () => {
    expect(rows.map(({ functionName }) => functionName).filter((name) => !functionNames.includes(name))).toEqual([]);
  });

  it('has no words that are not explained', () => {
    const words = rows.flatMap(({ words }) => (words ? FAULT_KINDS.flatMap((kind) => words[kind].split(', ')) : []));
    expect([...new Set(words)].filter((word) => !EXPLAINED.includes(word))).toEqual([]);
  });
});

describe('what was seen', () => {
  it.each([
    ['as usual', 'as usual'],
    ['as usual', 'next run, told twice'],
    ['503', '503, woken late'],
    ['dead letter', 'dead letter, told twice'],
  ])('is as the table says when it is %s and the table says %s', (seen, said) => {
    expect(isAsSaid(seen, said)).toBe(true);
  });

  it.each([
    ['no mail', 'as usual'],
    ['as usual', 'FAILED'],
    ['next run', 'as usual'],
    ['503, no event', '503, woken late'],
  ])('is not as the table says when it is %s and the table says %s', (seen, said) => {
    expect(isAsSaid(seen, said)).toBe(false);
  });
});
