import type { RequestKey } from '../../../functions/domain/request/request-key.ts';
import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as applyChange } from '../../../functions/apply-change.ts';
import { lockContact } from '../../../functions/aws/contact-locks.ts';
import { ServiceUnavailableError, TooManyRequestsException } from '../../../functions/domain/errors.ts';
import { RETRIED_CHANGE_ERRORS } from '../../../functions/domain/passing-errors.ts';
import { handler as recordOutcome } from '../../../functions/record-outcome.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import {
  changeInTurn,
  EXECUTION_ARN,
  NEW_CONTACT,
  OLD_CONTACT,
  plannedChange,
  REQUEST_KEY,
  SECURITY,
} from '../builders.ts';
import { ApplyWorld, type Death, deathsAt } from './apply-world.ts';
import { reset as resetPolicy } from './fakes/policy.ts';
import { invoke } from './invoke.ts';

vi.mock('node:timers/promises', () => ({
  setTimeout: async (milliseconds: number) => {
    vi.setSystemTime(Date.now() + milliseconds);
  },
}));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const OTHER_CONTACT: Contact = { ...OLD_CONTACT, name: 'Somebody else' };
const SECOND_KEY: RequestKey = 'jira/jira-OPS-43-10125';
const CONTACT = '222222222222/SECURITY';
const LEASE_SECONDS = 30;

/** What the function asks of AWS before it touches the contact, and after. */
const EVIDENCE = Array<string>(5).fill('GetCommand');
const BEGIN = ['GetCommand', 'GetCommand', ...EVIDENCE, 'PutCommand', 'GetAlternateContactCommand'];
// What was applied is kept as evidence and in the inventory, before the lock is released.
const END = ['PutCommand', 'GetCommand', 'PutCommand', 'PutCommand'];
const READ_BACK = ['GetAlternateContactCommand', ...END];

interface Case {
  what: string;
  before: Contact | null;
  /** The contact as it is when the change is applied. */
  now: Contact | null;
  after: Contact | null;
  calls: string[];
}

const CHANGES: Case[] = [
  {
    what: 'sets a contact where there is none',
    ...{ before: null, now: null, after: NEW_CONTACT },
    calls: [...BEGIN, 'PutAlternateContactCommand', ...READ_BACK],
  },
  {
    what: 'sets a contact in place of another',
    ...{ before: OLD_CONTACT, now: OLD_CONTACT, after: NEW_CONTACT },
    calls: [...BEGIN, 'PutAlternateContactCommand', ...READ_BACK],
  },
  {
    what: 'removes a contact',
    ...{ before: OLD_CONTACT, now: OLD_CONTACT, after: null },
    calls: [...BEGIN, 'DeleteAlternateContactCommand', ...READ_BACK],
  },
];

const NOTHING_TO_DO: Case[] = [
  {
    what: 'finds the change already in place',
    ...{ before: OLD_CONTACT, now: NEW_CONTACT, after: NEW_CONTACT },
    calls: [...BEGIN, 'GetCommand', ...END],
  },
  {
    what: 'finds the contact already removed',
    ...{ before: OLD_CONTACT, now: null, after: null },
    calls: [...BEGIN, 'GetCommand', ...END],
  },
];

/** The calls after which the function has the lock, has compared, has written, has read back, and has released the lock. */
const LOCK_CALL = 8;
const COMPARE_CALL = 9;
const WRITE_CALL = 10;
const READ_BACK_CALL = 11;
const RELEASE_CALL = 15;
const hasHappened = ({ call, when }: Death, what: number) => call > what || (call === what && when === 'after');

/** A world in which the change is approved, long after the contact was set. */
async function worldOf({ before, now, after }: Omit<Case, 'what' | 'calls'>): Promise<ApplyWorld> {
  const world = new ApplyWorld();
  for (const contact of [before, now]) world.contacts.set(SECURITY, contact);
  world.pass(3600);
  await world.approve(REQUEST_KEY, plannedChange({ before, after }));
  return world;
}

/** One attempt. @throws what the function throws */
const attempt = (world: ApplyWorld, death?: Death, requestKey = REQUEST_KEY) =>
  world.run(() => invoke(applyChange, changeInTurn(SECURITY, requestKey)), death);

/**
 * Lets the change be applied as the state machine does: it tries again when the function dies or throws an error that is
 * retried, after some seconds, and hands the outcome of the last attempt to record-outcome.
 */
async function apply(world: ApplyWorld, { deaths = [] as Death[], pause = 1, requestKey = REQUEST_KEY } = {}) {
  let sent: string[] = [];
  let deathsDied = 0;
  let result: object | undefined;
  for (const death of [...deaths, ...Array(6).fill(undefined)]) {
    try {
      const run = await attempt(world, death, requestKey);
      sent = run.sent;
      if (run.attempt !== 'died') {
        result = Object(run.attempt.output);
        break;
      }
      deathsDied += 1;
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      result = { ...SECURITY, error: { Error: name, Cause: JSON.stringify({ errorMessage: message }) } };
      if (!RETRIED_CHANGE_ERRORS.has(name)) break;
    }
    world.pass(pause);
  }
  const state = { requestKey, results: [result] };
  await world.run(() => invoke(recordOutcome, { executionArn: EXECUTION_ARN, state, retries: 0 }));
  return { sent, deathsDied, result };
}

/** The name of the error that an attempt ends with, or `applied`. */
async function endOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'applied',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}

/** All that must be the same, however often the function died. */
function endState(world: ApplyWorld) {
  return {
    contact: world.contacts.get(SECURITY),
    values: world.contacts.valuesOf(SECURITY),
    writes: world.contacts.writes,
    holder: world.holder(),
    ending: world.ending(REQUEST_KEY),
    statuses: world.statusEvents.map((event) => Object(event).status),
    mails: world.mails,
  };
}

const CHANGE_APPLIED = { type: 'ChangeApplied', by: 'workflow', ...SECURITY };

/** What the record says at the end of a request for one change, after this event about the change. */
function endedAs(status: string, result: object, event: object) {
  return { status, results: [{ ...SECURITY, ...result }], events: [event, { type: 'Ended', by: 'workflow', status }] };
}

const undisturbedEnds = new Map<Case, ReturnType<typeof endState>>();

/** The end state without any trouble, found once for each change. */
async function undisturbed(change: Case) {
  const known = undisturbedEnds.get(change);
  if (known) return known;
  const world = await worldOf(change);
  await apply(world);
  const end = endState(world);
  undisturbedEnds.set(change, end);
  return end;
}

beforeEach(() => {
  resetPolicy();
  // A change comes at the first moment of its turn.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

describe.each([...CHANGES, ...NOTHING_TO_DO])('apply-change that $what', (change) => {
  const inPlace = NOTHING_TO_DO.includes(change) ? { alreadyInPlace: true } : {};

  it('makes as few calls as possible, writes once at most, and is recorded once, when nothing goes wrong', async () => {
    const world = await worldOf(change);
    const { sent, result } = await apply(world);
    expect(sent).toEqual(change.calls);
    expect(result).toEqual({ ...SECURITY, appliedAt: expect.any(String), ...inPlace });
    expect(endState(world)).toEqual({
      contact: change.after,
      values: [change.before, change.after],
      writes: 'alreadyInPlace' in inPlace ? [] : [change.after],
      holder: undefined,
      ending: endedAs('APPLIED', { status: 'APPLIED', ...inPlace }, { ...CHANGE_APPLIED, ...inPlace }),
      statuses: ['APPLIED'],
      mails: 1,
    });
  });

  it.each(deathsAt(change.calls.length))(
    'lets another request in after 30 s at the latest when it dies $when call $call and is not tried again',
    async (death) => {
      const world = await worldOf(change);
      await attempt(world, death);
      const hasLock = hasHappened(death, LOCK_CALL) && !hasHappened(death, change.calls.length);
      expect(world.holder()).toBe(hasLock ? REQUEST_KEY : undefined);
      world.pass(LEASE_SECONDS);
      await expect(lockContact(SECURITY, 'another', LEASE_SECONDS)).resolves.toBe(false);
    },
  );
});

describe.each(CHANGES)('apply-change that $what', (change) => {
  const deaths = deathsAt(change.calls.length);

  it.each(deaths.flatMap((death) => [1, 60].map((pause) => ({ ...death, pause }))))(
    'ends as if nothing had happened, after one write, when it dies $when call $call and is tried again $pause s later',
    async ({ pause, ...death }) => {
      const expected = await undisturbed(change);
      const world = await worldOf(change);
      const { deathsDied } = await apply(world, { deaths: [death], pause });
      expect(deathsDied).toBe(1);
      expect(endState(world)).toEqual(expected);
    },
  );

  it('ends as if nothing had happened, after one write, when it dies twice, at any two calls', async () => {
    const expected = await undisturbed(change);
    let pairs = 0;
    for (const first of deaths) {
      for (const second of deaths) {
        const world = await worldOf(change);
        const { deathsDied } = await apply(world, { deaths: [first, second] });
        if (deathsDied < 2) break;
        pairs += 1;
        expect(endState(world), JSON.stringify([first, second])).toEqual(expected);
      }
    }
    // An attempt that finds the write of the first makes fourteen calls, any other fifteen.
    expect(pairs).toBe(19 * 30 + 11 * 28);
  }, 60_000);

  it('ends as if nothing had happened when it dies five times at the same call', async () => {
    const expected = await undisturbed(change);
    for (const death of deaths) {
      const world = await worldOf(change);
      await apply(world, { deaths: Array(5).fill(death), pause: 40 });
      expect(endState(world), JSON.stringify(death)).toEqual(expected);
    }
  });
});

describe.each(NOTHING_TO_DO)('apply-change that $what', (change) => {
  const deaths = deathsAt(change.calls.length);

  it.each(deaths.filter((death) => !hasHappened(death, LOCK_CALL)))(
    'ends as if nothing had happened when it dies $when call $call, before it has the lock',
    async (death) => {
      const expected = await undisturbed(change);
      const world = await worldOf(change);
      await apply(world, { deaths: [death] });
      expect(endState(world)).toEqual(expected);
    },
  );

  it.each(deaths.filter((death) => hasHappened(death, LOCK_CALL)))(
    'writes nothing, and is recorded as applied but not as already in place, because the attempt that had the lock may have written, when it dies $when call $call',
    async (death) => {
      const { ending: _, ...expected } = await undisturbed(change);
      const world = await worldOf(change);
      await apply(world, { deaths: [death] });
      expect(endState(world)).toEqual({
        ...expected,
        ending: endedAs('APPLIED', { status: 'APPLIED' }, CHANGE_APPLIED),
      });
    },
  );
});

describe.each([
  { late: 'half a second', lags: [500] },
  { late: 'half a second from every other place', lags: [0, 500] },
  { late: 'five seconds', lags: [5000] },
])('apply-change whose writes are shown $late late', ({ lags }) => {
  it.each(CHANGES)(
    'ends as if nothing had happened, though it may write the same again, when it $what and dies at any call',
    async (change) => {
      const { writes, ...expected } = await undisturbed(change);
      let deathsDied = 0;
      for (const death of deathsAt(14)) {
        const world = await worldOf(change);
        world.contacts.lags = lags;
        const run = await apply(world, { deaths: [death] });
        deathsDied += run.deathsDied;
        const { writes: made, ...end } = endState(world);
        expect(end, JSON.stringify(death)).toEqual(expected);
        expect(made.length).toBeGreaterThanOrEqual(writes.length);
        for (const write of made) expect(write).toEqual(change.after);
      }
      expect(deathsDied).toBeGreaterThanOrEqual(14);
    },
  );
});

describe('apply-change whose writes are shown a minute late', () => {
  it.each(CHANGES)('is applied, not confirmed, by the one attempt when it $what', async (change) => {
    const world = await worldOf(change);
    world.contacts.lags = [60_000];
    const { result } = await apply(world);
    expect(result).toEqual({ ...SECURITY, appliedAt: expect.any(String), confirmed: false });
    const { status, results } = world.ending(REQUEST_KEY);
    expect({ status, results }).toEqual({
      status: 'APPLIED',
      results: [{ ...SECURITY, status: 'APPLIED', confirmed: false }],
    });
    expect(world.contacts.writes).toEqual([change.after]);
  });

  it.each(CHANGES)(
    'is applied, though it may write the same again, when it $what and dies at any call',
    async (change) => {
      for (const death of deathsAt(change.calls.length)) {
        const world = await worldOf(change);
        world.contacts.lags = [60_000];
        await apply(world, { deaths: [death] });
        expect(world.ending(REQUEST_KEY), JSON.stringify(death)).toMatchObject({ status: 'APPLIED' });
        for (const write of world.contacts.writes) expect(write).toEqual(change.after);
      }
    },
  );
});

describe('apply-change that AWS gives no answer to', () => {
  /** Loses one call of the first attempt: before it takes effect, or its answer. @returns whether there was such a call */
  async function applyWithout(world: ApplyWorld, { call, when }: Death): Promise<boolean> {
    let left = call;
    const lose = () => {
      left -= 1;
      if (left === 0) throw new ServiceUnavailableError('AWS gave no answer');
    };
    if (when === 'before') world.beforeCall = lose;
    else world.beforeAnswer = lose;
    const first = await endOf(attempt(world));
    Object.assign(world, { beforeCall: () => undefined, beforeAnswer: () => undefined });
    if (first === 'applied') expect(world.contacts.writes).toHaveLength(1);
    else expect(RETRIED_CHANGE_ERRORS).toContain(first);
    await apply(world);
    return left <= 0;
  }

  const losses = CHANGES.flatMap((change) => (['before', 'after'] as const).map((when) => ({ ...change, when })));

  it.each(losses)('$what: is applied, by one write, when a call is lost $when it took effect', async (loss) => {
    let call = 1;
    for (; ; call += 1) {
      const world = await worldOf(loss);
      if (!(await applyWithout(world, { call, when: loss.when }))) break;
      const { status, events } = world.ending(REQUEST_KEY);
      expect(status, `call ${call}`).toBe('APPLIED');
      expect(events[0], `call ${call}`).not.toHaveProperty('alreadyInPlace');
      expect(world.contacts.writes, `call ${call}`).toEqual([loss.after]);
      world.pass(LEASE_SECONDS);
      expect(world.holder(), `call ${call}`).toBeUndefined();
    }
    expect(call).toBeGreaterThan(9);
  });
});

describe('apply-change whose reads are throttled', () => {
  const change = { before: OLD_CONTACT, now: OLD_CONTACT, after: NEW_CONTACT };

  /** AWS lets no read through for so many seconds after the write. */
  async function throttling(seconds: number): Promise<ApplyWorld> {
    const world = await worldOf(change);
    let until = 0;
    world.beforeCall = (_call, { name }) => {
      if (name === 'PutAlternateContactCommand') until = Date.now() + seconds * 1000;
      if (name !== 'GetAlternateContactCommand' || Date.now() >= until) return;
      throw new TooManyRequestsException('Slow down');
    };
    return world;
  }

  it.each([
    { what: 'and confirmed, when it is throttled for nine seconds after the write', seconds: 9, confirmed: undefined },
    { what: 'and not confirmed, when it is throttled for longer', seconds: 11, confirmed: false },
  ])('is applied by the one attempt, $what', async ({ seconds, confirmed }) => {
    const world = await throttling(seconds);
    const { result } = await apply(world);
    expect(result).toEqual({ ...SECURITY, appliedAt: expect.any(String), ...(confirmed === false && { confirmed }) });
    expect(world.contacts.writes).toEqual([NEW_CONTACT]);
    expect(world.holder()).toBeUndefined();
  });
});

describe('record-outcome', () => {
  const RECORD = ['GetCommand', 'GetCommand', 'PutCommand', 'PutEventsCommand'];
  /** It tells other requests of the contact, and lets them have it, which it had not claimed itself. */
  const LEAVE = ['GetCommand', 'GetCommand', 'GetCommand', 'UpdateCommand', 'UpdateCommand', 'GetCommand'];
  /** The request leaves its requester, whose first mail in this hour is counted. */
  const COUNT = ['UpdateCommand', 'UpdateCommand', 'UpdateCommand'];
  /** Everything that follows from the end is done. */
  const DONE = ['GetCommand', 'PutCommand'];
  /** The line of mails is idle. */
  const LINE = ['UpdateCommand', 'UpdateCommand'];
  const CALLS = [...RECORD, ...LEAVE, ...COUNT, ...LINE, 'SendEmailCommand', ...DONE];
  const EVENT_CALL = CALLS.indexOf('PutEventsCommand') + 1;
  const MAIL_CALL = CALLS.indexOf('SendEmailCommand') + 1;
  const change = { before: OLD_CONTACT, now: OLD_CONTACT, after: NEW_CONTACT };
  const state = { requestKey: REQUEST_KEY, results: [{ ...SECURITY, appliedAt: '2026-06-01T13:00:00.000Z' }] };
  const record = (world: ApplyWorld, death?: Death) =>
    world.run(() => invoke(recordOutcome, { executionArn: EXECUTION_ARN, state, retries: 0 }), death);

  it('reads, records, puts the event, leaves the contact to others and then mails the requester', async () => {
    const world = await worldOf(change);
    const { sent } = await record(world);
    expect(sent).toEqual(CALLS);
  });

  it.each(deathsAt(CALLS.length))(
    'records the same once when it dies $when call $call, and notifies event bus and requester at least once',
    async (death) => {
      const calm = await worldOf(change);
      const { attempt: expected } = await record(calm);
      const world = await worldOf(change);
      await expect(record(world, death)).resolves.toMatchObject({ attempt: 'died' });
      world.pass(1);
      await expect(record(world)).resolves.toMatchObject({ attempt: expected });

      expect(world.ending(REQUEST_KEY)).toEqual(calm.ending(REQUEST_KEY));
      expect(world.ending(REQUEST_KEY).events.filter(({ type }) => type === 'ChangeApplied')).toHaveLength(1);
      const again = hasHappened(death, EVENT_CALL) ? 2 : 1;
      expect(world.statusEvents).toHaveLength(again);
      for (const event of world.statusEvents) {
        expect(event).toMatchObject({ status: 'APPLIED', changes: [{ ...SECURITY, status: 'APPLIED' }] });
      }
      expect(world.mails).toBe(hasHappened(death, MAIL_CALL) ? 2 : 1);
    },
  );
});

describe('two requests for one contact', () => {
  const first = { before: OLD_CONTACT, now: OLD_CONTACT, after: NEW_CONTACT };

  /** A world in which both are approved; by default the second is planned on what the first finds. */
  async function worldOfTwo(second: { before: Contact | null; after: Contact | null }): Promise<ApplyWorld> {
    const world = await worldOf(first);
    await world.approve(SECOND_KEY, plannedChange(second));
    return world;
  }

  const rival = { before: OLD_CONTACT, after: OTHER_CONTACT };
  const successor = { before: NEW_CONTACT, after: OTHER_CONTACT };

  /** Lets the second act just before a call of the first. @returns how each ends */
  async function interleaved(world: ApplyWorld, before: number) {
    let second = 'not there';
    world.beforeCall = async (call) => {
      if (call !== before) return;
      world.beforeCall = () => undefined;
      second = await endOf(attempt(world, undefined, SECOND_KEY));
    };
    return { first: await endOf(attempt(world)), second };
  }

  // Some calls are made at the same time, so that no call has the numbers 4 and 5.
  it.each([1, 2, 3, 6, 7])(
    'end in a conflict of the first when the second is applied before call %i of the first, which has no lock yet',
    async (call) => {
      const world = await worldOfTwo(rival);
      const ends = await interleaved(world, call);
      expect(ends).toEqual({ first: 'ContactChangedError', second: 'applied' });
      expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, OTHER_CONTACT]);
    },
  );

  it.each([9, 10, 11, 12, 13])(
    'end in a conflict of the second, which waits for the lock, when it comes before call %i of the first',
    async (call) => {
      const world = await worldOfTwo(rival);
      const ends = await interleaved(world, call);
      expect(ends).toEqual({ first: 'applied', second: 'ContactLockedError' });
      const { result } = await apply(world, { requestKey: SECOND_KEY });
      expect(result).toMatchObject({ error: { Error: 'ContactChangedError' } });
      expect(world.ending(SECOND_KEY)).toMatchObject({ status: 'FAILED', results: [{ status: 'CONFLICT' }] });
      expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, NEW_CONTACT]);
    },
  );

  it.each([9, 10, 11, 12, 13])(
    'are both applied, one after the other, when the second follows on the first and comes before its call %i',
    async (call) => {
      const world = await worldOfTwo(successor);
      const ends = await interleaved(world, call);
      expect(ends).toEqual({ first: 'applied', second: 'ContactLockedError' });
      await apply(world, { requestKey: SECOND_KEY });
      expect(world.ending(SECOND_KEY)).toMatchObject({ status: 'APPLIED' });
      expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, NEW_CONTACT, OTHER_CONTACT]);
    },
  );

  it('end in the second alone when the first was refused', async () => {
    const world = await worldOfTwo(rival);
    world.beforeCall = (_call, { name }) => {
      if (name !== 'PutAlternateContactCommand') return;
      world.beforeCall = () => undefined;
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    };
    await expect(endOf(attempt(world))).resolves.toBe('AccessDeniedException');
    await expect(endOf(attempt(world, undefined, SECOND_KEY))).resolves.toBe('applied');
    expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, OTHER_CONTACT]);
  });

  const withLock = deathsAt(RELEASE_CALL).filter(
    (death) => hasHappened(death, LOCK_CALL) && !hasHappened(death, RELEASE_CALL),
  );

  it.each(withLock)('leave the second waiting for 30 s when the first dies $when its call $call', async (death) => {
    const world = await worldOfTwo(rival);
    await attempt(world, death);
    world.pass(LEASE_SECONDS - 1);
    await expect(endOf(attempt(world, undefined, SECOND_KEY))).resolves.toBe('ContactLockedError');
    world.pass(1);
    await expect(endOf(attempt(world, undefined, SECOND_KEY))).resolves.not.toBe('ContactLockedError');
  });

  it.each(withLock.filter((death) => !hasHappened(death, WRITE_CALL)))(
    'end in a conflict of the first when it dies $when its call $call, before its write, and the second is faster than its next attempt',
    async (death) => {
      const world = await worldOfTwo(rival);
      await attempt(world, death);
      world.pass(LEASE_SECONDS);
      await expect(endOf(attempt(world, undefined, SECOND_KEY))).resolves.toBe('applied');
      await apply(world);
      expect(world.ending(REQUEST_KEY)).toMatchObject({ status: 'FAILED', results: [{ status: 'CONFLICT' }] });
      expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, OTHER_CONTACT]);
    },
  );

  it.each(withLock.filter((death) => hasHappened(death, WRITE_CALL)))(
    'end in a conflict of the second, and in the first, which may take its own write for that of somebody else because the lock knows its last holder only, when the first dies $when its call $call',
    async (death) => {
      const world = await worldOfTwo(rival);
      await attempt(world, death);
      world.pass(LEASE_SECONDS);
      await expect(endOf(attempt(world, undefined, SECOND_KEY))).resolves.toBe('ContactChangedError');
      await apply(world);
      const { status, events } = world.ending(REQUEST_KEY);
      expect(status).toBe('APPLIED');
      expect(events.filter(({ type }) => type === 'ChangeApplied')).toHaveLength(1);
      expect(world.contacts.writes).toEqual([NEW_CONTACT]);
    },
  );

  it('end in a conflict of the first, whose write the second has replaced, when the first dies after it and comes back last', async () => {
    const world = await worldOfTwo(successor);
    await attempt(world, { call: WRITE_CALL, when: 'after' });
    world.pass(LEASE_SECONDS);
    await expect(endOf(attempt(world, undefined, SECOND_KEY))).resolves.toBe('applied');
    await apply(world);
    expect(world.ending(REQUEST_KEY)).toMatchObject({ results: [{ status: 'CONFLICT' }] });
    expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, NEW_CONTACT, OTHER_CONTACT]);
  });

  it('end in the first, which writes again because AWS does not show whether an equal contact is the old one, when it dies after its write and the second puts back what the first found', async () => {
    const world = await worldOfTwo({ before: NEW_CONTACT, after: OLD_CONTACT });
    await attempt(world, { call: WRITE_CALL, when: 'after' });
    world.pass(LEASE_SECONDS);
    await expect(endOf(attempt(world, undefined, SECOND_KEY))).resolves.toBe('applied');
    await apply(world);
    expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, NEW_CONTACT, OLD_CONTACT, NEW_CONTACT]);
  });

  it('end in the second alone when the first runs out of time while it compares, and goes on after the second was applied', async () => {
    const world = await worldOfTwo(rival);
    const arrival = Promise.withResolvers<void>();
    world.beforeAnswer = (call) => (call === COMPARE_CALL ? arrival.promise : undefined);
    const late = world.run(() => invoke(applyChange, changeInTurn(), 6));
    await expect(endOf(late)).resolves.toBe('TimeoutError');
    world.beforeAnswer = () => undefined;
    world.pass(LEASE_SECONDS);
    await expect(endOf(attempt(world, undefined, SECOND_KEY))).resolves.toBe('applied');
    // Lambda wakes the process for another change, and with it the attempt that had timed out.
    arrival.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.contacts.get(SECURITY)).toEqual(OTHER_CONTACT);
  });
});

describe('a contact that somebody else changes', () => {
  const change = { before: OLD_CONTACT, now: OLD_CONTACT, after: NEW_CONTACT };

  /** Somebody else sets the contact just before a call of the first attempt. */
  async function changedBefore(before: number, contact: Contact | null = OTHER_CONTACT): Promise<ApplyWorld> {
    const world = await worldOf(change);
    world.beforeCall = (call) => {
      if (call !== before) return;
      world.beforeCall = () => undefined;
      world.contacts.set(SECURITY, contact);
    };
    await apply(world);
    return world;
  }

  const error = { name: 'ContactChangedError', message: `${CONTACT} is no longer what the approvers saw` };
  const failure = { status: 'CONFLICT', error };
  const conflict = endedAs('FAILED', failure, { type: 'ChangeFailed', by: 'workflow', ...SECURITY, ...failure });

  it.each(
    [1, 2, 3, 6, LOCK_CALL, COMPARE_CALL].flatMap((call) => [
      { call, what: 'replaced', contact: OTHER_CONTACT },
      { call, what: 'removed', contact: null },
    ]),
  )('is in CONFLICT and not written when it is $what before call $call', async ({ call, contact }) => {
    const world = await changedBefore(call, contact);
    expect(world.ending(REQUEST_KEY)).toEqual(conflict);
    expect(world.contacts.get(SECURITY)).toEqual(contact);
    expect(world.contacts.writes).toEqual([]);
  });

  it('was APPLIED, and is not written again, when it changes before the call that reads back: AWS had acknowledged the write', async () => {
    const world = await changedBefore(READ_BACK_CALL);
    expect(world.ending(REQUEST_KEY)).toMatchObject({
      status: 'APPLIED',
      results: [{ status: 'APPLIED', confirmed: false }],
    });
    expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, NEW_CONTACT, OTHER_CONTACT]);
  });

  it('was APPLIED and stays as it is then when it changes before the call that releases the lock', async () => {
    const world = await changedBefore(RELEASE_CALL);
    expect(world.ending(REQUEST_KEY)).toMatchObject({ status: 'APPLIED' });
    expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, NEW_CONTACT, OTHER_CONTACT]);
  });

  it('is overwritten, because AWS has no conditional write, when it changes between the comparing read and the write', async () => {
    const world = await changedBefore(WRITE_CALL);
    expect(world.ending(REQUEST_KEY)).toMatchObject({ status: 'APPLIED' });
    expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, OTHER_CONTACT, NEW_CONTACT]);
  });
});

describe('a contact that somebody else has changed, shown half a second late,', () => {
  const change = { before: OLD_CONTACT, now: OLD_CONTACT, after: NEW_CONTACT };
  const LAG = 500;

  /** Somebody else has set the contact so many milliseconds ago. */
  async function changed(milliseconds: number): Promise<ApplyWorld> {
    const world = await worldOf(change);
    world.contacts.lags = [LAG];
    world.contacts.set(SECURITY, OTHER_CONTACT);
    vi.setSystemTime(Date.now() + milliseconds);
    return world;
  }

  it.each([LAG, LAG + 1])('is in CONFLICT and not written when it was changed %i ms ago', async (milliseconds) => {
    const world = await changed(milliseconds);
    await apply(world);
    expect(world.ending(REQUEST_KEY)).toMatchObject({ results: [{ status: 'CONFLICT' }] });
    expect(world.contacts.writes).toEqual([]);
  });

  it.each([0, LAG - 1])(
    'is overwritten, because no read shows that yet and AWS has no conditional write, when it was changed %i ms ago',
    async (milliseconds) => {
      const world = await changed(milliseconds);
      await apply(world);
      expect(world.ending(REQUEST_KEY)).toMatchObject({ status: 'APPLIED' });
      expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, OTHER_CONTACT, NEW_CONTACT]);
    },
  );

  /** The first attempt writes and dies; then somebody else sets the contact, and the next attempt comes. */
  async function changedAfterDeath(beforeChange: number, beforeAttempt: number): Promise<ApplyWorld> {
    const world = await worldOf(change);
    world.contacts.lags = [LAG];
    await attempt(world, { call: WRITE_CALL, when: 'after' });
    vi.setSystemTime(Date.now() + beforeChange);
    world.contacts.set(SECURITY, OTHER_CONTACT);
    vi.setSystemTime(Date.now() + beforeAttempt);
    await apply(world);
    return world;
  }

  it('is in CONFLICT and not written again when the attempt after a death finds it', async () => {
    const world = await changedAfterDeath(100, LAG);
    expect(world.ending(REQUEST_KEY)).toMatchObject({ results: [{ status: 'CONFLICT' }] });
    expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, NEW_CONTACT, OTHER_CONTACT]);
  });

  it('is left, and the request APPLIED, when the attempt after a death still finds the write of the one before', async () => {
    const world = await changedAfterDeath(LAG, 0);
    expect(world.ending(REQUEST_KEY)).toMatchObject({ status: 'APPLIED' });
    expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, NEW_CONTACT, OTHER_CONTACT]);
  });

  it('is overwritten, because it looks as if nobody had written, when the attempt after a death finds neither that nor the write of the one before', async () => {
    const world = await changedAfterDeath(100, 100);
    expect(world.contacts.valuesOf(SECURITY)).toEqual([OLD_CONTACT, NEW_CONTACT, OTHER_CONTACT, NEW_CONTACT]);
  });
});
