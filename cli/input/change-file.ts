import { basename, extname } from 'node:path';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { UsageError } from '../errors.ts';
import { jsonPlaces, type WrittenChanges } from './changes.ts';
import { csvChanges } from './csv-changes.ts';
import { decoded, readBytes } from './text-file.ts';

export type ChangeFormat = 'json' | 'csv';

/** A file with changes; the path `-` means stdin. */
export interface ChangeFile {
  path: string;
  format: ChangeFormat | undefined;
  readStdin(): Promise<Uint8Array>;
}

/**
 * The changes of a JSON or CSV file as they are written there, not checked yet.
 * @throws UsageError when the file is neither.
 */
export async function readChangeFile({ path, format, readStdin }: ChangeFile): Promise<WrittenChanges> {
  const isStdin = path === '-';
  const name = isStdin ? 'stdin' : basename(path);
  const found = format ?? formatOf(path);
  if (!found) {
    throw new UsageError(
      isStdin
        ? 'say what stdin contains: --format json or --format csv'
        : `${visibleLine(name)} is neither .json nor .csv: say what it contains with --format`,
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
    throw new UsageError(`${visibleLine(name)} is not valid JSON: ${visibleLine(why)}`);
  }
}
