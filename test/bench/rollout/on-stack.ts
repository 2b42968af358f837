import type { StackOptions, TestStack } from '../../integration/stack.ts';
import { startClocked } from './clocked-stack.ts';
import { watchMemory } from './peak-memory.ts';

/** What is the same for all cases: a package, and a policy that pre-approves what `SYSTEMS.preApproved` requests. */
export type Place = Pick<StackOptions, 'packageDir' | 'policyFile'>;

/** What a case took of this machine. */
export interface OfMachine {
  /** Of all processes of the stack together, in bytes. */
  peakMemory: number;
  wallSeconds: number;
}

/** Runs something on a stack of its own. */
export async function onStack<Result extends object>(
  place: Place,
  run: (stack: TestStack) => Promise<Result>,
): Promise<Result & OfMachine> {
  const startedAt = performance.now();
  const stack = await startClocked(place);
  const memory = watchMemory(stack.process.pid ?? 0);
  try {
    const result = await run(stack);
    return { ...result, peakMemory: memory.peak(), wallSeconds: (performance.now() - startedAt) / 1000 };
  } finally {
    memory.stop();
    await stack.stop();
  }
}
