import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';

const REPOSITORY = resolve(import.meta.dirname, '../../..');

/** A policy that is removed after use. */
interface PolicyFile {
  policyFile: string;
  remove(): Promise<void>;
}

type Sources = Record<string, object>;

/** Writes the repository's policy with more ticket sources. */
export async function policyWith(moreSources: (sources: Sources) => Sources): Promise<PolicyFile> {
  const directory = await mkdtemp(join(tmpdir(), 'ticketing-'));
  const policyFile = join(directory, 'policy.yml');
  const policy = parse(await readFile(join(REPOSITORY, 'policy.yml'), 'utf8'));
  const sources = { ...policy.sources, ...moreSources(policy.sources) };
  await writeFile(policyFile, stringify({ ...policy, sources }));
  return { policyFile, remove: () => rm(directory, { recursive: true, force: true }) };
}
