/** The inside of a script: runs the default export of a module once, in the modelled time. */
import { parentPort, workerData } from 'node:worker_threads';
import { enterThread, type ThreadSetup } from '../clock/thread/enter-thread.ts';
import type { ScriptEnd } from './scripts.ts';

const { setup, module, data }: { setup: ThreadSetup; module: string; data: unknown } = workerData;

const work = enterThread(setup, () => {});

parentPort?.postMessage(await ended());

async function ended(): Promise<ScriptEnd> {
  try {
    const { default: run } = await work.until(import(module));
    return { result: JSON.parse(JSON.stringify((await run(data)) ?? null)) };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
