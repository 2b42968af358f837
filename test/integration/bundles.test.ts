import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceFiles } from '../unit/contract/sources.ts';
import { type PackagedFunction, runFresh, unpackPackage } from './packaged-functions.ts';

const NAMES = sourceFiles('functions').map((path) => path.replace(/^functions\/|\.ts$/g, ''));

let directory = '';
let packaged: PackagedFunction[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bundles-'));
  packaged = await unpackPackage(process.env['PACKAGE_DIR'] ?? '', directory);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

function findFunction(name: string): PackagedFunction {
  const found = packaged.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`the package has no function ${name}`);
  return found;
}

/** What kind of value a fresh process finds as the handler. */
function loadHandler({ file, handlerName, environment }: PackagedFunction, without?: string): Promise<string> {
  const program = `console.log(typeof require(${JSON.stringify(file)})[${JSON.stringify(handlerName)}])`;
  const entries = Object.entries(environment).filter(([name]) => name !== without);
  return runFresh(program, Object.fromEntries(entries));
}

describe('the package', () => {
  it('has a bundle for each function and for nothing else', () => {
    expect(packaged.map(({ name }) => name).sort()).toEqual(NAMES);
  });

  it.each(NAMES)('has a bundle of %s that loads with the environment that the template gives it', async (name) => {
    await expect(loadHandler(findFunction(name))).resolves.toBe('function\n');
  });

  it.each([
    { name: 'record-outcome', variable: 'CONFIGURATION_SET' },
    { name: 'decide-approval', variable: 'POLICY_FILE_PATH' },
  ])('has a bundle of $name that names $variable when that is missing', async ({ name, variable }) => {
    await expect(loadHandler(findFunction(name), variable)).rejects.toThrow(variable);
  });
});
