import '../environment.ts';

import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TooManyRequestsException } from '../../../functions/domain/errors.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { PACE } from '../../../functions/steps/pace.ts';
import { untilLetThrough, waitToChange, waitToRead } from '../../../functions/steps/turns.ts';
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
const LINE = {
  frontEnd: NOW + 60_000,
  backEnd: NOW + 60_000,
  pushed: 0,
  shifted: 0,
  firstEnd: 0,
  slowness: 100,
  slowedAt: 0,
};
const denied = () => Object.assign(new Error('no'), { name: 'AccessDeniedException' });

const turnIn = (milliseconds: number, differences: Partial<ContactTurn> = {}): ContactTurn => ({
  ...{ line: 'contacts', lane: 'front', at: NOW + milliseconds, offset: 0, until: CREATED_AT },
  ...differences,
});
const slept = () => vi.mocked(delay).mock.calls.map(([milliseconds]) => milliseconds);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  vi.mocked(delay).mockClear();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  lines.reset();
  lines.lines.set('contacts', LINE);
});

describe.each([
  { what: 'waitToRead', wait: waitToRead, length: PACE.read },
  { what: 'waitToChange', wait: waitToChange, length: PACE.change },
])('$what', ({ wait, length }) => {
  it.each([
    { milliseconds: 0, pauses: [] },
    { milliseconds: -1600, pauses: [] },
    { milliseconds: 400, pauses: [400] },
    { milliseconds: 6000, pauses: [6000] },
  ])('sleeps for $pauses ms when the turn is in $milliseconds ms, and keeps the pace', async (given) => {
    await wait(turnIn(given.milliseconds), 0);
    expect(slept()).toEqual(given.pauses);
    expect(lines.keepPace.mock.calls).toEqual([['contacts', LINE, length]]);
    expect(lines.takeFirstTurn).not.toHaveBeenCalled();
  });

  it.each([-1601, -5000])(
    'goes first when it is late, as many others may be: its turn was %s ms away',
    async (left) => {
      lines.takeFirstTurn.mockResolvedValueOnce(NOW + 700);
      await wait(turnIn(left), 0);
      expect(lines.takeFirstTurn.mock.calls).toEqual([['contacts', length]]);
      expect(slept()).toEqual([700]);
      expect(lines.keepPace).not.toHaveBeenCalled();
    },
  );

  it.each([
    { lane: 'front', moved: { pushed: 300, shifted: 60_000 } },
    { lane: 'back', moved: { pushed: 0, shifted: 300 } },
  ] as const)('waits longer by what the $lane lane has moved since', async ({ lane, moved }) => {
    lines.lines.set('contacts', { ...LINE, ...moved });
    await wait(turnIn(100, { lane }), 0);
    expect(slept()).toEqual([400]);
  });

  it('throws TurnMovedError, and moves nobody, when the turn is far away', async () => {
    for (const lane of ['front', 'back'] as const) {
      await expect(wait(turnIn(6001, { lane }), 0)).rejects.toMatchObject({ name: 'TurnMovedError' });
    }
    expect(slept()).toEqual([]);
    expect(lines.takeFirstTurn).not.toHaveBeenCalled();
  });

  it('throws ThrottlingException, which is tried again later, when too many go first', async () => {
    lines.takeFirstTurn.mockResolvedValueOnce(undefined);
    await expect(wait(turnIn(-4000), 0)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(slept()).toEqual([]);
  });

  it('goes first in the line of deletions, which lends more, when its turn is there', async () => {
    await wait(turnIn(-3400, { line: 'deletions' }), 0);
    expect(lines.takeFirstTurn).not.toHaveBeenCalled();
    await wait(turnIn(-3401, { line: 'deletions' }), 0);
    expect(lines.takeFirstTurn.mock.calls).toEqual([['deletions', PACE.deletion]]);
  });

  it('takes the turn where it was given, and logs that, when the line cannot be read', async () => {
    const logged = vi.spyOn(logger, 'error');
    lines.readLine.mockRejectedValueOnce(denied());
    await wait(turnIn(400), 0);
    expect(slept()).toEqual([400]);
    const fields = { line: 'contacts', error: 'AccessDeniedException' };
    expect(logged.mock.calls).toMatchObject([[expect.any(String), fields]]);
  });

  it.each([
    { what: 'pushed', call: lines.takeFirstTurn, milliseconds: -4000 },
    { what: 'kept at its pace', call: lines.keepPace, milliseconds: 0 },
  ])('goes on when the line cannot be $what', async ({ call, milliseconds }) => {
    call.mockRejectedValueOnce(denied());
    await expect(wait(turnIn(milliseconds), 0)).resolves.toBeUndefined();
    expect(call).toHaveBeenCalledOnce();
  });
});

describe('waitToRead', () => {
  it.each([
    { lane: 'front', milliseconds: 60_000, retries: 0, error: 'TurnMovedError' },
    { lane: 'front', milliseconds: 60_001, retries: 29, error: 'TurnFarAwayError' },
    { lane: 'front', milliseconds: 60_001, retries: 30, error: undefined },
    { lane: 'back', milliseconds: 60_001, retries: 0, error: 'TurnFarAwayError' },
    { lane: 'back', milliseconds: 6001, retries: 1, error: undefined },
  ] as const)(
    'throws $error when a turn in the $lane lane is in $milliseconds ms and it has looked $retries times; otherwise it goes first',
    async ({ lane, milliseconds, retries, error }) => {
      const waited = waitToRead(turnIn(milliseconds, { lane }), retries);
      if (error) return expect(waited).rejects.toMatchObject({ name: error });
      await waited;
      expect(slept()).toEqual([]);
      expect(lines.takeFirstTurn.mock.calls).toEqual([['contacts', PACE.read]]);
    },
  );

  it('takes its turn when it has come, however often it has looked', async () => {
    await waitToRead(turnIn(400), 40);
    expect(slept()).toEqual([400]);
    expect(lines.takeFirstTurn).not.toHaveBeenCalled();
  });

  it('goes first when its turn has lapsed: a read has no other one', async () => {
    await waitToRead(turnIn(-90_000), 0);
    expect(lines.takeFirstTurn.mock.calls).toEqual([['contacts', PACE.read]]);
  });
});

describe('waitToChange', () => {
  it('throws TurnMovedError, and moves nobody, when the turn has lapsed', async () => {
    await expect(waitToChange(turnIn(-5001), 0)).rejects.toMatchObject({ name: 'TurnMovedError' });
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
      const waited = waitToChange(turnIn(milliseconds, { lane, moves }), 0);
      if (!goes) return expect(waited).rejects.toMatchObject({ name: 'TurnMovedError' });
      await waited;
      expect(slept()).toEqual([]);
      expect(lines.takeFirstTurn.mock.calls).toEqual([['contacts', PACE.change]]);
    },
  );

  it.each([
    { line: 'contacts', length: PACE.change },
    { line: 'deletions', length: PACE.deletion },
  ] as const)('goes first in the line of $line when it is tried again', async ({ line, length }) => {
    for (const milliseconds of [-90_000, 0, 90_000]) await waitToChange(turnIn(milliseconds, { line }), 2);
    expect(lines.takeFirstTurn.mock.calls).toEqual(Array(3).fill([line, length]));
    expect(slept()).toEqual([]);
  });

  it('goes first when it could take no turn', async () => {
    await waitToChange({ Error: 'States.Timeout' }, 0);
    expect(lines.takeFirstTurn.mock.calls).toEqual([['contacts', PACE.change]]);
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
