import type { Problem } from '../../functions/domain/request/problem.ts';
import { readStrictJson } from '../../functions/domain/request/strict-json.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { UsageError } from '../errors.ts';
import { jsonLinePlaces, jsonPlaces, type WrittenChanges } from './changes.ts';

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

/**
 * The changes of JSON Lines: one to a line. Blank lines are left out.
 * @throws UsageError naming the first line that is not JSON.
 */
export function jsonLinesChanges(text: string, file: string): WrittenChanges {
  const lines = text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [{ line, number: index + 1 }]));
  return {
    changes: lines.map(({ line, number }) => parseJson(line, `${file}:${number}`)),
    places: jsonLinePlaces(
      file,
      lines.map(({ number }) => number),
    ),
  };
}

/** @throws UsageError when the text is not JSON, or has a name twice in one object. */
export function parseJson(text: string, file: string): unknown {
  const read = readText(text, file);
  if ('value' in read) return read.value;
  const places = read.problems.flatMap((problem) => placeOf(problem, file));
  const what = places.length > 0 ? 'is ambiguous' : 'is nested too deeply';
  throw new UsageError(`${visibleLine(file)} ${what}, so nothing of it was read`, places);
}

function readText(text: string, file: string): ReturnType<typeof readStrictJson> {
  try {
    return readStrictJson(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new UsageError(`${visibleLine(file)} is not valid JSON: ${visibleLine(why)}`);
  }
}

/** Whoever has the file may read the names in it. */
function placeOf(problem: Problem, file: string): string[] {
  if (problem.code !== 'doubtfulName') return [];
  const { name, line, column } = problem;
  const what = name === '__proto__' ? 'is not allowed' : 'is there for the second time in the same object';
  return [`${visibleLine(file)}:${line}:${column}: ${JSON.stringify(visibleLine(name))} ${what}`];
}
