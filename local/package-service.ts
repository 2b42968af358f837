import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { killGroup, spawnServerless } from './serverless-command.ts';

/** The service could not be packaged. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
}

/**
 * Packages the service as for a deployment, for the stage `local`.
 * @param policyFile another policy than the repository's own
 * @param signal stops packaging
 * @throws PackageError with what the Serverless Framework said
 */
export async function packageService(
  repository: string,
  packageDir: string,
  { policyFile, signal }: { policyFile?: string | undefined; signal?: AbortSignal },
): Promise<void> {
  await mkdir(packageDir, { recursive: true });
  const child = spawnServerless({
    directory: repository,
    arguments: ['package', '--stage', 'local', '--package', packageDir],
    environment: policyFile === undefined ? {} : { POLICY_FILE: policyFile },
  });
  const stop = () => killGroup(child, 'SIGTERM');
  signal?.addEventListener('abort', stop);
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  signal?.removeEventListener('abort', stop);
  if (code !== 0) throw new PackageError(`The service cannot be packaged:\n${output.trim()}`);
}
