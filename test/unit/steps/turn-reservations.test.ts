import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PACE } from '../../../functions/steps/pace.ts';
import {
  reserveChanges,
  reserveReads,
  spread,
  turnAfter,
  turnsGoingOn,
  turnsToApply,
} from '../../../functions/steps/turn-reservations.ts';
import type { ContactTurn } from '../../../schemas/compiled/contact-turn.js';
import { BILLING, CREATED_AT, NEW_CONTACT, plannedChange, SECURITY } from '../builders.ts';
import * as lines from '../functions/fakes/lines.ts';

vi.mock('../../../functions/aws/lines.ts', () => import('../functions/fakes/lines.ts'));

const NOW = Date.parse(CREATED_AT);
const LINE = { frontEnd: NOW, backEnd: NOW, pushed: 0, shifted: 0, firstEnd: 0, slowness: 100, slowedAt: 0 };
const planOf = (...afters: (typeof NEW_CONTACT | null)[]) =>
  afters.map((after, index) => plannedChange({ accountId: String(900_000_000_001 + index), after }));
const isoOf = (milliseconds: number) => new Date(milliseconds).toISOString();

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  lines.reset();
});

describe('reserveReads', () => {
  it('gives each contact a turn, one behind the other, with one reservation', async () => {
    const reads = await reserveReads([{ ...SECURITY, joinedAt: CREATED_AT }, BILLING]);
    const turn = { line: 'contacts', lane: 'front', offset: 0 };
    expect(reads).toEqual([
      { ...SECURITY, joinedAt: CREATED_AT, turn: { ...turn, at: NOW, until: CREATED_AT } },
      { ...BILLING, turn: { ...turn, at: NOW + PACE.read, until: isoOf(NOW + PACE.read) } },
    ]);
    expect(lines.reservations).toEqual([
      { line: 'contacts', lane: 'front', length: 2 * PACE.read, credit: PACE.credit.contacts },
    ]);
  });
});

describe('turnsToApply', () => {
  it('gives each change a turn, one behind the other, and has the first and the last of them for the record', async () => {
    const plan = planOf(NEW_CONTACT, NEW_CONTACT, NEW_CONTACT, NEW_CONTACT);
    const { changes, turns } = await turnsToApply({ plan });
    const times = changes.map(({ turn }) => turn.at - NOW);
    for (const [index, time] of times.entries()) expect(time).toBeCloseTo(index * PACE.change, 2);
    expect(turns).toEqual({
      first: { line: 'contacts', lane: 'back', at: NOW, offset: 0 },
      last: { line: 'contacts', lane: 'back', at: NOW + 3 * PACE.change, offset: 0 },
      each: PACE.change,
    });
    expect(changes.map(({ accountId }) => accountId)).toEqual(plan.map(({ accountId }) => accountId));
  });

  it('lets nobody wait for longer than a day when the record has a turn in a hundred years', async () => {
    const first = { line: 'contacts', lane: 'front', at: NOW + 36_500 * 86_400_000, offset: 0 } as const;
    const { changes } = await turnsToApply({ plan: planOf(NEW_CONTACT), turns: { first, last: first, each: 200 } });
    expect(changes[0]?.turn.until).toBe(isoOf(NOW + 86_400_000));
  });

  it('spreads the changes over the turns that the record has, and reserves nothing', async () => {
    const plan = planOf(NEW_CONTACT, NEW_CONTACT, NEW_CONTACT);
    const { turns } = await turnsToApply({ plan });
    vi.setSystemTime(NOW + 60_000);
    const again = await turnsToApply({ plan, turns });
    expect(lines.reservations).toHaveLength(1);
    expect(again.turns).toBe(turns);
    expect(again.changes.at(-1)?.turn.at).toBe(turns.last.at);
  });

  it('waits no longer than until now for a turn that is over', async () => {
    const { turns } = await turnsToApply({ plan: planOf(NEW_CONTACT) });
    vi.setSystemTime(NOW + 60_000);
    const [change] = (await turnsToApply({ plan: planOf(NEW_CONTACT), turns })).changes;
    expect(change?.turn).toMatchObject({ at: NOW, until: isoOf(NOW + 60_000) });
  });

  it('fits a plan that has become smaller into the turns of its request', async () => {
    const { turns } = await turnsToApply({ plan: planOf(NEW_CONTACT, NEW_CONTACT, NEW_CONTACT) });
    const { changes } = await turnsToApply({ plan: planOf(NEW_CONTACT), turns });
    expect(changes.map(({ turn }) => turn.at)).toEqual([turns.first.at]);
  });
});

describe('reserveChanges', () => {
  it('reserves a deletion in both lines, and gives the later of both turns', async () => {
    lines.lines.set('contacts', { ...LINE, backEnd: NOW + 3000 });
    await expect(reserveChanges([true])).resolves.toMatchObject({
      first: { line: 'deletions', at: NOW + 3000 },
      each: PACE.deletion,
    });
    lines.lines.set('deletions', { ...LINE, backEnd: NOW + 90_000 });
    await expect(reserveChanges([true])).resolves.toMatchObject({ first: { line: 'deletions', at: NOW + 90_000 } });
  });

  it('reserves of the line of deletions only what removes a contact', async () => {
    await reserveChanges([false, true, false, true]);
    expect(lines.reservations).toMatchObject([
      { line: 'contacts', lane: 'back', length: 4 * PACE.change },
      { line: 'deletions', lane: 'back', length: 2 * PACE.deletion },
    ]);
  });

  it('leaves each change of both kinds as long as it takes', async () => {
    const { changes } = await turnsToApply({ plan: planOf(null, NEW_CONTACT, null) });
    const times = changes.map(({ turn }) => turn.at - NOW);
    expect(times[1]).toBeCloseTo(PACE.deletion, 2);
    expect(times[2]).toBeCloseTo(PACE.deletion + PACE.change, 2);
  });
});

describe('spread', () => {
  it('gives all of them the one turn that there is', () => {
    const first = { line: 'contacts', lane: 'front', at: NOW, offset: 0 } as const;
    const spreadOut = spread({ first, last: first, each: PACE.change }, [SECURITY]);
    expect(spreadOut).toEqual([{ ...SECURITY, turn: { ...first, until: CREATED_AT } }]);
    expect(spread({ first, last: first, each: PACE.change }, [])).toEqual([]);
  });
});

describe('turnsGoingOn', () => {
  const turn = { line: 'contacts', lane: 'front', at: NOW, offset: 0 } as const;
  const turns = { first: turn, last: { ...turn, at: NOW + 2 * PACE.change }, each: PACE.change };

  it.each([0, 1600])(
    'begin now, and are as far from each other, when the read came %s ms after its turn',
    async (late) => {
      lines.lines.set('contacts', LINE);
      vi.setSystemTime(NOW + 5000);
      const { first, last } = await turnsGoingOn(turns, isoOf(NOW + late));
      expect(first).toEqual({ ...turn, at: NOW + 5000 });
      expect(last).toEqual({ ...turn, at: NOW + 5000 + 2 * PACE.change });
    },
  );

  it('are where the line has moved them when they are still to come', async () => {
    lines.lines.set('contacts', { ...LINE, pushed: 8000 });
    vi.setSystemTime(NOW + 5000);
    const going = await turnsGoingOn(turns, isoOf(NOW + 4000));
    expect(going).toMatchObject({ first: { at: NOW + 8000, offset: 8000 } });
  });

  it.each([
    { what: 'have lapsed', line: LINE, lane: 'front', late: 0, passed: 5001 },
    { what: 'are of a line that is gone', line: undefined, lane: 'front', late: 0, passed: 0 },
    { what: 'began with a read that was late', line: LINE, lane: 'front', late: 1601, passed: 2000 },
    { what: 'are those of a large request', line: LINE, lane: 'back', late: 0, passed: 1000 },
  ] as const)('stay as they are when they $what', async ({ line, lane, late, passed }) => {
    if (line) lines.lines.set('contacts', line);
    vi.setSystemTime(NOW + passed);
    const given = { ...turns, first: { ...turn, lane } };
    await expect(turnsGoingOn(given, isoOf(NOW + late))).resolves.toBe(given);
  });
});

describe('turnAfter', () => {
  const turn: ContactTurn = { line: 'contacts', lane: 'back', at: NOW, offset: 100, until: CREATED_AT };

  it('is the same turn where it is now when it has moved, and reserves nothing', async () => {
    lines.lines.set('contacts', { ...LINE, backEnd: NOW + 90_000, shifted: 30_100 });
    await expect(turnAfter(turn)).resolves.toEqual({
      ...turn,
      at: NOW + 30_000,
      offset: 30_100,
      until: isoOf(NOW + 30_000),
      moves: 1,
    });
    expect(lines.reservations).toEqual([]);
  });

  it.each([
    { line: 'contacts', length: PACE.change },
    { line: 'deletions', length: PACE.deletion },
  ] as const)(
    'is a new one at the end of its lane when it has lapsed in the line of $line',
    async ({ line, length }) => {
      lines.lines.set(line, { ...LINE, backEnd: NOW + 90_000, shifted: 100 });
      vi.setSystemTime(NOW + 5001);
      await expect(turnAfter({ ...turn, line })).resolves.toMatchObject({ line, lane: 'back', at: NOW + 90_000 });
      expect(lines.reservations).toMatchObject([{ line, lane: 'back', length }]);
    },
  );

  it('is a new one when the line is gone', async () => {
    await expect(turnAfter(turn)).resolves.toMatchObject({ at: NOW, moves: 1 });
  });

  it.each([1e15, Number.NaN])('is a new one when the line says that it has moved by %d ms', async (shifted) => {
    lines.lines.set('contacts', { ...LINE, shifted });
    await expect(turnAfter(turn)).resolves.toMatchObject({ at: NOW, until: CREATED_AT });
    expect(lines.reservations).toHaveLength(1);
  });

  it('counts how often it has moved', async () => {
    lines.lines.set('contacts', LINE);
    await expect(turnAfter({ ...turn, moves: 4 })).resolves.toMatchObject({ moves: 5 });
  });
});
