import { vi } from 'vitest';
import type { Written } from '../../../../functions/aws/bucket.ts';
import {
  ObjectAlteredError,
  ObjectMissingError,
  ObjectTooLargeError,
} from '../../../../functions/domain/object-errors.ts';
import { sha256 } from '../../../../functions/domain/request/digest.ts';

/** The text of each object, by its key. */
export const objects = new Map<string, string>();

export function reset(): void {
  objects.clear();
  for (const call of [putJson, putText, getText, getJson]) call.mockClear();
}

/** Puts an object there. @returns its SHA-256 (hex) */
export function given(key: string, value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  objects.set(key, text);
  return sha256(text);
}

export const putJson = vi.fn(
  async (key: string, value: unknown): Promise<Written> => ({ sha256: given(key, JSON.stringify(value)) }),
);

export const putText = vi.fn(async (key: string, text: string): Promise<Written> => ({ sha256: given(key, text) }));

export const getText = vi.fn(async (key: string, expected?: string, most = Number.POSITIVE_INFINITY) => {
  const text = objects.get(key);
  if (text === undefined) throw new ObjectMissingError(`there is no ${key}`);
  if (text.length > most) throw new ObjectTooLargeError(`${key} is too large`);
  if (expected !== undefined && sha256(text) !== expected) throw new ObjectAlteredError(`${key} is not what it was`);
  return text;
});

export const getJson = vi.fn(async (key: string, expected?: string) => JSON.parse(await getText(key, expected)));
