import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import {
  LAMBDA_ENVIRONMENT,
  type PackagedFunction,
  runFresh,
  unpackPackage,
} from '../integration/packaged-functions.ts';
import { median } from './statistics.ts';

/** Fresh processes for each function. */
export const STARTS = 25;

/** What the client-only reference is made of: the least that can call the API, bundled with esbuild's defaults. */
const CLIENT_ONLY = `
  import { AccountClient, PutAlternateContactCommand } from '@aws-sdk/client-account';
  const account = new AccountClient({});
  export const handler = (input) => account.send(new PutAlternateContactCommand(input));
`;
const EMPTY = 'export const handler = async () => {};';

/** Start-up of one bundle: how long a fresh process takes to load it, in milliseconds, and its ratio to the reference. */
export interface Startup {
  name: string;
  milliseconds: number;
  ratio: number;
  kilobytes: number;
}

type Bundle = Pick<PackagedFunction, 'name' | 'file' | 'environment'>;

/** Loads every packaged function and both references in fresh processes, in turn, so that all meet the same machine. */
export async function measureStartup(packageDir: string, workDir: string): Promise<Startup[]> {
  await mkdir(workDir, { recursive: true });
  const bundles: Bundle[] = [
    await reference('client only', CLIENT_ONLY, workDir),
    await reference('empty handler', EMPTY, workDir),
    ...(await unpackPackage(packageDir, workDir)),
  ];
  const times = new Map<string, number[]>(bundles.map(({ name }) => [name, []]));
  for (let start = 0; start < STARTS; start += 1) {
    for (const bundle of bundles) times.get(bundle.name)?.push(await loadTime(bundle));
  }
  const base = median(times.get('client only') ?? []);
  return Promise.all(
    bundles.map(async ({ name, file }) => {
      const milliseconds = median(times.get(name) ?? []);
      return { name, milliseconds, ratio: milliseconds / base, kilobytes: (await stat(file)).size / 1024 };
    }),
  );
}

async function reference(name: string, contents: string, workDir: string): Promise<Bundle> {
  const file = join(workDir, `${name.replace(' ', '-')}.cjs`);
  const stdin = { contents, resolveDir: import.meta.dirname };
  await build({ stdin, bundle: true, platform: 'node', outfile: file });
  return { name, file, environment: LAMBDA_ENVIRONMENT };
}

async function loadTime({ file, environment }: Bundle): Promise<number> {
  const program = `const start = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - start);`;
  return Number(await runFresh(program, environment));
}
