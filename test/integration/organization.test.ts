import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missedByKilled, missedByMeasured } from '../bench/organization/goals.ts';
import { runKilled } from '../bench/organization/killed.ts';
import { measure } from '../bench/organization/measured.ts';
import { ORGANIZATION_POLICY } from '../bench/organization/policy.ts';
import { IS_FULL, loadSize } from '../load-size.ts';

const ACCOUNTS = loadSize(1000);
const SEED = 15;

let directory: string;
let options: { groups: number; place: { policyFile: string }; directory: string };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'organization-'));
  const policyFile = join(directory, 'policy.yml');
  await writeFile(policyFile, ORGANIZATION_POLICY);
  options = { groups: 20, place: { policyFile }, directory };
});

afterAll(() => rm(directory, { recursive: true }));

/** The benchmark of 10,000 accounts, smaller. */
describe('an organization that is swept, and changed by one campaign', () => {
  it('loses nothing, writes nothing twice and reports the truth when all processes are killed five times', async () => {
    const result = await runKilled(ACCOUNTS, { ...options, seed: SEED });
    expect(missedByKilled(result)).toEqual([]);
    expect(result).toMatchObject({ kills: 5, changes: ACCOUNTS });
  }, 400_000);

  it.runIf(IS_FULL)(
    'meets every goal when nobody disturbs it',
    async () => {
      expect(missedByMeasured(await measure(ACCOUNTS, options))).toEqual([]);
    },
    400_000,
  );
});
