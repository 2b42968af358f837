import { currentDate } from '../clock/clock.ts';
import { isObject, type JsonObject, textAt } from '../json.ts';
import type { Attempt, StateTry } from './attempt.ts';
import { dataLimitError, exceedsDataLimit } from './data-limit.ts';
import { EvaluationError, evaluateOutput } from './evaluate.ts';
import type { PreparedMachine, PreparedState } from './prepare-definition.ts';
import { findCatcher, Retries } from './retries.ts';
import type { StateStanding, ThreadStanding } from './standing.ts';
import { type StateOutcome, tryState } from './state-kinds.ts';
import type { Thread } from './thread.ts';
import { markedError, toWorkflowError, WorkflowError } from './workflow-error.ts';

/**
 * Runs the states of a list one after the other, from the first one or from where they were, and returns the last output.
 * @throws WorkflowError that no state caught
 */
export async function runStates(
  attempt: Attempt,
  machine: PreparedMachine,
  thread: Thread,
  from: { input: unknown } | ThreadStanding,
): Promise<unknown> {
  let step = firstStep(machine, from);
  while (step.next !== undefined) {
    const state = machine.states.get(step.next);
    if (!state) throw new WorkflowError('States.Runtime', `There is no state named ${step.next}`);
    step = await runState({ attempt, thread, state, input: step.output, standing: step.standing });
  }
  return step.output;
}

/** What comes next: a state and its input, or nothing but the output. */
interface Step extends StateOutcome {
  standing?: StateStanding | undefined;
}

function firstStep({ startAt }: PreparedMachine, from: { input: unknown } | ThreadStanding): Step {
  if ('input' in from) return { next: startAt, output: from.input };
  const { at, exited } = from;
  if (exited) return exited;
  return at ? { next: at.state, output: at.input, standing: at } : { next: startAt, output: undefined };
}

type Visit = Pick<StateTry, 'attempt' | 'thread' | 'state' | 'input' | 'standing'>;

async function runState(visit: Visit): Promise<Step> {
  const { attempt, thread, state, standing } = visit;
  thread.state = state;
  const delayMs = standing ? 0 : (attempt.settings.transitions?.delayMs() ?? 0);
  if (delayMs > 0) await thread.sleep(delayMs);
  const entered = standing ? { id: standing.enteredId, at: standing.enteredAt } : enter(visit);
  const retries = new Retries(state, standing?.retried ?? []);
  let current: Visit & { retried?: WorkflowError } = visit;
  for (;;) {
    const context = contextOf(visit, entered.at, retries.count);
    try {
      if (current.standing?.failed) throw markedError(current.standing.failed);
      const outcome = await thread.until(tryState({ retried: undefined, ...current, enteredAt: entered.at, context }));
      if (exceedsDataLimit(outcome.output)) throw dataLimitError(state.name, 'result');
      return exit(visit, outcome);
    } catch (thrown) {
      const error = explained(thrown, state, entered.id);
      const seconds = retries.next(error);
      if (seconds === undefined) return exit(visit, await thread.until(caught(visit, error, context)));
      await thread.sleep(seconds * 1000 * attempt.settings.timeScale);
      current = { ...visit, standing: undefined, retried: error };
    }
  }
}

function enter({ attempt, thread, state: { name, type }, input }: Visit): { id: number; at: Date } {
  const stateEnteredEventDetails = { name, input: JSON.stringify(input), inputDetails: { truncated: false } };
  const id = attempt.note(thread, `${type}StateEntered`, { stateEnteredEventDetails });
  return { id, at: currentDate() };
}

function exit({ attempt, thread, state: { name, type } }: Visit, { next, output }: StateOutcome): Step {
  const stateExitedEventDetails = { name, output: JSON.stringify(output), outputDetails: { truncated: false } };
  attempt.note(thread, `${type}StateExited`, { stateExitedEventDetails }, { next });
  return { next, output };
}

/** Where the state's Catch leads. @throws WorkflowError that nothing catches */
async function caught({ attempt, thread, state, input }: Visit, error: WorkflowError, context: JsonObject) {
  if (state.machines.length > 0) attempt.note(thread, `${state.type}StateFailed`);
  const catcher = findCatcher(state, error);
  if (!catcher) throw error;
  const result = { Error: error.name, Cause: error.message };
  const { ResultPath } = catcher;
  return { next: textAt(catcher, 'Next'), output: await evaluateOutput({ ResultPath }, { input, result }, context) };
}

/** Step Functions says in which state something could not be evaluated. */
function explained(thrown: unknown, { name }: PreparedState, enteredId: number): WorkflowError {
  if (!(thrown instanceof EvaluationError)) return toWorkflowError(thrown);
  const where = `An error occurred while executing the state '${name}' (entered at the event id #${enteredId}).`;
  return new WorkflowError(thrown.name, `${where} ${thrown.message}`);
}

/** The context object. The execution's part has another name for the engine: see `context-paths.ts`. */
function contextOf({ attempt, thread, state }: Visit, enteredAt: Date, retryCount: number): JsonObject {
  const { arn, name, input, startDate, redrives } = attempt.execution;
  const { stateMachine } = attempt.settings;
  const redriven = redrives.at(-1);
  return {
    Workflow: {
      Id: arn,
      Name: name,
      Input: input,
      StartTime: startDate.toISOString(),
      RoleArn: stateMachine.roleArn,
      RedriveCount: redrives.length,
      ...(redriven && { RedriveTime: redriven.date.toISOString() }),
    },
    StateMachine: { Id: stateMachine.arn, Name: stateMachine.name },
    State: { Name: state.name, EnteredTime: enteredAt.toISOString(), RetryCount: retryCount },
    ...(isObject(thread.item) && { Map: { Item: { Index: thread.item.index, Value: thread.item.value } } }),
  };
}
