import type { NamedState, State } from '../../../statemachine/definition.ts';

const ANY_ERROR = 'an error that nobody has named';

/**
 * The errors of an event that belongs to no request: its task leads to the dead-letter queue, and not to an outcome that nobody
 * would get. See "Accounts that are new" in docs/operate.md.
 */
const KEPT: Record<string, string> = {
  DeriveBaselineRequest: ANY_ERROR,
  WithdrawChanges: ANY_ERROR,
  ValidateRequest: 'MalformedEventError',
  ValidateChangeSet: 'MalformedEventError',
};

/**
 * Errors that end no change: it takes another turn, or goes on without one. A page that is held looks again: after its time, or, when
 * it cannot wait, a little later.
 */
const GOES_ON: Record<string, [error: string, next: string][]> = {
  ApplyChange: [['TurnMovedError', 'TakeTurn']],
  TakeTurn: [[ANY_ERROR, 'ApplyChange']],
  HoldPage: [
    ['States.Timeout', 'BeginPage'],
    [ANY_ERROR, 'LookLater'],
  ],
};

/**
 * Whose error ends the execution: the event is lost to the queue itself, and an operator redrives; or a sweep ends, which raises its
 * alarm, and the next one reads everything again.
 */
const UNCAUGHT = ['KeepFailedEvent', 'ListAccounts', 'ReadAccountContacts', 'EndSweep'];

/** Finds errors of tasks that would end an execution without an outcome, or lead to the wrong one. */
export function catchProblems(states: NamedState[]): string[] {
  return states
    .filter(({ state }) => state.Type === 'Task')
    .flatMap(({ name, state, map }) => [
      ...(UNCAUGHT.includes(name) || isCaught(state, map) ? [] : [`${name}: an error ends the execution`]),
      ...(name in KEPT && catcherOf(state, KEPT[name] ?? '')?.Next !== 'KeepFailedEvent'
        ? [`${name}: ${KEPT[name]} does not lead to the dead-letter queue`]
        : []),
      ...(GOES_ON[name] ?? []).flatMap((way) => strayFrom(way, name, state)),
    ]);
}

function strayFrom([error, next]: [string, string], name: string, state: State): string[] {
  return catcherOf(state, error)?.Next === next ? [] : [`${name}: ${error} does not lead to ${next}`];
}

function isCaught(state: State, map: NamedState['map']): boolean {
  return [state, map].some((one) => one !== undefined && catcherOf(one, ANY_ERROR) !== undefined);
}

/** The first catcher that matches, as in Step Functions. */
function catcherOf({ Catch = [] }: State, error: string) {
  return Catch.find(({ ErrorEquals }) => ErrorEquals.includes(error) || ErrorEquals.includes('States.ALL'));
}
