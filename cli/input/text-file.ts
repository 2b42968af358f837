import { readFile } from 'node:fs/promises';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { UsageError } from '../errors.ts';

/** @throws UsageError when the file cannot be read. */
export async function readBytes(path: string, whenMissing = 'there is no such file'): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why = code === 'ENOENT' ? whenMissing : String(code ?? error);
    throw new UsageError(`cannot read ${visibleLine(path)}: ${why}`);
  }
}

/**
 * The text of a file, without its byte order mark. Bytes that are not UTF-8 would silently become other characters.
 * @throws UsageError when there are some.
 */
export function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${visibleLine(name)} is not UTF-8 text: save it in that encoding ("CSV UTF-8" in Excel)`);
  }
}
