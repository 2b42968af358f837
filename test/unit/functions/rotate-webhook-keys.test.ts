import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeyUpdate, WebhookKeys } from '../../../functions/domain/policy/webhook-keys.ts';
import { handler } from '../../../functions/rotate-webhook-keys.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { policy } from './fakes/policy.ts';
import { invoke } from './invoke.ts';

const secret = vi.hoisted(() => ({ updateWebhookKeys: vi.fn() }));
vi.mock('../../../functions/aws/webhook-key-changes.ts', () => secret);
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const NOW = new Date('2026-06-01T12:00:00.000Z');
const changedAt = NOW.toISOString();
const desk = { proof: { kind: 'zendesk' }, mapping: '$' } as const;
const random = expect.stringMatching(/^[A-Za-z0-9]{48}$/);

let keys: WebhookKeys;
let logs: unknown[][];

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  policy.sources = { desk, other: { ...desk, rotateEveryDays: 30 } };
  keys = {};
  logs = [];
  secret.updateWebhookKeys.mockReset().mockImplementation(async (change: (current: WebhookKeys) => KeyUpdate) => {
    const update = change(keys);
    keys = update.keys;
    return update.changes;
  });
  for (const level of ['info', 'warn'] as const)
    vi.spyOn(logger, level).mockImplementation((...line: unknown[]) => void logs.push([level, ...line]));
});

describe('rotate-webhook-keys', () => {
  it('makes a random key of letters and digits for each source that has none, and raises no alarm', async () => {
    await expect(invoke(handler, {})).resolves.toEqual({ changed: ['desk', 'other'] });
    expect(keys).toEqual({ desk: { current: random, changedAt }, other: { current: random, changedAt } });
    expect(Object(keys['desk']).current).not.toBe(Object(keys['other']).current);
    expect(logs.filter(([level]) => level === 'warn')).toEqual([]);
    await expect(invoke(handler, {})).resolves.toEqual({ changed: [] });
  });

  it('rotates a key that is due, and says so', async () => {
    keys = { desk: 'as before', other: { current: 'old', changedAt: '2026-05-02T12:00:00.000Z' } };
    await expect(invoke(handler, {})).resolves.toEqual({ changed: ['other'] });
    expect(keys).toEqual({ desk: 'as before', other: { current: random, former: 'old', changedAt } });
    expect(logs).toContainEqual(['warn', 'A webhook key was rotated', { source: 'other', keyChange: 'rotated' }]);
  });

  it('rotates the key that an operator names, and says so', async () => {
    keys = { desk: 'old', other: 'as before' };
    await expect(invoke(handler, { source: 'desk' })).resolves.toEqual({ changed: ['desk'] });
    expect(keys).toEqual({ desk: { current: random, former: 'old', changedAt }, other: 'as before' });
    expect(logs).toContainEqual(['warn', 'A webhook key was rotated', { source: 'desk', keyChange: 'rotated' }]);
  });

  it('takes the key that an operator enters, and logs no key', async () => {
    keys = { desk: 'the-old-key' };
    await expect(invoke(handler, { source: 'desk', key: 'the-new-key' })).resolves.toEqual({ changed: ['desk'] });
    expect(keys).toEqual({ desk: { current: 'the-new-key', former: 'the-old-key', changedAt } });
    expect(logs).toContainEqual(['info', 'A webhook key was stored', { source: 'desk', change: 'entered' }]);
    expect(JSON.stringify(logs)).not.toMatch(/the-(old|new)-key/);
  });

  it.each([
    { what: 'a key without its source', input: { key: 'the-key' } },
    { what: 'a key with a blank at its end', input: { source: 'desk', key: 'the-key\n' } },
    { what: 'an empty key', input: { source: 'desk', key: '' } },
    { what: 'a misspelled field', input: { sourc: 'desk' } },
    { what: 'an event of a schedule', input: { source: 'aws.events', 'detail-type': 'Scheduled Event' } },
  ])('refuses $what, and repeats no key', async ({ input }) => {
    const error = await invoke(handler, input).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'BadRequestError' });
    expect(JSON.stringify([logs, error, String(error)])).not.toContain('the-key');
    expect(secret.updateWebhookKeys).not.toHaveBeenCalled();
  });

  it('refuses a source that the policy does not have by naming those that it has, and repeats nothing', async () => {
    const error = await invoke(handler, { source: 'the-key' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'UnknownTicketSourceError',
      message: expect.stringMatching(/only desk, other$/),
    });
    expect(JSON.stringify(logs)).not.toContain('the-key');
  });
});
