import { describe, expect, it } from 'vitest';
import { sequenceDifferences } from '../../../../smoke/comparison/sequence.ts';

describe('sequenceDifferences', () => {
  it('is empty when the lists are equal', () => {
    expect(sequenceDifferences(['a', 'b'], ['a', 'b'])).toEqual([]);
  });

  it('names the one line that is missing, and the one that is too many, and nothing after them', () => {
    expect(sequenceDifferences(['a', 'c', 'd'], ['a', 'b', 'c', 'd'])).toEqual([
      { place: 'after a', values: { expected: 'b' } },
    ]);
    expect(sequenceDifferences(['x', 'a', 'b'], ['a', 'b'])).toEqual([
      { place: 'at the start', values: { found: 'x' } },
    ]);
  });

  it('names both sides when a line is replaced', () => {
    expect(sequenceDifferences(['a', 'x', 'c'], ['a', 'b', 'c'])).toEqual([
      { place: 'after a', values: { found: 'x' } },
      { place: 'after x', values: { expected: 'b' } },
    ]);
  });

  it('ends when one list is empty', () => {
    expect(sequenceDifferences([], ['a'])).toEqual([{ place: 'at the start', values: { expected: 'a' } }]);
    expect(sequenceDifferences(['a'], [])).toEqual([{ place: 'at the start', values: { found: 'a' } }]);
  });
});
