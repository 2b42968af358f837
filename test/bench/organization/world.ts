import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import { type Aws, connect } from '../../../cli/aws/connect.ts';
import { settingsOf } from '../../../cli/aws/settings.ts';
import { runCommand } from '../../integration/command-line.ts';
import { Requester } from '../../integration/requester.ts';
import { findFreePorts, type StackOptions, startStack, type TestStack } from '../../integration/stack.ts';
import { accountCalls, startClocked } from '../rollout/clocked-stack.ts';
import { type KeptWrite, keptWrites, writesOfBoth } from '../rollout/kept-writes.ts';
import { killStack } from '../rollout/kill-stack.ts';
import { watchMemory } from '../rollout/peak-memory.ts';
import { patiently } from '../soak/patiently.ts';

/** A stack with an organization, and those who use it. What it holds outlives its processes. */
export class World {
  readonly #options: StackOptions;
  readonly #stateDir: string;
  readonly aws: Aws;
  readonly user: Requester;
  stack: TestStack;
  #memory: ReturnType<typeof watchMemory>;
  #peakMemory = 0;
  /** The calls of Account Management that have an answer, and how many of them came before these processes started. */
  #calls: LoggedCall[] = [];
  #callsBefore = 0;
  /** The writes of contacts of the processes that are gone. */
  #writesBefore: KeptWrite[] = [];
  #kills = 0;

  private constructor(options: StackOptions, stateDir: string, stack: TestStack) {
    this.#options = options;
    this.#stateDir = stateDir;
    this.stack = stack;
    this.#memory = watchMemory(stack.process.pid ?? 0);
    const { endpoint } = stack.client;
    // The clients of the command line read the endpoint for themselves.
    process.env['AWS_ENDPOINT_URL'] = endpoint;
    this.aws = connect(settingsOf(undefined, process.env));
    this.user = new Requester(stack);
  }

  /** Starts a stack on a modelled clock. @param accounts how many the organization has besides its fixed ones */
  static async start(accounts: number, options: StackOptions): Promise<World> {
    const stateDir = await mkdtemp(join(tmpdir(), 'organization-'));
    const environment = { STATE_DIR: stateDir, ORGANIZATION_SIZE: String(accounts) };
    const all = { ...options, ports: await findFreePorts(), environment };
    return new World(all, stateDir, await startClocked(all));
  }

  get kills(): number {
    return this.#kills;
  }

  /** Kills all processes at once, without any warning, and starts them again on what they have left. */
  async killAndRestart(): Promise<void> {
    await this.calls();
    await killStack(this.stack);
    this.#kills += 1;
    await this.#keepWhatWasSeen();
    this.#watch(await startClocked(this.#options));
  }

  /** Starts it again without the quotas of Account Management, on the clock of the machine. */
  async restartWithoutQuotas(): Promise<void> {
    await this.stack.stop();
    await this.#keepWhatWasSeen();
    this.#watch(await startStack({ ...this.#options, accountQuotas: false }));
  }

  /** Runs a command of `contacts`. */
  run(...words: string[]): Promise<{ status: number; output: string }> {
    return runCommand({ aws: this.aws, endpoint: this.stack.client.endpoint }, words);
  }

  /** The calls of Account Management since the first start, except for a few just before it was killed. */
  async calls(): Promise<LoggedCall[]> {
    const later = await patiently('the calls', () => accountCalls(this.stack, this.#calls.length - this.#callsBefore));
    const open = later.findIndex(({ status }) => status === 0);
    this.#calls.push(...(open < 0 ? later : later.slice(0, open)));
    return this.#calls;
  }

  /** All writes of contacts since the first start: none is missing, even if the stack was killed. */
  async writes(): Promise<KeptWrite[]> {
    return writesOfBoth(this.#writesBefore, await keptWrites(this.#stateDir));
  }

  /** Of all processes of a stack together, in bytes. */
  peakMemory(): number {
    return Math.max(this.#peakMemory, this.#memory.peak());
  }

  async stop(): Promise<void> {
    this.#memory.stop();
    await this.stack.stop();
    await rm(this.#stateDir, { recursive: true, force: true });
  }

  async #keepWhatWasSeen(): Promise<void> {
    this.#peakMemory = this.peakMemory();
    this.#memory.stop();
    this.#writesBefore = await this.writes();
    this.#callsBefore = this.#calls.length;
  }

  #watch(stack: TestStack): void {
    this.stack = stack;
    this.#memory = watchMemory(stack.process.pid ?? 0);
  }
}
