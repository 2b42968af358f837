import { vi } from 'vitest';

export const downloadUrl = vi.fn(
  async (key: string, filename: string) => `https://bucket.example/${key}?name=${filename}`,
);
