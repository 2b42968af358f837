import '../environment.ts';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { policy, reset } from '../functions/fakes/policy.ts';
import { Adversary } from './adversary/adversary.ts';
import { FORGED_LEDGERS } from './adversary/forged-ledgers.ts';
import { People } from './adversary/people.ts';
import { readPowers, type Taken } from './adversary/powers.ts';
import { STEPS } from './adversary/steps.ts';
import { Workflow } from './adversary/workflow.ts';
import { connectClients } from './clients.ts';
import { CASES, type Case, GROUPS } from './policies.ts';
import { SEQUENCES, seed } from './sequences.ts';
import { World } from './world.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
vi.mock('../../../functions/runtime/policy.ts', () => import('../functions/fakes/policy.ts'));

/** Nobody is asked about accounts that are marked so; the account of the model is not. */
const SANDBOX = { name: 'sandboxes', when: { tags: { Stage: ['sandbox'] } }, preApproved: true } as const;

let disconnectClients: () => void;

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  disconnectClients = connectClients();
});

afterAll(() => {
  disconnectClients();
  vi.useRealTimers();
});

describe('somebody who has taken over one function', () => {
  it(`gets no contact changed that the quorum has not approved as its pages showed it, in ${SEQUENCES} sequences`, async () => {
    console.log(`adversary model: ${SEQUENCES} sequences, seed ${seed}`);
    const counts = new Map<string, number>();
    const count = (what: string, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by);
    const property = fc.asyncProperty(
      fc.constantFrom(...CASES),
      fc.constantFrom(...readPowers()),
      fc.constantFrom(...Object.keys(FORGED_LEDGERS)),
      fc.array(STEPS, { maxLength: 16, size: 'max' }),
      async (given, taken, forgery, sequence) => {
        const { scene, world, unseen } = prepare(given, taken, forgery);
        await scene.workflow.begin();
        for (const step of sequence) {
          world.setTime(Date.now() + 1000);
          scene.adversary.watch();
          await step(scene);
          await scene.workflow.proceed();
        }
        for (let turn = 0; turn < 10 && scene.workflow.end === undefined; turn += 1) await scene.workflow.timeOut();
        expect(unseen, `with ${taken.name}`).toEqual([]);
        count('forged items', scene.adversary.acts);
        count('changed contacts', world.contacts.writes.length);
        count(`ends ${scene.workflow.end}`);
      },
    );
    await fc.assert(property, { seed, numRuns: SEQUENCES });
    const summary = [...counts].map(([what, number]) => `${what}: ${number}`).sort();
    console.log(`adversary model: ${summary.join(', ')}`);
    expect([...counts.keys()]).toEqual(expect.arrayContaining(['ends APPLIED', 'ends FAILED', 'ends REJECTED']));
  }, 600_000);
});

function prepare({ approvals, needs }: Case, taken: Taken, forgery: string) {
  reset();
  Object.assign(policy, { approvals: [SANDBOX, ...structuredClone(approvals)], groups: structuredClone(GROUPS) });
  const world = new World();
  const people = new People(world);
  const scene = { adversary: new Adversary(world, taken), people, workflow: new Workflow(world), forgery };
  const unseen: string[] = [];
  world.contacts.onWrite = (write) => {
    if (!people.haveApproved(write, needs)) unseen.push(`${write.name} became ${write.after}`);
  };
  return { scene, world, unseen };
}
