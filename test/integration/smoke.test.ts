import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IS_FULL } from '../load-size.ts';

const SMOKE = resolve(import.meta.dirname, '../../smoke/smoke.ts');

/** What the README promises. */
const MOST_MS = 180_000;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'smoke-report-'));
});

afterEach(() => rm(directory, { recursive: true }));

// It starts two stacks, one after the other.
describe.runIf(IS_FULL)('npm run smoke', () => {
  it('passes on this machine and finds no differences', { timeout: MOST_MS }, async () => {
    const report = join(directory, 'report.md');
    const { stdout } = await promisify(execFile)(process.execPath, [SMOKE, '--stage', 'local', '--report', report]);
    expect(stdout).toMatch(/no differences[\s\S]+Passed after/);
    expect(await readFile(report, 'utf8')).toContain('## Differences\n\nNone.');
  });
});

describe('the command line of npm run smoke', () => {
  it('says what is wrong with it, and what it could be', async () => {
    const failing = promisify(execFile)(process.execPath, [SMOKE, '--stage', 'smoke']);
    await expect(failing).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/needs --region[\s\S]+--help/),
    });
  });
});
