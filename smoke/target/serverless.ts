import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { SmokeError } from '../errors.ts';

export interface CommandOptions {
  repository: string;
  /** The policy to compile. */
  policyFile?: string;
  signal?: AbortSignal;
  /** Takes each line that the command prints. */
  say(line: string): void;
}

export interface Deployment {
  stage: string;
  region: string;
  params: Record<string, string>;
}

/** Compiles a policy and deploys it. Afterwards, the repository's own policy is compiled again. @throws SmokeError */
export async function deploy({ stage, region, params }: Deployment, options: CommandOptions): Promise<void> {
  const given = Object.entries(params).map(([name, value]) => `--param=${name}=${value}`);
  try {
    await compile(options);
    await serverless(['deploy', '--stage', stage, '--region', region, ...given], options);
  } finally {
    const { policyFile: _, signal: __, ...own } = options;
    await compile(own);
  }
}

/** Removes a stack and the files that were uploaded for it. @throws SmokeError */
export async function removeStack({ stage, region, params }: Deployment, options: CommandOptions): Promise<void> {
  const given = Object.entries(params).map(([name, value]) => `--param=${name}=${value}`);
  await serverless(['remove', '--stage', stage, '--region', region, ...given], options);
}

function compile(options: CommandOptions): Promise<void> {
  return runNode([join(options.repository, 'schemas/compile.ts')], options);
}

function serverless(words: string[], options: CommandOptions): Promise<void> {
  const { resolve } = createRequire(join(options.repository, 'package.json'));
  return runNode([join(dirname(resolve('serverless/package.json')), 'bin/serverless.js'), ...words], options);
}

async function runNode(words: string[], { repository, policyFile, signal, say }: CommandOptions): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn(process.execPath, words, {
    cwd: repository,
    env: { ...process.env, ...(policyFile !== undefined && { POLICY_FILE: policyFile }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C is for the run, which then removes what was deployed.
    detached: true,
  });
  const stop = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', stop);
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', say);
  const [code] = await once(child, 'close');
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  if (code !== 0) throw new SmokeError(`${words[1] ?? 'compiling'} ended with exit code ${code}: see above`);
}
