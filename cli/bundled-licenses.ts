import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const RULE = '='.repeat(80);

/** The licenses of all packages that these bundled files belong to; most of them require their text to be passed on. */
export async function bundledLicenses(files: string[]): Promise<string> {
  const folders = [...new Set(files.flatMap((file) => packageFolder(file) ?? []))].sort();
  const packages = await Promise.all(folders.map(readLicense));
  const byText = Map.groupBy(packages, ({ text }) => text);
  return [...byText]
    .map(([text, same]) => `${same.map(({ title }) => title).join('\n')}\n\n${text}\n`)
    .join(`\n${RULE}\n`);
}

/** `node_modules/@scope/name`, possibly below another package's folder. */
function packageFolder(file: string): string | undefined {
  const parts = file.split('/');
  const last = parts.lastIndexOf('node_modules');
  if (last === -1) return undefined;
  const nameParts = parts[last + 1]?.startsWith('@') ? 2 : 1;
  return parts.slice(0, last + 1 + nameParts).join('/');
}

async function readLicense(folder: string): Promise<{ title: string; text: string }> {
  const { name, version, license } = JSON.parse(await readFile(join(ROOT, folder, 'package.json'), 'utf8'));
  const files = (await readdir(join(ROOT, folder))).filter((file) => /^(licen[sc]e|notice)/i.test(file));
  const texts = await Promise.all(files.sort().map((file) => readFile(join(ROOT, folder, file), 'utf8')));
  const text = texts.map((each) => each.trim()).join('\n\n') || 'There is no license text in the package.';
  return { title: `${name} ${version} (${license})`, text };
}
