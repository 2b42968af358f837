import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { packageService } from '../../../local/package/package-service.ts';
import { NAME_LIMITS, type NamedResource, stageLengthProblem } from '../../../packaging/name-lengths.ts';
import { type Parameters, refusal } from '../../../packaging/parameters.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const STAGE = 'alternate-contacts-local';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(REPOSITORY, '.local/test-package-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

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

test('the compiled template has a limit for each name that the stage is part of', async () => {
  const { Resources: resources }: { Resources: Record<string, NamedResource> } = await readTemplate();
  const named = Object.values(resources).flatMap(({ Type: type, Properties: properties = {} }) =>
    Object.entries(properties)
      .filter(
        ([property, value]) => /((?<!Metric)Name|StatementId)$/.test(property) && JSON.stringify(value).includes(STAGE),
      )
      .map(([property, value]) => ({ type, property, value })),
  );
  expect(named.filter(({ type, property }) => NAME_LIMITS[type]?.property !== property)).toEqual([]);
  expect(named.filter(({ value }) => typeof (Object(value)['Fn::Sub'] ?? value) !== 'string')).toEqual([]);
  const kinds = new Set([...named.map(({ type }) => type), 'AWS::ApiGatewayV2::Api']);
  expect([...kinds].toSorted()).toEqual(Object.keys(NAME_LIMITS).toSorted());
});

test('the documentation says how long the name of a stage may be', async () => {
  const stage = 'x'.repeat(60);
  const { Resources: resources } = await readTemplate();
  const renamed = JSON.parse(JSON.stringify(resources).replaceAll(STAGE, `alternate-contacts-${stage}`));
  const [longest] = /\d+ characters$/.exec(stageLengthProblem(renamed, stage) ?? '') ?? [];
  expect(longest).toBeDefined();
  expect(await readFile(join(REPOSITORY, 'docs/deploy.md'), 'utf8')).toContain(`limited to ${longest}`);
});

test('the compiled template takes the values of its own parameters, which are texts', async () => {
  const { Parameters: parameters }: { Parameters: Parameters } = await readTemplate();
  const refused = Object.values(parameters).filter(
    (parameter) => typeof parameter.Default !== 'string' || refusal(parameter.Default, parameter) !== undefined,
  );
  expect(refused).toEqual([]);
});

test('the compiled template names no partition', async () => {
  const { Resources: resources } = await readTemplate();
  expect(JSON.stringify(resources).match(/arn:aws[a-z-]*:[^"]*/g)).toBeNull();
});

async function readTemplate() {
  const file = join(process.env['PACKAGE_DIR'] ?? '', 'cloudformation-template-update-stack.json');
  return JSON.parse(await readFile(file, 'utf8'));
}
