import { allStates } from '../../../../statemachine/definition.ts';
import { FunctionDeath, type Scheduler } from './scheduler.ts';

/** Of a wait with full jitter; enough for all of its tries to last longer than reads of AWS lag behind. */
const JITTER = 0.5;

/** Tries the task of a state again, as its Retry says. @throws what the last try throws */
export async function retried<Output>(
  name: string,
  scheduler: Scheduler,
  attempt: () => Promise<Output>,
): Promise<Output> {
  const retriers = stateOf(name).Retry ?? [];
  const tries = retriers.map(() => 0);
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const errorName = error instanceof Error ? error.name : 'Error';
      const index = retriers.findIndex(({ ErrorEquals }) =>
        ErrorEquals.some((each) => each === errorName || each === 'States.TaskFailed'),
      );
      const retrier = retriers[index];
      const tried = tries[index] ?? 0;
      if (!retrier || tried >= retrier.MaxAttempts) throw error;
      tries[index] = tried + 1;
      const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier;
      await scheduler.wait(Math.min(IntervalSeconds * BackoffRate ** tried, MaxDelaySeconds) * 1000 * JITTER).over;
    }
  }
}

/** EventBridge has Lambda try again so often, and so does who sends a webhook. */
const TRIES = 3;

/** Calls a function that no state machine calls; it is called again when it dies. */
export async function called(scheduler: Scheduler, name: string, work: () => Promise<unknown>): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await scheduler.invoke({ name }, work);
    } catch (error) {
      if (!(error instanceof FunctionDeath) || tries === TRIES) throw error;
    }
  }
}

function stateOf(name: string) {
  const found = allStates.find((state) => state.name === name);
  if (!found) throw new Error(`no machine has a state ${name}`);
  return found.state;
}
