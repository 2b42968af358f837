import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { packageService } from '../../../local/package-service.ts';

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
  await packageService(REPOSITORY, packageDir, { policyFile, params });
  return { packageDir, remove: () => rm(directory, { recursive: true, force: true }) };
}
