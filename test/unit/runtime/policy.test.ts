import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Loads the policy as a function does when it starts. */
async function load(path: string | undefined): Promise<unknown> {
  vi.stubEnv('POLICY_FILE_PATH', path);
  vi.resetModules();
  return (await import('../../../functions/runtime/policy.ts')).policy;
}

describe('policy', () => {
  it('is what the file holds that POLICY_FILE_PATH names', async () => {
    const policy = { allowedEmailDomains: ['example.com'], groups: {}, approvals: [] };
    const path = join(folder, 'policy.json');
    await writeFile(path, JSON.stringify(policy));
    await expect(load(path)).resolves.toEqual(policy);
  });

  it('throws, naming path and variable, when there is no such file', async () => {
    const path = join(folder, 'missing.json');
    await expect(load(path)).rejects.toMatchObject({
      message: `the compiled policy cannot be read from ${path}, which POLICY_FILE_PATH names`,
      cause: expect.objectContaining({ code: 'ENOENT' }),
    });
  });

  it('throws, naming path and variable, when the file is not JSON', async () => {
    const path = join(folder, 'policy.json');
    await writeFile(path, 'approvals:');
    await expect(load(path)).rejects.toMatchObject({
      message: `the compiled policy cannot be read from ${path}, which POLICY_FILE_PATH names`,
      cause: expect.any(SyntaxError),
    });
  });

  it('throws, naming the variable, when it is not set', async () => {
    await expect(load(undefined)).rejects.toThrow('the environment variable POLICY_FILE_PATH is not set');
  });
});
