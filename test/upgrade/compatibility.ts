import { kebabCase } from '../../resources/function-names.ts';
import { calledTask, type Machine, type State, states } from '../../statemachine/definition.ts';
import { functionNameIn } from './snapshot.ts';

/** A task of a former version that calls a function, and the task of today that calls the same one. */
export interface FormerTask {
  state: string;
  functionName: string;
  former: State;
  today: State | undefined;
}

/** The tasks of a former definition that call functions. */
export function formerTasks({ States }: Pick<Machine, 'States'>): FormerTask[] {
  const all = Object.entries(States).flatMap(([name, state]) => [
    [name, state] as const,
    ...Object.entries(state.ItemProcessor?.States ?? {}),
  ]);
  return all.flatMap(([state, former]) => {
    const functionName = functionNameIn(String(former.Parameters?.['FunctionName'] ?? former.Resource ?? ''));
    return functionName === undefined ? [] : [{ state, functionName, former, today: todaysTask(functionName) }];
  });
}

function todaysTask(functionName: string): State | undefined {
  return states.find(({ state }) => kebabCase(calledTask(state) ?? '') === functionName)?.state;
}

/** A function of today. */
export interface TodaysFunction {
  timeoutSeconds: number;
  /** Whether the role of the state machine allows it. */
  mayBeInvoked: boolean;
}

/** What goes wrong with a task of a former version since its function is that of today; each says what to do. */
export function taskProblems(task: FormerTask, functionToday: TodaysFunction | undefined): string[] {
  const { state, functionName, former, today } = task;
  if (!functionToday?.mayBeInvoked) return [gone(state, functionName)];
  const { timeoutSeconds: seconds } = functionToday;
  const late = former.TimeoutSeconds !== undefined && seconds >= former.TimeoutSeconds;
  return [
    ...(late
      ? [
          `${functionName} may run for ${seconds} s, and the ${state} of executions that wait gives up after ${former.TimeoutSeconds} s: shorten its timeout in serverless.yml`,
        ]
      : []),
    ...newNames(retriedBy, former, today).map((error) => notKnown(state, error, 'retry')),
    ...newNames(caughtBy, former, today).map((error) => notKnown(state, error, 'catch')),
  ];
}

function gone(state: string, functionName: string): string {
  return `the state machine can't invoke ${functionName} any more, which the ${state} of executions that wait does: keep the function, its name (serverless.yml), and the right to invoke it (resources/state-machine-roles.ts)`;
}

function notKnown(state: string, error: string, verb: 'retry' | 'catch'): string {
  return `the ${state} of executions that wait does not ${verb} ${error}: throw an error that it knows, or end such requests first (CONTRIBUTING.md, "Change what waiting requests meet")`;
}

/** The names that only the state of today knows. If no state calls the function any more, it is kept for those that wait. */
function newNames(namesOf: (state: State) => string[], former: State, today: State | undefined): string[] {
  return namesOf(today ?? former).filter((name) => !namesOf(former).includes(name));
}

function retriedBy({ Retry = [] }: State): string[] {
  return Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
}

function caughtBy({ Catch = [] }: State): string[] {
  return Catch.flatMap(({ ErrorEquals }) => ErrorEquals);
}
