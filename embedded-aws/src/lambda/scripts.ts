import { randomUUID } from 'node:crypto';
import { currentDate } from '../clock/clock.ts';
import { ModelledThread, type ThreadWorld } from './modelled-thread.ts';

/** A script that runs beside the functions. Times are those of the stack's clock. */
export interface ScriptRun {
  id: string;
  status: 'running' | 'ended' | 'failed';
  startedAt: string;
  endedAt?: string;
  /** What it has returned. */
  result?: unknown;
  /** Why it has failed. */
  error?: string;
}

/** How a script has ended. */
export type ScriptEnd = { result: unknown } | { error: string };

export interface ScriptsOptions {
  world: ThreadWorld;
  /** Their modules must be files below this directory, as a URL that ends with a slash. */
  directory: URL;
  /** With what they find the endpoint, and who they are there. */
  environment: Record<string, string>;
}

/** A script can't be started; the message says why. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** Runs scripts in the time of the stack, so that what they do can be compared with what the stack does. */
export class Scripts {
  readonly #options: ScriptsOptions;
  readonly #scripts = new Map<string, { run: ScriptRun; thread: ModelledThread }>();

  constructor(options: ScriptsOptions) {
    this.#options = options;
  }

  get runs(): ScriptRun[] {
    return [...this.#scripts.values()].map(({ run }) => run);
  }

  /**
   * Runs the default export of a module with some data, and returns the script's id.
   * @throws ScriptError
   */
  start(module: string, data: unknown): string {
    const { directory, world, environment } = this.#options;
    const url = URL.canParse(module) ? new URL(module).href : '';
    if (!url.startsWith(directory.href)) throw new ScriptError(`the module must be a file URL below ${directory.href}`);
    const id = randomUUID();
    const run: ScriptRun = { id, status: 'running', startedAt: currentDate().toISOString() };
    const end = (status: 'ended' | 'failed', outcome: Pick<ScriptRun, 'result' | 'error'>) => {
      if (run.status !== 'running') return;
      Object.assign(run, { status, endedAt: currentDate().toISOString(), ...outcome });
    };
    const thread = new ModelledThread(world, {
      file: new URL('./script-thread.ts', import.meta.url),
      environment,
      data: { module: url, data },
      onMessage: (message) => {
        if ('error' in message) end('failed', { error: String(message.error) });
        else if ('result' in message) end('ended', { result: message.result });
        void thread.end();
      },
      onExit: () => end('failed', { error: 'it was ended' }),
    });
    this.#scripts.set(id, { run, thread });
    return id;
  }

  /** Ends a script at once. Returns whether there is such a script. */
  async end(id: string): Promise<boolean> {
    const found = this.#scripts.get(id);
    await found?.thread.end();
    return found !== undefined;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#scripts.keys()].map((id) => this.end(id)));
  }
}
