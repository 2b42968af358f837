import { COUNTED, COUNTED_WORKS, type Counted, USES } from '../scale/counted.ts';
import type { Killed } from './killed.ts';
import type { Measured } from './measured.ts';
import type { WholeCampaign } from './memory.ts';

/** What a run of the benchmark has shown. */
export interface Results {
  accounts: number;
  measured: Measured;
  killed: Killed;
  counted: Counted;
  whole: WholeCampaign[];
}

const MOST = {
  applyRatio: 1.05,
  throttled: 0.05,
  singleSeconds: 30,
  compareSeconds: 5,
  pageMilliseconds: 300,
  pageBytes: 200_000,
  memoryBytes: 1.5e9,
} as const;

/** A campaign of fewer changes has no time to make good for its start. */
const FEWEST_CHANGES = 300;

/** A function must have this much of its memory left, and of its time. */
const FULL = 0.75;

/** By so much may what is counted differ from what docs/scale.md computes with. */
const TOLERANCE = 0.15;
/** Less than this of an account or a change is not worth a look. */
const NEGLIGIBLE = 0.2;

/** What is not as it should be, in words; nothing if everything is. */
export function missedGoals({ measured, killed, counted, whole }: Results): string[] {
  return [
    ...missedByMeasured(measured),
    ...missedByKilled(killed).map((goal) => `killed: ${goal}`),
    ...above(
      'memory of the stack, in GB',
      Math.max(measured.peakMemory, killed.peakMemory) / 1e9,
      MOST.memoryBytes / 1e9,
    ),
    ...whole.flatMap(({ name, seconds, bytes, size }) => [
      ...above(`${name}: GB of memory`, bytes / 2 ** 30, FULL * size.gigabytes),
      ...above(`${name}: seconds`, seconds, FULL * size.seconds),
    ]),
    ...miscounted(counted),
  ];
}

/** The goals that a run misses which nobody has interrupted, besides those that depend on the machine. */
export function missedByMeasured(measured: Measured): string[] {
  const { changes, applyPhase, minimum, throttled, lost, twice, singleSeconds, compareSeconds, page } = measured;
  return [
    ...above('lost', lost.length, 0),
    ...above('written twice', twice.length, 0),
    ...(changes < FEWEST_CHANGES ? [] : above('apply phase', applyPhase / minimum, MOST.applyRatio)),
    ...above('throttled share', throttled, MOST.throttled),
    ...above('seconds of a single request', singleSeconds, MOST.singleSeconds),
    ...above('seconds of contacts plan', compareSeconds, MOST.compareSeconds),
    ...above('milliseconds of the page', page.milliseconds, MOST.pageMilliseconds),
    ...above('bytes of the page', page.bytes, MOST.pageBytes),
  ];
}

/** The goals that a run misses whose stack was killed. */
export function missedByKilled({ lost, twice, untrue, unproven }: Killed): string[] {
  return [
    ...above('lost', lost.length, 0),
    ...above('written twice', twice.length, 0),
    ...above('contacts that the report tells otherwise than they are', untrue.length, 0),
    ...above('contacts whose approval the report does not tell', unproven.length, 0),
  ];
}

function miscounted(counted: Counted): string[] {
  return COUNTED_WORKS.flatMap((work) =>
    USES.filter((use) => differs(counted[work][use], COUNTED[work][use])).map(
      (use) => `${work}: ${counted[work][use].toFixed(2)} ${use}, not about ${COUNTED[work][use]} as in docs/scale.md`,
    ),
  );
}

function differs(found: number, expected: number): boolean {
  return !(Math.abs(found - expected) <= Math.max(NEGLIGIBLE, TOLERANCE * expected));
}

/** What is not a number is no success either. */
function above(what: string, value: number, most: number): string[] {
  return value <= most ? [] : [`${what} ${Number(value.toFixed(3))}, not at most ${Number(most.toFixed(3))}`];
}
