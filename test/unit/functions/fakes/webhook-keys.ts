import { vi } from 'vitest';

/** The keys of each source that are valid now. */
export const keys = new Map<string, string[]>();

export function reset(): void {
  keys.clear();
  readLiveKeys.mockReset();
}

export const readLiveKeys = vi.fn(
  async (source: string, _maxAgeSeconds?: number): Promise<string[]> => keys.get(source) ?? [],
);
