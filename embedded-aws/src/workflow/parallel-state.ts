import { abortChildren } from './abort.ts';
import type { StateTry } from './attempt.ts';
import { dataLimitError, exceedsDataLimit } from './data-limit.ts';
import { evaluateInput } from './evaluate.ts';
import type { PreparedMachine } from './prepare-definition.ts';
import { markError } from './workflow-error.ts';

/** Runs the branches of a Parallel, or those that have not come to their end yet, and returns their outputs in order. */
export async function runParallel(run: StateTry): Promise<unknown[]> {
  const { attempt, thread, state, standing, retried } = run;
  const input = await evaluateInput(state.fields, run.input, run.context);
  if (!standing?.children) attempt.note(thread, 'ParallelStateStarted', {}, { error: retried && markError(retried) });
  const startedId = thread.last;
  const branches = state.machines.map((machine, index) => runBranch(run, machine, index, input, startedId));
  const outputs = await thread.until(Promise.all(branches));
  thread.children.clear();
  if (exceedsDataLimit(outputs)) throw dataLimitError(state.name, 'result');
  attempt.note(thread, 'ParallelStateSucceeded');
  return outputs;
}

async function runBranch(
  { attempt, thread, standing }: StateTry,
  machine: PreparedMachine,
  index: number,
  input: unknown,
  startedId: number,
): Promise<unknown> {
  const from = standing?.children?.get(index);
  const branch = thread.begin(index, from?.last ?? startedId);
  try {
    const output = await branch.until(attempt.runMachine(machine, branch, from ?? { input }));
    thread.last = branch.last;
    branch.state = undefined;
    return output;
  } catch (error) {
    // The failure of one ends all the others at once.
    thread.last = branch.last;
    thread.children.delete(branch);
    abortChildren(attempt, thread);
    throw error;
  }
}
