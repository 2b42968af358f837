import '../environment.ts';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ACCOUNT_ID, NEW_CONTACT } from '../builders.ts';
import { policy, reset } from '../functions/fakes/policy.ts';
import { connectClients } from './clients.ts';
import { COMMANDS, runOut } from './commands.ts';
import { Execution } from './execution.ts';
import { CASES, type Case, GROUPS } from './policies.ts';
import { SEQUENCES, seed } from './sequences.ts';
import { Spec } from './spec.ts';
import { State } from './step.ts';
import { World } from './world.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
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

describe('an approval', () => {
  it(`never changes a contact without its quorum, loses or repeats a decision, or waits forever, in ${SEQUENCES} sequences`, async () => {
    console.log(`approval model: ${SEQUENCES} sequences, seed ${seed}`);
    const ends = new Map<string, number>();
    const property = fc.asyncProperty(
      fc.constantFrom(...CASES),
      fc.commands(COMMANDS, { maxCommands: 16, size: 'max' }),
      async (given, commands) => {
        const { state, real } = await begin(given);
        await fc.asyncModelRun(() => ({ model: state, real }), commands);
        await runOut(state, real);
        const end = checkEnd(state, real);
        ends.set(end, (ends.get(end) ?? 0) + 1);
      },
    );
    await fc.assert(property, { seed, numRuns: SEQUENCES });
    console.log(`approval model: ${[...ends].map(([end, count]) => `${count} ${end}`).join(', ')}`);
    expect([...ends.keys()].sort()).toEqual(['APPLIED', 'CANCELLED', 'EXPIRED', 'REJECTED']);
  }, 240_000);
});

async function begin({ approvals, needs }: Case) {
  reset();
  Object.assign(policy, { approvals: structuredClone(approvals), groups: structuredClone(GROUPS) });
  const world = new World();
  const rounds = Math.max(...approvals.map((rule) => rule.rounds?.length ?? 0));
  const execution = new Execution(world, rounds);
  await execution.begin();
  const changePolicy = (delisted: Set<string>) => {
    const listed = (members: string[] = []) => members.filter((member) => !delisted.has(member));
    policy.approvals = approvals.map((rule) => ({
      ...rule,
      approvers: listed(rule.approvers),
      rounds: (rule.rounds ?? []).map((round) => ({ ...round, escalateTo: listed(round.escalateTo) })),
    }));
    policy.groups = { leads: listed(GROUPS.leads) };
  };
  return { state: new State(new Spec(needs), changePolicy), real: { world, execution } };
}

/** Request and contacts end as the model says. */
function checkEnd({ spec }: State, { world, execution }: { world: World; execution: Execution }): string {
  const expected = spec.end === 'APPROVED' ? 'APPLIED' : spec.end;
  expect(execution.output?.status).toBe(expected);
  expect(world.record().status).toBe(expected);
  expect([...world.contacts.current().values()]).toEqual(
    expected === 'APPLIED' ? Array(2).fill(NEW_CONTACT.emailAddress) : [],
  );
  expect(world.record().taskToken).toBeUndefined();
  expect(world.record().request.changes[0]?.accountId).toBe(ACCOUNT_ID);
  return String(expected);
}
