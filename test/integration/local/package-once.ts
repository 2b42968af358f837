import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packageService } from '../../../local/package-service.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');

/** A global set-up of vitest: packages the service once for all stacks, unless PACKAGE_DIR names a package. */
export default async function packageOnce(): Promise<() => Promise<void>> {
  if (process.env['PACKAGE_DIR']) return async () => {};
  await mkdir(join(REPOSITORY, '.local'), { recursive: true });
  const packageDir = await mkdtemp(join(REPOSITORY, '.local/test-package-'));
  await packageService(REPOSITORY, packageDir, {});
  process.env['PACKAGE_DIR'] = packageDir;
  return () => rm(packageDir, { recursive: true, force: true });
}
