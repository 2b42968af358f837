import { describe, expect, it } from 'vitest';
import { withSections } from '../../bench/results.ts';

const TEXT = `# Results

How to read them.

## Start-up

old

## Soak

kept
`;

describe('withSections', () => {
  it('replaces sections and keeps the others where they are', () => {
    expect(withSections(TEXT, { 'Start-up': 'new' })).toBe(TEXT.replace('old', 'new'));
  });

  it('adds sections that are new at the end', () => {
    expect(withSections(TEXT, { Latency: 'fast' })).toBe(`${TEXT}\n## Latency\n\nfast\n`);
  });
});
