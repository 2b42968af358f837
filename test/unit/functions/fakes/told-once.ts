import { vi } from 'vitest';

/** What was told to whom, and by which execution. */
const told = new Map<string, string>();

export function reset(): void {
  told.clear();
}

export const isNewsFor = vi.fn(async (listener: string, what: string, toldBy: string) => {
  const key = JSON.stringify([listener, what]);
  const before = told.get(key) ?? toldBy;
  told.set(key, before);
  return before === toldBy;
});
