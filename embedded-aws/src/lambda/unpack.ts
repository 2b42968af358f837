import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { unzipSync } from 'fflate';

/** Unpacks a function's zip file. */
export async function unpackFunction(zipFile: string, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  // Without a package.json of its own, the function would take the module type of the repository around it.
  await writeFile(join(directory, 'package.json'), '{}\n');
  await unpack(zipFile, directory);
}

/**
 * Unpacks a zip file; what is there already is overwritten.
 * @throws Error naming a file that would land outside of the directory
 */
export async function unpack(zipFile: string, directory: string): Promise<void> {
  const files = Object.entries(unzipSync(await readFile(zipFile))).filter(([name]) => !name.endsWith('/'));
  for (const [name, content] of files) {
    const file = normalize(join(directory, name));
    if (!file.startsWith(`${directory}/`)) throw new Error(`${zipFile} holds a file outside of itself: ${name}`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
