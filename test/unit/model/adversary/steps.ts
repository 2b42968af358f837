import fc from 'fast-check';
import { handler as wakeStalledApprovals } from '../../../../functions/wake-stalled-approvals.ts';
import { invoke } from '../../functions/invoke.ts';
import type { Adversary } from './adversary.ts';
import type { Decision, People } from './people.ts';
import type { Workflow } from './workflow.ts';

/** Who takes part. */
interface Scene {
  adversary: Adversary;
  people: People;
  workflow: Workflow;
  /** The name of the ledger that the adversary is after. */
  forgery: string;
}

type Step = (scene: Scene) => unknown;

const person = fc.nat(3);
const decision = fc.constantFrom<Decision>(...Array<Decision>(7).fill('approve'), 'reject');

function votes([who, how]: [number, Decision]): Step {
  return ({ people }) => people.vote(who, how);
}

function opens(who: number): Step {
  return ({ people }) => people.open(who);
}

function sendsOldest(how: Decision): Step {
  return ({ people }) => people.sendOldest(how);
}

function forges([isProven, isWoken]: [boolean, boolean]): Step {
  return ({ adversary, forgery }) => {
    adversary.forge(forgery);
    if (isProven) adversary.prove();
    if (isWoken) adversary.wake();
  };
}

/** Something is forged while the page is open. */
function isSurprised(who: number): Step {
  return async (scene) => {
    await scene.people.open(who);
    forges([true, true])(scene);
    await scene.workflow.proceed();
    await scene.people.sendOldest('approve');
  };
}

function rollsBack(count: number): Step {
  return ({ adversary }) => adversary.rollBack(count);
}

const ADVERSARY: Step[] = [
  ({ adversary }) => adversary.prove(),
  ({ adversary }) => adversary.weakenPlan(),
  ({ adversary }) => adversary.releaseClaims(),
  ({ adversary }) => adversary.wake(),
  ({ adversary }) => adversary.wake(),
];

const SERVICE: Step[] = [
  ({ workflow }) => workflow.timeOut(),
  () => invoke(wakeStalledApprovals, { source: 'aws.events' }),
];

/** What may happen, at any moment and in any order. */
export const STEPS: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(person, decision).map(votes) },
  { weight: 3, arbitrary: person.map(opens) },
  { weight: 4, arbitrary: decision.map(sendsOldest) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom(true, true, true, false), fc.boolean()).map(forges) },
  { weight: 2, arbitrary: person.map(isSurprised) },
  { weight: 1, arbitrary: fc.nat(6).map(rollsBack) },
  { weight: 4, arbitrary: fc.constantFrom(...ADVERSARY) },
  { weight: 1, arbitrary: fc.constantFrom(...SERVICE) },
);
