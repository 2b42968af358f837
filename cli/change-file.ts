import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { jsonPlaces, type WrittenChanges } from './changes.ts';
import { csvChanges } from './csv-changes.ts';
import { UsageError } from './errors.ts';
import { visibleLine } from './terminal-text.ts';

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
  const text = decoded(isStdin ? await readStdin() : await read(path), name);
  return found === 'csv' ? csvChanges(text, name) : jsonChanges(text, name);
}

function formatOf(path: string): ChangeFormat | undefined {
  const extension = extname(path).toLowerCase();
  if (extension === '.json') return 'json';
  return extension === '.csv' ? 'csv' : undefined;
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why = code === 'ENOENT' ? 'there is no such file' : String(code ?? error);
    throw new UsageError(`cannot read ${visibleLine(path)}: ${why}`);
  }
}

/** Bytes that are no UTF-8 would silently become other characters; a byte order mark goes away. */
function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${visibleLine(name)} is not UTF-8 text: save it with that encoding ("CSV UTF-8" in Excel)`);
  }
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
