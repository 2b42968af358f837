import type { Figures } from './figures.ts';
import { type Results, singlesOf } from './results.ts';

const MOST_LATE_SECONDS = 10;
const MOST_FOREIGN_THROTTLED = 0.1;
const MOST_TRANSITIONS = 18;
const MOST_THROTTLED = 0.05;
const MOST_RETRIES = 0.2;

/** What is not as it should be, in words; nothing if everything is. */
export function missedGoals(results: Results): string[] {
  const { cases, beside, killed, latecomer, notRun } = results;
  return [
    ...cases.flatMap((result) => named(result.name, missedBy(result))),
    ...cases.flatMap(({ name, approvedTransitions }) =>
      named(name, above('transitions of a single approved request', approvedTransitions, MOST_TRANSITIONS)),
    ),
    ...beside.flatMap((result) =>
      named(result.name, [
        ...losses(result),
        ...above('throttled share of the others', result.foreignThrottled, MOST_FOREIGN_THROTTLED),
      ]),
    ),
    ...killed.flatMap((result) => named(result.name, losses(result))),
    ...latecomer.flatMap((result) =>
      named(result.name, [
        ...losses(result),
        ...above('seconds of the late one', result.lateSeconds, MOST_LATE_SECONDS),
      ]),
    ),
    ...slowerThanPeers(results),
    ...notRun.flatMap(({ name, error }) => (error === undefined ? [] : [`${name}: has failed, ${error}`])),
  ];
}

/** The goals that the figures of a case miss. */
export function missedBy(figures: Figures): string[] {
  return [
    ...losses(figures),
    ...above('apply phase', figures.applyPhase / figures.minimum, applyGoal(figures.changes)),
    ...above('throttled share', figures.throttled, MOST_THROTTLED),
    ...above('retries per change', figures.pacedRetries, MOST_RETRIES),
  ];
}

/** How often the Put-only minimum the apply phase may take. */
function applyGoal(changes: number): number {
  return changes >= 300 ? 1.05 : 1.1;
}

/** A script that doesn't even compare can't be beaten: it needs nothing but the writes. */
function slowerThanPeers(results: Results): string[] {
  return results.peers.flatMap((peer) =>
    singlesOf(results)
      .filter(({ changes }) => peer.compares && changes === peer.changes)
      .flatMap(({ name, start, applyPhase }) =>
        named(
          name,
          above('seconds from the decision, beside a script that compares,', start + applyPhase, peer.makespan),
        ),
      ),
  );
}

function losses({ lost, twice }: Figures): string[] {
  return [...above('lost', lost.length, 0), ...above('written twice', twice.length, 0)];
}

/** What is not a number is no success either. */
function above(what: string, value: number, most: number): string[] {
  return value <= most ? [] : [`${what} ${Number(value.toFixed(3))}, not at most ${Number(most.toFixed(3))}`];
}

function named(name: string, missed: string[]): string[] {
  return missed.map((goal) => `${name}: ${goal}`);
}
