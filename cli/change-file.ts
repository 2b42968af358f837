import { basename, extname } from 'node:path';
import { jsonPlaces, type WrittenChanges } from './changes.ts';
import { csvChanges } from './csv-changes.ts';
import { UsageError } from './errors.ts';
import { visibleLine } from './terminal-text.ts';
import { decoded, readBytes } from './text-file.ts';

export type ChangeFormat = 'json' | 'csv';

/** A file with changes: its path, or `-` for stdin. */
export interface ChangeFile {
  path: string;
  format: ChangeFormat | undefined;
  readStdin(): Promise<Uint8Array>;
}

/**
 * The changes of a JSON or CSV file as they are written there.
 * @throws UsageError when it cannot be read as such.
 */
export async function readChangeFile({ path, format, readStdin }: ChangeFile): Promise<WrittenChanges> {
  const isStdin = path === '-';
  const name = isStdin ? 'stdin' : basename(path);
  const found = format ?? formatOf(path);
  if (!found) {
    throw new UsageError(
      isStdin
        ? 'tell what stdin holds: --format json or --format csv'
        : `${visibleLine(name)} is neither .json nor .csv: --format tells what it holds`,
    );
  }
  const text = decoded(isStdin ? await readStdin() : await readBytes(path), name);
  return found === 'csv' ? csvChanges(text, name) : jsonChanges(text, name);
}

function formatOf(path: string): ChangeFormat | undefined {
  const extension = extname(path).toLowerCase();
  if (extension === '.json') return 'json';
  return extension === '.csv' ? 'csv' : undefined;
}

function jsonChanges(text: string, name: string): WrittenChanges {
  const content = parseJson(text, name);
  const isList = Array.isArray(content);
  return { changes: isList ? content : [content], places: jsonPlaces(name, isList) };
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new UsageError(`${visibleLine(name)} is no JSON: ${visibleLine(why)}`);
  }
}
