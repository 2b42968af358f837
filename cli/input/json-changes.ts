import { visibleLine } from '../../functions/wording/visible-text.ts';
import { UsageError } from '../errors.ts';
import { jsonPlaces, type WrittenChanges } from './changes.ts';

/** The entries of a JSON file, one or an array of them, and the pointer of each. */
export interface JsonEntries {
  entries: unknown[];
  pointers: string[];
}

/** The changes of a JSON file: one, or an array of them. */
export function jsonChanges(text: string, file: string): WrittenChanges {
  const { entries, pointers } = jsonEntries(parseJson(text, file));
  return { changes: entries, places: jsonPlaces(file, pointers) };
}

export function jsonEntries(content: unknown): JsonEntries {
  if (!Array.isArray(content)) return { entries: [content], pointers: [''] };
  return { entries: content, pointers: content.map((_, index) => `/${index}`) };
}

/** @throws UsageError when the text is not JSON. */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new UsageError(`${visibleLine(file)} is not valid JSON: ${visibleLine(why)}`);
  }
}
