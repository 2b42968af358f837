import '../environment.ts';

import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TooManyRequestsException } from '../../../functions/domain/errors.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { PACE } from '../../../functions/steps/pace.ts';
import { untilLetThrough, waitForTurn } from '../../../functions/steps/turns.ts';
import type { ContactTurn } from '../../../schemas/compiled/contact-turn.js';
import { CREATED_AT } from '../builders.ts';
import * as lines from '../functions/fakes/lines.ts';

vi.mock('node:timers/promises', () => ({
  setTimeout: vi.fn(async (milliseconds: number) => {
    vi.setSystemTime(Date.now() + milliseconds);
  }),
}));
vi.mock('../../../functions/aws/lines.ts', () => import('../functions/fakes/lines.ts'));

const NOW = Date.parse(CREATED_AT);
const LINE = { frontEnd: NOW + 60_000, backEnd: NOW + 60_000, pushed: 0, shifted: 0, slowness: 100, slowedAt: 0 };
const denied = () => Object.assign(new Error('no'), { name: 'AccessDeniedException' });

const turnIn = (milliseconds: number, differences: Partial<ContactTurn> = {}): ContactTurn => ({
  ...{ line: 'contacts', lane: 'front', at: NOW + milliseconds, offset: 0, until: CREATED_AT },
  ...differences,
});
const slept = () => vi.mocked(delay).mock.calls.map(([milliseconds]) => milliseconds);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  vi.mocked(delay).mockClear();
  lines.reset();
  lines.lines.set('contacts', LINE);
});

describe('waitForTurn', () => {
  it.each([
    { milliseconds: 0, pauses: [] },
    { milliseconds: -5000, pauses: [] },
    { milliseconds: 400, pauses: [400] },
    { milliseconds: 6000, pauses: [6000] },
  ])('sleeps for $pauses ms when the turn is in $milliseconds ms, and keeps the pace', async (given) => {
    await waitForTurn('change', turnIn(given.milliseconds), 0);
    expect(slept()).toEqual(given.pauses);
    expect(lines.keepPace.mock.calls).toEqual([['contacts', LINE, PACE.change]]);
    expect(lines.takeFirstTurn).not.toHaveBeenCalled();
  });

  it.each([
    { lane: 'front', moved: { pushed: 300, shifted: 60_000 } },
    { lane: 'back', moved: { pushed: 0, shifted: 300 } },
  ] as const)('waits longer by what the $lane lane has moved since', async ({ lane, moved }) => {
    lines.lines.set('contacts', { ...LINE, ...moved });
    await waitForTurn('read', turnIn(100, { lane }), 0);
    expect(slept()).toEqual([400]);
  });

  it.each([
    { what: 'is far away', milliseconds: 6001 },
    { what: 'has lapsed', milliseconds: -5001 },
  ])('throws TurnMovedError, and moves nobody, when the turn $what', async ({ milliseconds }) => {
    for (const lane of ['front', 'back'] as const) {
      await expect(waitForTurn('change', turnIn(milliseconds, { lane }), 0)).rejects.toMatchObject({
        name: 'TurnMovedError',
      });
    }
    expect(slept()).toEqual([]);
    expect(lines.takeFirstTurn).not.toHaveBeenCalled();
  });

  it.each([
    { lane: 'front', milliseconds: 90_000, moves: 9, goes: false },
    { lane: 'front', milliseconds: 90_000, moves: 10, goes: true },
    { lane: 'front', milliseconds: -90_000, moves: 10, goes: true },
    { lane: 'back', milliseconds: 90_000, moves: 1, goes: true },
  ] as const)(
    'goes first: $goes, when a turn in the $lane lane is in $milliseconds ms and it has had $moves before',
    async ({ lane, milliseconds, moves, goes }) => {
      const waited = waitForTurn('change', turnIn(milliseconds, { lane, moves }), 0);
      if (!goes) return expect(waited).rejects.toMatchObject({ name: 'TurnMovedError' });
      await waited;
      expect(slept()).toEqual(milliseconds > 0 ? [6000] : []);
      expect(lines.takeFirstTurn.mock.calls).toEqual([['contacts', PACE.change]]);
    },
  );

  it.each([
    { line: 'contacts', purpose: 'read', length: PACE.read },
    { line: 'contacts', purpose: 'change', length: PACE.change },
    { line: 'deletions', purpose: 'change', length: PACE.deletion },
  ] as const)('goes first in $line, by the time of a $purpose, when it is tried again', async (given) => {
    const { line, purpose, length } = given;
    for (const milliseconds of [-90_000, 0, 90_000]) await waitForTurn(purpose, turnIn(milliseconds, { line }), 2);
    expect(lines.takeFirstTurn.mock.calls).toEqual(Array(3).fill([line, length]));
    expect(slept()).toEqual([]);
  });

  it('waits for its turn among those that go first', async () => {
    lines.takeFirstTurn.mockResolvedValueOnce(NOW + 700);
    await waitForTurn('change', turnIn(-90_000), 2);
    expect(slept()).toEqual([700]);
  });

  it('throws ThrottlingException, which is tried again later, when too many go first', async () => {
    lines.takeFirstTurn.mockResolvedValueOnce(undefined);
    await expect(waitForTurn('change', turnIn(-90_000), 2)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(slept()).toEqual([]);
  });

  it('goes first when it could take no turn', async () => {
    await waitForTurn('change', { Error: 'States.Timeout' }, 0);
    expect(lines.takeFirstTurn.mock.calls).toEqual([['contacts', PACE.change]]);
  });

  it('takes the turn where it was given, and logs that, when the line cannot be read', async () => {
    const logged = vi.spyOn(logger, 'error');
    lines.readLine.mockRejectedValueOnce(denied());
    await waitForTurn('change', turnIn(400), 0);
    expect(slept()).toEqual([400]);
    const fields = { line: 'contacts', error: 'AccessDeniedException' };
    expect(logged.mock.calls).toMatchObject([[expect.any(String), fields]]);
  });

  it.each([
    { what: 'pushed', call: lines.takeFirstTurn, retries: 1 },
    { what: 'kept at its pace', call: lines.keepPace, retries: 0 },
  ])('goes on when the line cannot be $what', async ({ call, retries }) => {
    call.mockRejectedValueOnce(denied());
    await expect(waitForTurn('change', turnIn(0), retries)).resolves.toBeUndefined();
  });
});

describe('untilLetThrough', () => {
  /** A call that is turned away so many times. */
  const turnedAway = (times: number, error: Error = new TooManyRequestsException('Slow down')) => {
    let left = times;
    return vi.fn(async () => {
      left -= 1;
      if (left >= 0) throw error;
      return 'done';
    });
  };

  it('makes a call once that is let through, and slows nobody down', async () => {
    const call = turnedAway(0);
    await expect(untilLetThrough('read', 4000, call)).resolves.toBe('done');
    expect(call).toHaveBeenCalledOnce();
    expect(lines.slowDown).not.toHaveBeenCalled();
  });

  it.each([
    { purpose: 'read', slowed: ['contacts', PACE.read] },
    { purpose: 'change', slowed: ['contacts', PACE.change] },
    { purpose: 'deletion', slowed: ['deletions', PACE.deletion] },
  ] as const)('slows the line of a $purpose down each time that it is turned away', async ({ purpose, slowed }) => {
    await expect(untilLetThrough(purpose, 10_000, turnedAway(3))).resolves.toBe('done');
    expect(lines.slowDown.mock.calls).toEqual(Array(3).fill(slowed));
  });

  it.each([
    { chance: 0, share: 0.5 },
    { chance: 0.5, share: 1 },
  ])('pauses for $share of its time in the line when chance is $chance', async ({ chance, share }) => {
    vi.spyOn(Math, 'random').mockReturnValue(chance);
    await untilLetThrough('change', 4000, turnedAway(2));
    expect(slept()).toEqual(Array(2).fill(PACE.change * share));
  });

  it('throws TooManyRequestsException by its name when the time is over', async () => {
    await expect(untilLetThrough('read', 4000, turnedAway(1000))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
    });
    expect(Date.now() - NOW).toBeGreaterThanOrEqual(4000);
    expect(Date.now() - NOW).toBeLessThan(4000 + 2 * PACE.read);
  });

  it('throws any other error at once', async () => {
    const call = turnedAway(1, denied());
    await expect(untilLetThrough('read', 4000, call)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(call).toHaveBeenCalledOnce();
  });

  it('tries on when the line cannot be slowed down', async () => {
    lines.slowDown.mockRejectedValueOnce(denied());
    await expect(untilLetThrough('change', 4000, turnedAway(1))).resolves.toBe('done');
  });
});
