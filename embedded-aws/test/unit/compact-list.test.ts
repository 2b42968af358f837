import { expect, test } from 'vitest';
import { CompactList } from '../../src/compact-list.ts';

test.each([0, 1, 199, 200, 399, 400, 999, 1_000])('has every entry from the index %i on, in order', (index) => {
  const list = new CompactList<{ number: number }>();
  const entries = Array.from({ length: 1_000 }, (_, number) => ({ number }));
  for (const entry of entries) list.push(entry);
  expect(list.length).toBe(1_000);
  expect(list.from(index)).toEqual(entries.slice(index));
});
