import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { killGroup, spawnServerless } from './serverless-command.ts';

/** The service could not be packaged. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
}

/**
 * Packages the service as for a deployment, for the stage `local`.
 * @param policyFile another policy than the repository's own
 * @param params parameters of the deployment, as `--param` names them
 * @param signal stops packaging
 * @throws PackageError with what the Serverless Framework said
 */
export async function packageService(
  repository: string,
  packageDir: string,
  {
    policyFile,
    params = {},
    signal,
  }: { policyFile?: string | undefined; params?: Record<string, string>; signal?: AbortSignal },
): Promise<void> {
  await mkdir(packageDir, { recursive: true });
  await compile(repository, policyFile, signal);
  try {
    await runServerless(repository, packageDir, params, signal);
  } finally {
    // Whoever reads what is compiled expects the repository's own policy.
    if (policyFile !== undefined) await compile(repository, undefined, undefined);
  }
}

async function runServerless(
  repository: string,
  packageDir: string,
  params: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  // The bundler leaves its zip files' contents in the temporary directory.
  const temporary = await mkdtemp(join(packageDir, 'tmp-'));
  const child = spawnServerless({
    directory: repository,
    arguments: [
      ...['package', '--stage', 'local', '--package', packageDir],
      ...Object.entries(params).map(([name, value]) => `--param=${name}=${value}`),
    ],
    environment: { TMPDIR: temporary },
  });
  const stop = () => killGroup(child, 'SIGTERM');
  signal?.addEventListener('abort', stop);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  signal?.removeEventListener('abort', stop);
  await rm(temporary, { recursive: true, force: true });
  if (code !== 0) throw new PackageError(`The service cannot be packaged:\n${output.trim()}`);
}

/** Compiles the schemas and the policy that the package holds. */
async function compile(
  repository: string,
  policyFile: string | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const env = { ...process.env, POLICY_FILE: policyFile ?? '' };
  try {
    await promisify(execFile)(process.execPath, [join(repository, 'schemas/compile.ts')], { env, signal });
  } catch (error) {
    const { stderr } = Object(error);
    throw new PackageError(`The policy or a schema cannot be used:\n${String(stderr || error).trim()}`, {
      cause: error,
    });
  }
}
