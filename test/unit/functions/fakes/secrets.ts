import { vi } from 'vitest';

/** The secrets of each source that are valid now. */
export const secrets = new Map<string, string[]>();

export function reset(): void {
  secrets.clear();
  readWebhookSecrets.mockReset();
}

export const readWebhookSecrets = vi.fn(
  async (source: string, _maxAgeSeconds?: number): Promise<string[]> => secrets.get(source) ?? [],
);
