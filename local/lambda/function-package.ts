import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { unzipSync } from 'fflate';

/** Unpacks a function's package. */
export async function unpackFunction(zipFile: string, directory: string): Promise<void> {
  const files = Object.entries(unzipSync(await readFile(zipFile))).filter(([name]) => !name.endsWith('/'));
  await mkdir(directory, { recursive: true });
  // Without a package.json of its own, a package would take the module type of the repository around it.
  if (!files.some(([name]) => name === 'package.json')) await writeFile(join(directory, 'package.json'), '{}\n');
  for (const [name, content] of files) {
    const file = normalize(join(directory, name));
    if (!file.startsWith(directory)) throw new Error(`${zipFile} holds a file outside of itself: ${name}`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
