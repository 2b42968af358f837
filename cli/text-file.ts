import { readFile } from 'node:fs/promises';
import { UsageError } from './errors.ts';
import { visibleLine } from './terminal-text.ts';

/**
 * The bytes of a file that the user has named.
 * @throws UsageError when it cannot be read.
 */
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
 * The text of a file. Bytes that are no UTF-8 would silently become other characters; a byte order mark goes away.
 * @throws UsageError when they are none.
 */
export function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${visibleLine(name)} is not UTF-8 text: save it with that encoding ("CSV UTF-8" in Excel)`);
  }
}
