import { currentTime } from '../clock/clock.ts';
import { numberAt, textAt } from '../json.ts';
import type { StateTry } from './attempt.ts';
import { runDistributedMap } from './distributed-map.ts';
import { EvaluationError, evaluateChoice, evaluateInput, evaluateOutput, evaluatePaths } from './evaluate.ts';
import { runMap } from './map-state.ts';
import { runParallel } from './parallel-state.ts';
import { runTask } from './task-state.ts';
import { WorkflowError } from './workflow-error.ts';

/** The output of a state, and the state that follows; nothing after the last one. */
export interface StateOutcome {
  next?: string | undefined;
  output: unknown;
}

/** Runs one try of a state. @throws WorkflowError */
export async function tryState(run: StateTry): Promise<StateOutcome> {
  const { state, input, context } = run;
  if (state.type === 'Choice') return evaluateChoice(state.fields, input, context);
  const result = await resultOf(run);
  return {
    next: textAt(state.fields, 'Next'),
    output: await evaluateOutput(state.fields, { input, result }, context),
  };
}

async function resultOf(run: StateTry): Promise<unknown> {
  const { state, input, context } = run;
  switch (state.type) {
    case 'Task':
      return runTask(run);
    case 'Map':
      return state.isDistributed ? runDistributedMap(run) : runMap(run);
    case 'Parallel':
      return runParallel(run);
    case 'Wait':
      return wait(run);
    case 'Fail':
      return fail(run);
    default:
      return 'Result' in state.fields ? state.fields['Result'] : evaluateInput(state.fields, input, context);
  }
}

async function fail({ state: { fields }, input, context }: StateTry): Promise<never> {
  const { ErrorPath: error, CausePath: cause } = fields;
  const found = {
    error: fields['Error'],
    cause: fields['Cause'],
    ...(await evaluatePaths({ error, cause }, input, context)),
  };
  throw new WorkflowError(textAt(found, 'error') ?? null, textAt(found, 'cause') ?? null);
}

/** Waits until a time, or for some seconds since the state was entered. */
async function wait({ attempt, thread, state: { fields }, input, context, enteredAt }: StateTry): Promise<unknown> {
  const given = await evaluateInput(fields, input, context);
  const { SecondsPath: seconds, TimestampPath: timestamp } = fields;
  const found = {
    seconds: fields['Seconds'],
    timestamp: fields['Timestamp'],
    ...(await evaluatePaths({ seconds, timestamp }, given, context)),
  };
  const untilMs = momentOf(found['timestamp'], String(fields['TimestampPath'] ?? 'Timestamp'));
  const waitMs = untilMs === undefined ? (numberAt(found, 'seconds') ?? 0) * 1000 : untilMs - enteredAt.getTime();
  await thread.sleep(enteredAt.getTime() + waitMs * attempt.settings.timeScale - currentTime());
  return given;
}

/** A date with time and offset. @see https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function momentOf(timestamp: unknown, path: string): number | undefined {
  if (timestamp === undefined) return undefined;
  const moment = TIMESTAMP.test(String(timestamp)) ? Date.parse(String(timestamp)) : Number.NaN;
  if (!Number.isNaN(moment)) return moment;
  const what =
    'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string';
  throw new EvaluationError('States.Runtime', `${what}: ${path} == ${timestamp}`);
}
