import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSource } from './sources.ts';

const PAGE = 'docs/approval.md';

/** The rows of the table that says what a good approval system has. */
const rows = readSource(PAGE)
  .split('\n## What a good approval system has\n')[1]
  ?.split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| it has'))
  .map((line) => {
    const [, feature = '', evidence = ''] = line.split('|').map((cell) => cell.trim());
    return { feature, evidence };
  });

describe('the table of what a good approval system has', () => {
  it('has rows', () => {
    expect(rows?.length).toBeGreaterThan(20);
  });

  it.each(rows ?? [])('names tests that exist for "$feature"', ({ evidence }) => {
    const links = [...evidence.matchAll(/\]\(([^)]+)\)(?:: "([^"]+)")?/g)];
    expect(links.length).toBeGreaterThan(0);
    for (const [, path = '', title] of links) {
      const file = join(dirname(PAGE), path);
      expect(existsSync(file), file).toBe(true);
      if (title !== undefined) expect(readSource(file)).toContain(title);
    }
  });
});
