import { laneOf } from '../../functions/domain/pace/line.ts';
import { MOST_LOOKS, MOST_MOVES } from '../../functions/domain/pace/turn.ts';
import type { Machine, Retrier, State } from '../../statemachine/definition.ts';

/**
 * The most events of an execution.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const MOST_EVENTS = 25_000;

/** Which retriers a task exhausts before it succeeds. */
export type Exhausts = (retrier: Retrier) => boolean;

export const nothing: Exhausts = () => false;
export const ofNewAccounts: Exhausts = ({ ErrorEquals }) => ErrorEquals.includes('AccountNotReadyError');
export const ofOthers: Exhausts = (retrier) => !ofNewAccounts(retrier);

/** How many events an execution has that takes this path, for so many contacts of which all fail in the end. */
export function eventsOf(states: Machine['States'], path: string[], exhausts: Exhausts, contacts: number): number {
  return sum(path.map((name) => eventsOfState(states[name], exhausts, contacts))) + 2;
}

/** How many events a state has that is entered once. @param contacts how many a Map has, all of which fail in the end */
export function eventsOfState(state: State | undefined, exhausts: Exhausts, contacts: number): number {
  if (!state) throw new Error('there is no such state');
  if (state.Type === 'Fail') return 1;
  if (state.Type === 'Task') return 2 + eventsOfAttempt(state) * (1 + retriesOf(state, exhausts, contacts));
  if (!state.ItemProcessor) return 2;
  const ofIteration = sum(
    Object.values(state.ItemProcessor.States).map((inner) => eventsOfState(inner, exhausts, contacts)),
  );
  return 4 + contacts * (2 + ofIteration + eventsOfMoves(state.ItemProcessor, contacts));
}

/** A change whose turn moves as often as it may. Its attempts say so and do nothing else; the states are counted once already. */
function eventsOfMoves({ States: { TakeTurn, AwaitNewTurn } }: Pick<Machine, 'States'>, contacts: number): number {
  if (!TakeTurn || !AwaitNewTurn) return 0;
  const ofAttempt = 5;
  const ofTurn = eventsOfState(TakeTurn, nothing, 1) + eventsOfState(AwaitNewTurn, nothing, 1);
  const most = MOST_MOVES[laneOf(contacts)];
  return most * ofAttempt + (most - 1) * ofTurn;
}

/** Scheduled, started, and ended; a task that waits for its token is submitted in between. */
function eventsOfAttempt(state: State): number {
  return state.Resource?.endsWith('.waitForTaskToken') ? 4 : 3;
}

/** A read whose turn has moved looks again as often as it may in its lane, whichever error lets it. */
function retriesOf({ Retry = [] }: State, exhausts: Exhausts, contacts: number): number {
  const exhausted = Retry.filter(exhausts);
  const isLook = ({ ErrorEquals }: Retrier) => ErrorEquals.some((error) => /^Turn\w+Error$/.test(error));
  const others = exhausted.filter((retrier) => !isLook(retrier)).map(({ MaxAttempts }) => MaxAttempts);
  return sum(others) + (exhausted.some(isLook) ? MOST_LOOKS[laneOf(contacts)] : 0);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
