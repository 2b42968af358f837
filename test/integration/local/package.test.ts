import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fillParams } from '../../../local/package/deployment-params.ts';
import { packageService } from '../../../local/package/package-service.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const TEMPLATE = 'cloudformation-template-update-stack.json';

/** Parameters as an operator sets them, with characters that JSON and patterns of replacements treat in their own way. */
const PARAMS = {
  managementAccountId: '111111111111',
  managementRoleArn: 'arn:aws:iam::111111111111:role/alternate-contacts',
  senderAddress: '"Contacts $& \\ Co" <contacts@example.com>',
  githubCloses: 'true',
};

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(REPOSITORY, '.local/test-package-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('a package that gets its parameters later has the template of one that was packaged with them', async () => {
  const packageDir = join(directory, 'package');
  await packageService(REPOSITORY, packageDir, { params: PARAMS });
  const later = await fillParams(REPOSITORY, await readTemplate(process.env['PACKAGE_DIR'] ?? ''), PARAMS);
  expect(JSON.parse(later)).toEqual(JSON.parse(await readTemplate(packageDir)));
});

test('packaging that is stopped leaves nothing behind', async () => {
  const stopped = new AbortController();
  const packaging = packageService(REPOSITORY, join(directory, 'package'), { signal: stopped.signal });
  const rejected = expect(packaging).rejects.toMatchObject({ name: 'PackageError' });
  await vi.waitFor(async () => {
    const [unfinished = 'none'] = await readdir(directory);
    expect(existsSync(join(directory, unfinished, 'service/serverless.yml'))).toBe(true);
  }, 20_000);
  stopped.abort();
  await rejected;
  expect(await readdir(directory)).toEqual([]);
});

/** The name of the directory in the deployment bucket has the time of the packaging in it. */
async function readTemplate(packageDir: string): Promise<string> {
  const template = await readFile(join(packageDir, TEMPLATE), 'utf8');
  return template.replaceAll(/\d{13}-[^/"]+Z/g, 'the-time');
}
