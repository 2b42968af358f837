import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { spawnServerless } from '../../../local/serverless-command.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');

/** A package of the service that is removed after use. */
interface Package {
  packageDir: string;
  remove(): Promise<void>;
}

type Sources = Record<string, object>;

/**
 * Packages the service with parameters, as for a deployment.
 * @param moreSources ticket sources beside those of the policy
 */
export async function packageWith(
  moreSources: (sources: Sources) => Sources,
  params: Record<string, string>,
): Promise<Package> {
  await mkdir(join(REPOSITORY, '.local'), { recursive: true });
  const directory = await mkdtemp(join(REPOSITORY, '.local/test-ticketing-'));
  const packageDir = join(directory, 'package');
  const policyFile = join(directory, 'policy.yml');
  const policy = parse(await readFile(join(REPOSITORY, 'policy.yml'), 'utf8'));
  const sources = { ...policy.sources, ...moreSources(policy.sources) };
  await writeFile(policyFile, stringify({ ...policy, sources }));
  await compile({ ...process.env, POLICY_FILE: policyFile });
  try {
    await runServerless(packageDir, directory, params);
  } finally {
    // The compiled policy lies in the repository, for whoever uses it next.
    await compile(process.env);
  }
  return { packageDir, remove: () => rm(directory, { recursive: true, force: true }) };
}

async function compile(env: NodeJS.ProcessEnv): Promise<void> {
  await promisify(execFile)(process.execPath, [join(REPOSITORY, 'schemas/compile.ts')], { env });
}

async function runServerless(packageDir: string, temporary: string, params: Record<string, string>): Promise<void> {
  const child = spawnServerless({
    directory: REPOSITORY,
    arguments: [
      ...['package', '--stage', 'local', '--package', packageDir],
      ...Object.entries(params).map(([name, value]) => `--param=${name}=${value}`),
    ],
    environment: { TMPDIR: temporary },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(output);
}
