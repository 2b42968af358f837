import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { killGroup, spawnServerless } from 'embedded-aws/lambda/serverless-command.ts';
import { makeDirectory } from './unfinished.ts';

export class PackageError extends Error {
  override readonly name = 'PackageError';
}

export interface PackageOptions {
  /** Stops packaging. */
  signal?: AbortSignal;
}

/**
 * Packages the service as for a deployment, for the stage `local`.
 * @param packageDir appears when the package is complete
 * @throws PackageError with what the Serverless Framework said
 */
export async function packageService(
  repository: string,
  packageDir: string,
  { signal }: PackageOptions = {},
): Promise<void> {
  await compile(repository, signal);
  await makeDirectory(packageDir, (unfinished) => runServerless(repository, unfinished, signal));
}

/** The framework writes into the service's directory, where concurrent packagings would collide; so each has its own. */
async function runServerless(repository: string, unfinished: string, signal: AbortSignal | undefined): Promise<void> {
  const service = join(unfinished, 'service');
  await linkService(repository, service);
  const child = spawnServerless({
    directory: service,
    arguments: ['package', '--stage', 'local', '--package', join(unfinished, 'result')],
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
  // The framework doesn't find a configuration that is a link.
  await rm(join(directory, 'serverless.yml'));
  await copyFile(join(repository, 'serverless.yml'), join(directory, 'serverless.yml'));
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
