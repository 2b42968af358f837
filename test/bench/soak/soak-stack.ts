import { type Ports, type StackOptions, startStack, type TestStack } from '../../integration/stack.ts';
import { killStack } from '../rollout/kill-stack.ts';
import { FAULTS } from './faults.ts';
import { type Life, sampleMemory } from './memory-samples.ts';

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
    await killStack(this.#stack);
    this.#logged.push(this.#stack.logs);
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
