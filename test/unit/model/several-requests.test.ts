import '../environment.ts';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { policy, reset } from '../functions/fakes/policy.ts';
import { IDENTITIES } from '../functions/signed-caller.ts';
import { connectClients } from './clients.ts';
import { FULL_RUN, SEQUENCES, seed } from './sequences.ts';
import { inputOf } from './several/acts.ts';
import { address, CONTACT_TYPES, nameOf } from './several/asked.ts';
import { CASES } from './several/cases.ts';
import { checkEnds, runOut, withStories } from './several/ends.ts';
import { WHAT_MUST_HAPPEN } from './several/happened.ts';
import { checkWrite } from './several/rules.ts';
import { Scheduler } from './several/scheduler.ts';
import { Service } from './several/service.ts';
import { STEPS } from './several/steps.ts';

vi.mock('node:timers/promises', () => ({
  setTimeout: (milliseconds: number) => Scheduler.current?.pause(milliseconds),
}));
vi.mock('../../../functions/runtime/policy.ts', () => import('../functions/fakes/policy.ts'));

let disconnectClients: () => void;

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  disconnectClients = connectClients();
});

afterAll(() => {
  disconnectClients();
  vi.useRealTimers();
});

describe('several requests for the same contacts', () => {
  it(`never change a contact without its quorum, undo a newer one, run into a certain conflict, or wait forever, in ${SEQUENCES} sequences`, async () => {
    console.log(`model of several requests: ${SEQUENCES} sequences, seed ${seed}`);
    const counts = new Map<string, number>();
    const seen = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
    const property = fc.asyncProperty(
      fc.constantFrom(...CASES.map(({ name }) => name)),
      fc.record({ SECURITY: address, BILLING: address }),
      fc.commands(STEPS, { maxCommands: 40, size: 'max' }),
      async (name, contacts, commands) => {
        const service = begin(name, seen);
        for (const type of CONTACT_TYPES) {
          const emailAddress = contacts[type];
          if (emailAddress !== null) service.world.contacts.setOutside(nameOf(type), inputOf(emailAddress));
        }
        await service.scheduler.pass(60_000);
        await withStories(service, async () => {
          await fc.asyncModelRun(() => ({ model: { open: [] }, real: service }), commands);
          await runOut(service);
          checkEnds(service);
        });
      },
    );
    await fc.assert(property, { seed, numRuns: SEQUENCES });
    if (SEQUENCES >= FULL_RUN) expect([...counts.keys()]).toEqual(expect.arrayContaining(WHAT_MUST_HAPPEN));
    const summary = [...counts].map(([what, count]) => `${what}: ${count}`).sort();
    console.log(`model of several requests: ${summary.join(', ')}`);
  }, 600_000);
});

function begin(name: string, seen: (what: string) => void): Service {
  const given = CASES.find((each) => each.name === name);
  if (!given) throw new Error(`there is no case ${name}`);
  reset();
  Object.assign(policy, { mailboxes: {}, identities: IDENTITIES, ...structuredClone(given.policy) });
  const service = new Service(given, seen);
  service.world.contacts.onWrite = (write) => service.noteWrite(write, checkWrite);
  return service;
}
