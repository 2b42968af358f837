import { join, resolve } from 'node:path';
import { cachedPackage } from '../../../local/package/package-cache.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');

/** A global set-up of vitest: one package serves all stacks, whatever their policy and parameters. */
export default async function packageOnce(): Promise<void> {
  if (process.env['PACKAGE_DIR']) return;
  const { packageDir } = await cachedPackage(REPOSITORY, join(REPOSITORY, '.local/packages'));
  process.env['PACKAGE_DIR'] = packageDir;
}
