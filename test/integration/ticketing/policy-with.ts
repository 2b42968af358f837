import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { SHIPPED_POLICY } from '../../shipped-policy.ts';

/** A policy that is removed after use. */
interface PolicyFile {
  policyFile: string;
  remove(): Promise<void>;
}

type Sources = Record<string, object>;

/** Writes the shipped policy with more ticket sources. */
export async function policyWith(moreSources: (sources: Sources) => Sources): Promise<PolicyFile> {
  const directory = await mkdtemp(join(tmpdir(), 'ticketing-'));
  const policyFile = join(directory, 'policy.yml');
  const policy = parse(await readFile(SHIPPED_POLICY, 'utf8'));
  const sources = { ...policy.sources, ...moreSources(policy.sources) };
  await writeFile(policyFile, stringify({ ...policy, sources }));
  return { policyFile, remove: () => rm(directory, { recursive: true, force: true }) };
}
