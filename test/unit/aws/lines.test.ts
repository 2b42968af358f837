import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { keepPace, readLine, reserve, slowDown, takeFirstTurn } from '../../../functions/aws/lines.ts';
import type { Lane } from '../../../functions/domain/pace/line.ts';
import { type Turn, timeUntil } from '../../../functions/domain/pace/turn.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const CREDIT = 800;
const EACH = 200;

let table: FakeTable;
let sent: SentCommand[];

const take = (lane: Lane, turns = 1) => reserve({ line: 'contacts', lane, length: turns * EACH, credit: CREDIT });
const line = async () => {
  const found = await readLine('contacts');
  if (!found) throw new Error('there is no line');
  return found;
};
/** Until turns, as they are now. */
const left = async (...turns: Turn[]) => {
  const found = await line();
  return turns.map((turn) => timeUntil(turn, found, Date.now()));
};
const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
const writes = () => sent.filter(({ name }) => name === 'UpdateCommand').length;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  table = new FakeTable();
  sent = fakeClient(DynamoDBDocumentClient, async (command) => {
    // Reads and writes of those who come at the same time interleave.
    await Promise.resolve();
    return table.answer(command);
  });
});

describe('reserve', () => {
  it.each<Lane>(['front', 'back'])(
    'gives 200 who come at the same time turns of their own in the %s lane',
    async (lane) => {
      const turns = await Promise.all(Array.from({ length: 200 }, () => take(lane)));
      const times = turns.map(({ at }) => at).sort((one, other) => one - other);
      expect(times).toEqual(Array.from({ length: 200 }, (_, index) => NOW - CREDIT + index * EACH));
    },
  );

  it('takes one write for a whole request when others are in line, however many come at the same time', async () => {
    await take('front');
    sent.length = 0;
    await Promise.all(Array.from({ length: 200 }, (_, index) => take(index % 2 === 0 ? 'front' : 'back', 100)));
    expect(writes()).toBe(200);
  });

  it('lends a part of the burst once when the line was idle', async () => {
    const first = await take('front', 4);
    expect(first.at).toBe(NOW - CREDIT);
    await expect(take('front', 4)).resolves.toMatchObject({ at: NOW });
    await expect(take('back')).resolves.toMatchObject({ at: NOW + CREDIT });
  });

  it('lends it again when the line has been idle for long enough', async () => {
    await take('back', 10);
    pass(10 * EACH);
    await expect(take('front')).resolves.toMatchObject({ at: Date.now() - CREDIT });
  });

  it('puts a small request before what is left of a large one, which moves by its length', async () => {
    const large = await take('back', 100);
    pass(2000);
    const small = await take('front', 3);
    expect(small.at).toBe(Date.now());
    await expect(left(large, small)).resolves.toEqual([-2000 - CREDIT + 3 * EACH, 0]);
    await expect(take('front')).resolves.toMatchObject({ at: small.at + 3 * EACH });
    await expect(left(large)).resolves.toEqual([-2000 - CREDIT + 4 * EACH]);
  });

  it('puts a large request behind everybody', async () => {
    await take('back', 100);
    const small = await take('front', 3);
    const large = await take('back', 100);
    expect(large.at).toBe(NOW - CREDIT + 103 * EACH);
    await expect(left(small, large)).resolves.toEqual([-CREDIT, large.at - NOW]);
  });

  it('never gives a time twice, nor moves who is in the front lane, whatever comes in which order', async () => {
    const step = fc.record({
      lane: fc.constantFrom<Lane>('front', 'back'),
      turns: fc.integer({ min: 1, max: 20 }),
      milliseconds: fc.constantFrom(0, 0, 1, 150, 700, 900, 5000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 25 }), async (steps) => {
        table.items.clear();
        vi.setSystemTime(NOW);
        let waiting: Turn[] = [];
        for (const { lane, turns, milliseconds } of steps) {
          pass(milliseconds);
          waiting = waiting.filter((turn) => timeOf(turn) > Date.now());
          const { at, ...first } = await take(lane, turns);
          if (at < Date.now() - CREDIT) return false;
          waiting.push(...Array.from({ length: turns }, (_, index) => ({ ...first, at: at + index * EACH })));
          if (closest(waiting.map(timeOf).filter((time) => time > Date.now())) < EACH) return false;
        }
        return waiting.every((turn) => turn.lane === 'back' || timeOf(turn) === turn.at);
      }),
      { numRuns: 200 },
    );
  });

  /** When a turn is now. */
  function timeOf(turn: Turn): number {
    const { pushed = 0, shifted = 0 } = table.items.get('LINE#contacts') ?? {};
    return turn.at + Number(turn.lane === 'front' ? pushed : shifted) - turn.offset;
  }

  function closest(times: number[]): number {
    const sorted = times.toSorted((one, other) => one - other);
    return Math.min(...sorted.slice(1).map((time, index) => time - (sorted[index] ?? 0)));
  }

  it.each<{ what: string; item: Record<string, unknown> }>([
    { what: 'reaches far into the future', item: { frontEnd: NOW, backEnd: NOW + 86_400_001 } },
    { what: 'is no number', item: { frontEnd: NOW, backEnd: 'tomorrow' } },
    { what: 'has no front lane', item: { backEnd: NOW + 60_000 } },
    { what: 'has a front lane beyond its end', item: { frontEnd: 1e15, backEnd: NOW + 60_000 } },
  ])('begins anew, for all who come at the same time, when the line $what', async ({ item }) => {
    for (const lane of ['front', 'back'] as const) {
      table.items.set('LINE#contacts', { pk: 'LINE#contacts', pushed: 0, shifted: 0, ...item });
      const turns = await Promise.all(Array.from({ length: 20 }, () => take(lane)));
      const times = turns.map(({ at }) => at).sort((one, other) => one - other);
      expect(times).toEqual(Array.from({ length: 20 }, (_, index) => NOW - CREDIT + index * EACH));
    }
  });

  it('begins anew when the line lacks its ends', async () => {
    table.items.set('LINE#contacts', { pk: 'LINE#contacts', shifted: 1e12 });
    await expect(take('front')).resolves.toMatchObject({ at: NOW - CREDIT });
  });

  it('keeps lines apart', async () => {
    await take('front', 100);
    const deletion = await reserve({ line: 'deletions', lane: 'front', length: 1000, credit: 2000 });
    expect(deletion).toEqual({ line: 'deletions', lane: 'front', at: NOW - 2000, offset: 0 });
  });

  it('throws ConcurrentUpdateError when the line is another one whenever it is written', async () => {
    await take('back', 100);
    fakeClient(DynamoDBDocumentClient, (command) => (command.name === 'GetCommand' ? {} : table.answer(command)));
    await expect(take('front')).rejects.toMatchObject({ name: 'ConcurrentUpdateError' });
  });

  it('throws any other error by its name', async () => {
    fakeClient(DynamoDBDocumentClient, () => {
      throw Object.assign(new Error('slow'), { name: 'ThrottlingException' });
    });
    await expect(take('front')).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});

describe('takeFirstTurn', () => {
  const first = () => takeFirstTurn('contacts', EACH);

  it('is now, and moves everybody by its length', async () => {
    const turns = [await take('back', 100), await take('front')];
    const before = await left(...turns);
    await expect(first()).resolves.toBe(NOW);
    await expect(left(...turns)).resolves.toEqual(before.map((milliseconds) => milliseconds + EACH));
  });

  it.each<{ lane: Lane; before: number }>([
    { lane: 'front', before: 0 },
    { lane: 'back', before: 0 },
    { lane: 'front', before: 100 },
  ])(
    'is before a reservation in the $lane lane that comes later, behind $before turns in the back lane',
    async (given) => {
      if (given.before > 0) await take('back', given.before);
      await Promise.all(Array.from({ length: 5 }, first));
      await expect(take(given.lane)).resolves.toMatchObject({ at: NOW + 5 * EACH });
      await expect(take(given.lane)).resolves.toMatchObject({ at: NOW + 6 * EACH });
    },
  );

  it('is one after the other for a thousand who are tried again at the same time, and none for most of them', async () => {
    const taken = await Promise.all(Array.from({ length: 1000 }, first));
    const times = taken.filter((at) => at !== undefined).sort((one, other) => one - other);
    expect(times).toEqual(Array.from({ length: 3000 / EACH + 1 }, (_, index) => NOW + index * EACH));
    expect(table.items.get('LINE#contacts')).toMatchObject({ pushed: times.length * EACH });
  });

  it('is there again when those before have gone', async () => {
    await Promise.all(Array.from({ length: 20 }, first));
    await expect(first()).resolves.toBeUndefined();
    pass(EACH);
    await expect(first()).resolves.toBe(NOW + 3000 + EACH);
    pass(60_000);
    await expect(first()).resolves.toBe(NOW + EACH + 60_000);
  });

  it.each([
    { what: 'a clock was wrong', firstEnd: NOW + 86_400_000 },
    { what: 'somebody has written it', firstEnd: '9999999999999' },
    { what: 'somebody has written it', firstEnd: 'never' },
  ])('is now when the line says $firstEnd, because $what, and the next one is behind it', async ({ firstEnd }) => {
    table.items.set('LINE#contacts', { pk: 'LINE#contacts', firstEnd });
    await expect(first()).resolves.toBe(NOW);
    await expect(first()).resolves.toBe(NOW + EACH);
  });

  it('does no harm when nobody is in line', async () => {
    await first();
    pass(EACH);
    await expect(take('front')).resolves.toMatchObject({ at: NOW + EACH - CREDIT, offset: EACH });
  });
});

describe('slowDown', () => {
  it('moves everybody by three turns when one call is turned away, and keeps the pace', async () => {
    const turn = await take('front');
    await slowDown('contacts', EACH);
    await expect(left(turn)).resolves.toEqual([3 * EACH - CREDIT]);
    await expect(line()).resolves.toMatchObject({ slowness: 100, slowedAt: NOW });
  });

  it('counts once those that are turned away in the same second', async () => {
    const turn = await take('front');
    await Promise.all(Array.from({ length: 20 }, () => slowDown('contacts', EACH)));
    pass(999);
    await slowDown('contacts', EACH);
    await expect(left(turn)).resolves.toEqual([3 * EACH - CREDIT - 999]);
  });

  it('counts as usual when the clock of whoever was turned away before ran far ahead', async () => {
    const turn = await take('front');
    table.items.set('LINE#contacts', { ...table.items.get('LINE#contacts'), slowedAt: NOW + 3_600_000 });
    await slowDown('contacts', EACH);
    await expect(left(turn)).resolves.toEqual([EACH - CREDIT]);
    await expect(line()).resolves.toMatchObject({ slowedAt: NOW });
  });

  it('slows the line down when another call is turned away soon after', async () => {
    await take('front', 100);
    await slowDown('contacts', EACH);
    pass(2000);
    await slowDown('contacts', EACH);
    await expect(line()).resolves.toMatchObject({ slowness: 140, pushed: 4 * EACH });
  });

  it('writes nothing when nobody is in line', async () => {
    await slowDown('contacts', EACH);
    expect(writes()).toBe(0);
  });
});

describe('keepPace', () => {
  /** A line that is so slow. */
  async function slow(slowness: number) {
    await take('back', 100);
    table.items.set('LINE#contacts', { ...table.items.get('LINE#contacts'), slowness });
    sent.length = 0;
    return line();
  }

  it('costs nothing when the line is as fast as usual', async () => {
    const found = await slow(100);
    sent.length = 0;
    await keepPace('contacts', found, EACH);
    expect(sent).toEqual([]);
  });

  it('moves those behind by what the line is slower, and makes it a little faster', async () => {
    await keepPace('contacts', await slow(200), EACH);
    await expect(line()).resolves.toMatchObject({ slowness: 199, shifted: EACH, pushed: EACH });
  });

  it('does so once when two take their turns at the same time', async () => {
    const found = await slow(200);
    await Promise.all([keepPace('contacts', found, EACH), keepPace('contacts', found, EACH)]);
    await expect(line()).resolves.toMatchObject({ slowness: 199, shifted: EACH });
  });

  it('is forgotten when the line has been idle', async () => {
    await slow(200);
    pass(60_000);
    await take('front');
    await expect(line()).resolves.toMatchObject({ slowness: 100 });
  });
});
