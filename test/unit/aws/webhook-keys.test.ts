import '../environment.ts';

import { DecryptionFailure, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeClient, type SentCommand } from './fake-client.ts';

const NOW = new Date('2026-06-01T12:00:00.000Z');
const changedAt = NOW.toISOString();
const JIRA = { current: 'current', former: 'former', changedAt };

/** What the secret holds; nothing is a secret without a version. */
let held: unknown;
let sent: SentCommand[];
let readLiveKeys: typeof import('../../../functions/aws/webhook-keys.ts').readLiveKeys;
let readKeysVersion: typeof import('../../../functions/aws/webhook-keys.ts').readKeysVersion;

const passes = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  vi.resetModules();
  ({ readLiveKeys, readKeysVersion } = await import('../../../functions/aws/webhook-keys.ts'));
  held = { jira: JIRA, github: 'of github' };
  sent = fakeClient(SecretsManagerClient, () => {
    if (held === undefined) throw new ResourceNotFoundException({ message: 'none', $metadata: {} });
    return { SecretString: JSON.stringify(held), VersionId: 'first' };
  });
});

describe('readLiveKeys', () => {
  it('reads the current key of the source, and the one before, in one call', async () => {
    await expect(readLiveKeys('jira')).resolves.toEqual(['current', 'former']);
    const read = { name: 'GetSecretValueCommand', input: { SecretId: 'alternate-contacts-test/webhooks' } };
    expect(sent).toEqual([read]);
  });

  describe('counts the one before the current', () => {
    const WEEK_SECONDS = 7 * 86_400;

    it('for a week, to the second, even if it has read both before', async () => {
      await readLiveKeys('jira');
      passes(WEEK_SECONDS - 1);
      await expect(readLiveKeys('jira', WEEK_SECONDS + 1)).resolves.toEqual(['current', 'former']);
      passes(1);
      await expect(readLiveKeys('jira', WEEK_SECONDS + 1)).resolves.toEqual(['current']);
      expect(sent).toHaveLength(1);
    });

    it('no longer than a minute after it was changed twice', async () => {
      await readLiveKeys('jira');
      held = { jira: { current: 'third', former: 'second', changedAt } };
      passes(60);
      await expect(readLiveKeys('jira')).resolves.toEqual(['third', 'second']);
    });
  });

  it('is nothing when the source has no key, and when nobody has written any', async () => {
    await expect(readLiveKeys('unknown')).resolves.toEqual([]);
    await expect(readLiveKeys('toString')).resolves.toEqual([]);
    held = undefined;
    await expect(readLiveKeys('jira', 0)).resolves.toEqual([]);
  });

  it.each([
    { age: 44, maxAge: undefined, reads: 1 },
    { age: 45, maxAge: undefined, reads: 2 },
    { age: 9, maxAge: 10, reads: 1 },
    { age: 10, maxAge: 10, reads: 2 },
    { age: 0, maxAge: 0, reads: 2 },
  ])('has read $reads times when it is asked after $age s for keys of $maxAge s', async ({ age, maxAge, reads }) => {
    await readLiveKeys('jira');
    passes(age);
    held = { jira: 'rotated' };
    await expect(readLiveKeys('jira', maxAge)).resolves.toEqual(reads === 2 ? ['rotated'] : ['current', 'former']);
    expect(sent).toHaveLength(reads);
  });

  it('keeps what it has read last, for all sources', async () => {
    await readLiveKeys('jira');
    passes(10);
    await readLiveKeys('jira', 10);
    passes(44);
    await expect(readLiveKeys('github')).resolves.toEqual(['of github']);
    expect(sent).toHaveLength(2);
  });

  it('throws the error of AWS by its name when it is any other, and keeps nothing', async () => {
    fakeClient(SecretsManagerClient, () => {
      throw new DecryptionFailure({ message: 'no key', $metadata: {} });
    });
    await expect(readLiveKeys('jira')).rejects.toMatchObject({ name: 'DecryptionFailure' });
    fakeClient(SecretsManagerClient, () => ({ SecretString: '{"jira":"now"}' }));
    await expect(readLiveKeys('jira')).resolves.toEqual(['now']);
  });

  it('refuses a secret that is no JSON, once the earlier answer is too old', async () => {
    await readLiveKeys('jira');
    fakeClient(SecretsManagerClient, () => ({ SecretString: 'a key that somebody has pasted' }));
    passes(45);
    await expect(readLiveKeys('jira')).rejects.toMatchObject({ name: 'MalformedWebhookKeysError' });
  });
});

describe('readKeysVersion', () => {
  it('says which version the keys are of', async () => {
    await expect(readKeysVersion()).resolves.toEqual({ keys: held, versionId: 'first' });
  });

  it('refuses a secret that is not a text', async () => {
    fakeClient(SecretsManagerClient, () => ({ SecretBinary: new Uint8Array([1]), VersionId: 'first' }));
    await expect(readKeysVersion()).rejects.toMatchObject({ name: 'MalformedWebhookKeysError' });
  });
});
