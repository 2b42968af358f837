import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { killGroup, spawnServerless } from 'embedded-aws/lambda/serverless-command.ts';
import { placeholderParams } from './deployment-params.ts';

/** The service could not be packaged. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
}

/** What begins the names of directories in which a package is being made. */
export const UNFINISHED = '.new-';

/**
 * Packages the service as for a deployment, for the stage `local` and with a placeholder for each parameter.
 * @param packageDir appears when the package is complete, unless somebody else has made it meanwhile
 * @param signal stops packaging
 * @throws PackageError with what the Serverless Framework said
 */
export async function packageService(repository: string, packageDir: string, signal?: AbortSignal): Promise<void> {
  await compile(repository, signal);
  await mkdir(dirname(packageDir), { recursive: true });
  const unfinished = await mkdtemp(join(dirname(packageDir), UNFINISHED));
  try {
    await runServerless(repository, unfinished, signal);
    await moveInto(packageDir, join(unfinished, 'package'));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Whatever the framework leaves in its service's directory would meet that of another packaging, so it gets one of its own. */
async function runServerless(repository: string, unfinished: string, signal: AbortSignal | undefined): Promise<void> {
  const service = join(unfinished, 'service');
  await linkService(repository, service);
  const params = Object.entries(await placeholderParams(repository));
  const child = spawnServerless({
    directory: service,
    arguments: [
      ...['package', '--stage', 'local', '--package', join(unfinished, 'package')],
      ...params.map(([name, value]) => `--param=${name}=${value}`),
    ],
    compileCache: join(repository, '.local/compile-cache'),
    environment: { TMPDIR: unfinished },
  });
  const stop = () => killGroup(child, 'SIGTERM');
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  signal?.removeEventListener('abort', stop);
  if (code !== 0) throw new PackageError(`The service cannot be packaged:\n${output.trim()}`);
}

async function linkService(repository: string, directory: string): Promise<void> {
  await mkdir(directory);
  const entries = (await readdir(repository)).filter((name) => !name.startsWith('.'));
  await Promise.all(entries.map((name) => symlink(join(repository, name), join(directory, name))));
  // The framework does not find a configuration that is a link.
  await rm(join(directory, 'serverless.yml'));
  await copyFile(join(repository, 'serverless.yml'), join(directory, 'serverless.yml'));
}

/** A second one who packages the same at the same time finds the first one's package in place. */
async function moveInto(target: string, source: string): Promise<void> {
  try {
    await rename(source, target);
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST'].includes(String(error.code));
    if (!isThere) throw error;
  }
}

/** Compiles the schemas, whose validators the functions contain. */
async function compile(repository: string, signal: AbortSignal | undefined): Promise<void> {
  const env = { ...process.env, POLICY_FILE: '' };
  try {
    await promisify(execFile)(process.execPath, [join(repository, 'schemas/compile.ts')], { env, signal });
  } catch (error) {
    const { stderr } = Object(error);
    throw new PackageError(String(stderr || error).trim(), { cause: error });
  }
}
