import { execFile } from 'node:child_process';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { unpackFunction } from '../../local/lambda/function-package.ts';
import { median } from './statistics.ts';

const RUNS = 15;

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

/** Loads every packaged function and both references in fresh processes, in turn, so that all meet the same machine. */
export async function measureStartup(packageDir: string, workDir: string): Promise<Startup[]> {
  const functions = (await readdir(packageDir))
    .filter((file) => file.endsWith('.zip'))
    .map((file) => file.slice(0, -4));
  const bundles = [
    await reference('client only', CLIENT_ONLY, workDir),
    await reference('empty handler', EMPTY, workDir),
    ...(await Promise.all(functions.map((name) => unpacked(name, packageDir, workDir)))),
  ];
  const times = new Map<string, number[]>(bundles.map(({ name }) => [name, []]));
  for (let run = 0; run < RUNS; run += 1) {
    for (const { name, file } of bundles) times.get(name)?.push(await loadTime(file));
  }
  const base = median(times.get('client only') ?? []);
  return bundles.map(({ name, kilobytes }) => {
    const milliseconds = median(times.get(name) ?? []);
    return { name, milliseconds, ratio: milliseconds / base, kilobytes };
  });
}

interface Bundle {
  name: string;
  file: string;
  kilobytes: number;
}

async function reference(name: string, contents: string, workDir: string): Promise<Bundle> {
  await mkdir(workDir, { recursive: true });
  const file = join(workDir, `${name.replace(' ', '-')}.cjs`);
  const stdin = { contents, resolveDir: import.meta.dirname };
  const { outputFiles } = await build({ stdin, bundle: true, platform: 'node', write: false });
  const text = outputFiles[0]?.text ?? '';
  await writeFile(file, text);
  return { name, file, kilobytes: text.length / 1024 };
}

async function unpacked(name: string, packageDir: string, workDir: string): Promise<Bundle> {
  const directory = join(workDir, name);
  await unpackFunction(join(packageDir, `${name}.zip`), directory);
  await writeFile(join(directory, 'package.json'), '{ "type": "commonjs" }');
  const file = join(directory, 'functions', `${name}.js`);
  return { name, file, kilobytes: (await stat(file)).size / 1024 };
}

/** Lambda's variables, and those of serverless.yml. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  TABLE_NAME: 'bench',
  EVENT_BUS_NAME: 'bench',
  SERVICE_ACCOUNT_ID: '111111111111',
  MANAGEMENT_ACCOUNT_ID: '111111111111',
  SENDER_ADDRESS: 'bench@example.com',
  BASE_URL: 'https://bench.example.com',
  WEBHOOK_SECRETS: 'bench/webhooks',
};

async function loadTime(file: string): Promise<number> {
  const program = `const start = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - start);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env: ENVIRONMENT });
  return Number(stdout);
}
