import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const EXTENSIONS = ['.mjs', '.js', '.cjs'];

/** The file of a handler's module, which is named without its extension. */
export function findModule(url: string): string {
  const extension = EXTENSIONS.find((candidate) => existsSync(fileURLToPath(`${url}${candidate}`)));
  if (!extension) throw new Error(`the package has no module ${url}`);
  return `${url}${extension}`;
}
