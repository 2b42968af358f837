import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Ports, type StackOptions, startStack, type TestStack } from '../../integration/stack.ts';
import { processTree } from '../rollout/memory.ts';
import { FAULTS } from './faults.ts';
import { type Life, sampleMemory } from './memory-samples.ts';

const LOCAL_DIR = resolve(import.meta.dirname, '../../../.local');

export interface SoakStackOptions extends StackOptions {
  ports: Ports;
  /** Where the stack keeps its state. */
  stateDir: string;
}

/** A stack that is killed now and then, and goes on where it was. Its addresses stay the same. */
export class SoakStack {
  readonly #options: SoakStackOptions;
  /** The memory of each run of the stack, over time. */
  readonly lives: Life[] = [];
  /** Lines that the runs before have logged. */
  readonly #logged: string[][] = [];
  #stack: TestStack;
  #stopSampling: () => void;

  private constructor(options: SoakStackOptions, stack: TestStack) {
    this.#options = options;
    this.#stack = stack;
    this.#stopSampling = this.#sample();
  }

  static async start(options: SoakStackOptions): Promise<SoakStack> {
    return new SoakStack(options, await startOn(options));
  }

  get current(): TestStack {
    return this.#stack;
  }

  /** Everything that all runs have logged. */
  get logs(): string[] {
    return [...this.#logged, this.#stack.logs].flat();
  }

  async injectFaults(): Promise<void> {
    await this.#stack.setFaults(FAULTS);
  }

  /** Kills all processes of the stack at once, without any warning, and starts it again with the same faults. */
  async kill(): Promise<void> {
    this.#stopSampling();
    const { process: child, logs } = this.#stack;
    const closed = once(child, 'close');
    for (const { id } of await processTree(child.pid ?? 0)) endNow(id);
    await closed;
    this.#logged.push(logs);
    await removeLeftovers(child.pid ?? 0);
    this.#stack = await startOn(this.#options);
    this.#stopSampling = this.#sample();
    await this.injectFaults();
  }

  async stop(): Promise<void> {
    this.#stopSampling();
    await this.#stack.stop();
  }

  #sample(): () => void {
    const { life, stop } = sampleMemory(this.#stack.process.pid ?? 0);
    this.lives.push(life);
    return stop;
  }
}

function startOn({ ports, stateDir, ...options }: SoakStackOptions): Promise<TestStack> {
  return startStack({ ...options, ports, environment: { STATE_DIR: stateDir } });
}

function endNow(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch (error) {
    // It has ended by itself meanwhile.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** What was killed could not remove the directory of its run. */
async function removeLeftovers(pid: number): Promise<void> {
  const left = (await readdir(LOCAL_DIR)).filter((name) => name.startsWith(`run-${pid}-`));
  await Promise.all(left.map((name) => rm(join(LOCAL_DIR, name), { recursive: true, force: true })));
}
