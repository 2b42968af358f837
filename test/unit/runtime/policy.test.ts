import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'policy-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

afterAll(() => rm(directory, { recursive: true }));

async function loadFrom(path: string) {
  vi.stubEnv('POLICY_FILE_PATH', path);
  return (await import('../../../functions/runtime/policy.ts')).policy;
}

it('loads the policy from the file that the environment names', async () => {
  const policy = { allowedEmailDomains: ['example.com'], groups: {}, approvals: [{ name: 'all', preApproved: true }] };
  const path = join(directory, 'policy.json');
  await writeFile(path, JSON.stringify(policy));
  expect(await loadFrom(path)).toEqual(policy);
});

it('names the file and the variable when there is no such file', async () => {
  const path = join(directory, 'nowhere.json');
  await expect(loadFrom(path)).rejects.toThrow(
    `the compiled policy cannot be read from ${path}, which POLICY_FILE_PATH names`,
  );
});

it('names the file and the variable when the file is not JSON', async () => {
  const path = join(directory, 'half.json');
  await writeFile(path, '{"allowed');
  await expect(loadFrom(path)).rejects.toThrow(`cannot be read from ${path}`);
});

it('names the variable when it is not set', async () => {
  await expect(loadFrom('')).rejects.toThrow('the environment variable POLICY_FILE_PATH is not set');
});
