import '../environment.ts';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { connectClients } from './clients.ts';
import { begin } from './organization/begin.ts';
import { ADDRESSES, NAMES } from './organization/contacts.ts';
import { checkInventory } from './organization/drift.ts';
import { checkEnds, runOut } from './organization/ends.ts';
import { GIVEN } from './organization/policy.ts';
import { STEPS } from './organization/steps.ts';
import { seed as anySeed, FULL_RUN, SEQUENCES, SHORT_RUN } from './sequences.ts';
import { Scheduler } from './several/scheduler.ts';

vi.mock('node:timers/promises', () => ({
  setTimeout: (milliseconds: number) => Scheduler.current?.pause(milliseconds),
}));
vi.mock('../../../functions/runtime/policy.ts', () => import('./organization/policy.ts'));
vi.mock('../../../functions/domain/request/change-set.ts', async (original) => ({
  ...(await original<object>()),
  CHANGES_OF_A_PAGE: 2,
}));

const isShort = SEQUENCES < FULL_RUN && process.env['MODEL_SEQUENCES'] === undefined;
const { sequences, seed } = isShort ? SHORT_RUN : { sequences: SEQUENCES, seed: anySeed };

let disconnectClients: () => void;

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  disconnectClients = connectClients();
});

afterAll(() => {
  disconnectClients();
  vi.useRealTimers();
});

describe('the contacts of an organization', () => {
  it(`are only ever what somebody approved, or told changes by others, in ${sequences} sequences`, async () => {
    console.log(`model of an organization: ${sequences} sequences, seed ${seed}`);
    const counts = new Map<string, number>();
    const seen = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
    const property = fc.asyncProperty(
      fc.constantFrom(...Object.keys(GIVEN)),
      fc.tuple(...NAMES.map(() => fc.constantFrom(...ADDRESSES))),
      fc.constantFrom('resume', 'resume', 'cancel' as const),
      fc.commands(STEPS, { maxCommands: 40, size: 'max' }),
      async (name, contacts, lastAction, commands) => {
        const organization = await begin(name, contacts, seen);
        await fc.asyncModelRun(() => ({ model: {}, real: organization }), commands);
        await runOut(organization, lastAction);
        checkEnds(organization);
        checkInventory(organization);
      },
    );
    await fc.assert(property, { seed, numRuns: sequences });
    const summary = [...counts].map(([what, count]) => `${what}: ${count}`).sort();
    console.log(`model of an organization: ${summary.join(', ')}`);
  }, 600_000);
});
