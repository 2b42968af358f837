import { describe, expect, it } from 'vitest';
import {
  liveKeys,
  readWebhookKeys,
  sourcesWithKeys,
  withDueKeys,
  withNewKey,
} from '../../../../functions/domain/policy/webhook-keys.ts';
import type { TicketSource } from '../../../../schemas/compiled/policy-schema.js';

const NOW = new Date('2026-06-01T12:00:00.000Z');
const changedAt = NOW.toISOString();
const maker = { now: NOW, newKey: () => 'new' };
const desk = { proof: { kind: 'zendesk' }, mapping: '$' } as const;
const monthly = { ...desk, rotateEveryDays: 30 };
const iam: TicketSource = {
  proof: { kind: 'iam', principals: ['arn:aws:iam::111111111111:user/desk'] },
  mapping: '$',
};

const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000).toISOString();

const MALFORMED = [
  { what: 'a number', entry: 7 },
  { what: 'an empty text', entry: '' },
  { what: 'a list', entry: ['key'] },
  { what: 'null', entry: null },
  { what: 'an object without a current key', entry: { curent: 'my-key' } },
  { what: 'an empty current key', entry: { current: '' } },
  { what: 'a former key that is no text', entry: { current: 'my-key', former: 1 } },
  { what: 'a time that is none', entry: { current: 'my-key', former: 'my-key', changedAt: 'yesterday' } },
];

describe('readWebhookKeys', () => {
  it('reads what the secret holds, by source', () => {
    expect(readWebhookKeys('{ "jira": { "current": "a" }, "github": "b" }')).toEqual({
      jira: { current: 'a' },
      github: 'b',
    });
  });

  it.each(['', 'my-key', '"my-key"', '["my-key"]', 'null', '{ "jira": my-key }'])(
    'refuses %j, and repeats nothing of it',
    (text) => {
      let thrown: unknown;
      try {
        readWebhookKeys(text);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({ name: 'MalformedWebhookKeysError' });
      expect(thrown).not.toHaveProperty('cause');
      expect(String(thrown)).not.toContain('my-key');
    },
  );
});

describe('liveKeys', () => {
  it.each([
    { what: 'a text that an operator has written', entry: 'a', live: ['a'] },
    { what: 'a key that was never changed', entry: { current: 'a', changedAt }, live: ['a'] },
    { what: 'both within the week', entry: { current: 'b', former: 'a', changedAt: daysAgo(6.9) }, live: ['b', 'a'] },
    { what: 'the current one after it', entry: { current: 'b', former: 'a', changedAt: daysAgo(7) }, live: ['b'] },
    { what: 'the current one, if nobody knows since when', entry: { current: 'b', former: 'a' }, live: ['b'] },
  ])('are $what', ({ entry, live }) => {
    expect(liveKeys({ jira: entry, github: 'c' }, 'jira', NOW)).toEqual(live);
  });

  it.each(MALFORMED)('are refused when the source has $what, but those of others count', ({ entry }) => {
    const keys = { jira: entry, github: 'c' };
    const refusal = expect.objectContaining({ message: expect.stringMatching(/^(?!.*my-key).*that of jira/) });
    expect(() => liveKeys(keys, 'jira', NOW)).toThrow(refusal);
    expect(liveKeys(keys, 'github', NOW)).toEqual(['c']);
  });

  it.each(['unknown', 'constructor', '__proto__'])('are none for %s', (source) => {
    expect(liveKeys(readWebhookKeys('{}'), source, NOW)).toEqual([]);
  });
});

describe('sourcesWithKeys', () => {
  it('leaves out those that sign by IAM', () => {
    expect(sourcesWithKeys({ desk, monthly, iam })).toEqual(['desk', 'monthly']);
    expect(sourcesWithKeys(undefined)).toEqual([]);
  });
});

describe('withDueKeys', () => {
  it('makes the keys that are missing, and leaves the others', () => {
    const keys = { desk: 'a', gone: 'as before' };
    expect(withDueKeys(keys, { desk, monthly, iam }, maker)).toEqual({
      keys: { ...keys, monthly: { current: 'new', changedAt } },
      changes: [{ source: 'monthly', change: 'made' }],
    });
  });

  it('rotates a key when its days are over, and no other', () => {
    const keys = {
      desk: { current: 'a', changedAt: daysAgo(400) },
      monthly: { current: 'b', former: 'older', changedAt: daysAgo(30) },
      later: { current: 'c', changedAt: daysAgo(29.9) },
    };
    expect(withDueKeys(keys, { desk, monthly, later: monthly }, maker)).toEqual({
      keys: { ...keys, monthly: { current: 'new', former: 'b', changedAt } },
      changes: [{ source: 'monthly', change: 'rotated' }],
    });
  });

  it('counts the days of a key that an operator has written from now on', () => {
    const dated = withDueKeys({ desk: 'a', monthly: 'b' }, { desk, monthly }, maker);
    expect(dated).toEqual({ keys: { desk: 'a', monthly: { current: 'b', changedAt } }, changes: [] });
    expect(withDueKeys(dated.keys, { desk, monthly }, maker).keys).toBe(dated.keys);
  });

  it('is the same object when nothing is to be done', () => {
    const keys = { desk: 'a', monthly: { current: 'b', changedAt } };
    expect(withDueKeys(keys, { desk, monthly }, maker).keys).toBe(keys);
    expect(withDueKeys(keys, undefined, maker).keys).toBe(keys);
  });

  it.each(MALFORMED)('changes nothing when a source has $what', ({ entry }) => {
    expect(() => withDueKeys({ desk: entry }, { monthly, desk }, maker)).toThrow('that of desk is neither');
  });
});

describe('withNewKey', () => {
  const sources = { desk, iam };
  const entered = (keys: object, key?: string) =>
    withNewKey({ ...keys }, { source: 'desk', entered: key, sources }, maker);

  it('keeps the key before as the former one, and the keys of others', () => {
    const keys = { desk: { current: 'b', former: 'a', changedAt: daysAgo(1) }, other: 'c' };
    expect(entered(keys, 'mine')).toEqual({
      keys: { ...keys, desk: { current: 'mine', former: 'b', changedAt } },
      changes: [{ source: 'desk', change: 'entered' }],
    });
    expect(entered(keys).changes).toEqual([{ source: 'desk', change: 'rotated' }]);
  });

  it('ends a key that has leaked when it is called twice, with new keys as with the same one', () => {
    const twice = (key?: string) => entered(entered({ desk: 'leaked' }, key).keys, key).keys;
    expect(liveKeys(twice(), 'desk', NOW)).toEqual(['new']);
    expect(liveKeys(twice('mine'), 'desk', NOW)).toEqual(['mine']);
  });

  it.each(MALFORMED)('replaces $what', ({ entry }) => {
    expect(entered({ desk: entry }, 'mine').keys).toEqual({ desk: { current: 'mine', changedAt } });
  });

  it.each(['unknown', 'iam', 'toString'])('refuses %s, which has no key, and repeats nothing', (source) => {
    const refusal = 'the policy has no such ticket source with a key, only desk';
    expect(() => withNewKey({}, { source, entered: undefined, sources }, maker)).toThrow(refusal);
  });
});
