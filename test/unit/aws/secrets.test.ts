import '../environment.ts';

import { DecryptionFailure, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeClient, type SentCommand } from './fake-client.ts';

const NOW = new Date('2026-06-01T12:00:00.000Z');

/** What Secrets Manager holds, by secret and stage; text that is missing is a stage that does not exist. */
let stages: Record<string, string | undefined>;
/** When the current version was made. */
let changedAt: Date | undefined;
let sent: SentCommand[];
let readWebhookSecrets: typeof import('../../../functions/aws/secrets.ts').readWebhookSecrets;

const stageOf = ({ input }: SentCommand) => `${input['SecretId']} ${input['VersionStage']}`;
const passes = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  vi.resetModules();
  ({ readWebhookSecrets } = await import('../../../functions/aws/secrets.ts'));
  changedAt = NOW;
  stages = {
    'alternate-contacts-test/webhooks/jira AWSCURRENT': 'current',
    'alternate-contacts-test/webhooks/jira AWSPREVIOUS': 'previous',
  };
  sent = fakeClient(SecretsManagerClient, (command) => {
    const SecretString = stages[stageOf(command)];
    if (SecretString === undefined) throw new ResourceNotFoundException({ message: 'none', $metadata: {} });
    return { SecretString, CreatedDate: changedAt };
  });
});

describe('readWebhookSecrets', () => {
  it('reads the current secret of the source, and the previous one', async () => {
    await expect(readWebhookSecrets('jira')).resolves.toEqual(['current', 'previous']);
    expect(sent.map(({ name }) => name)).toEqual(['GetSecretValueCommand', 'GetSecretValueCommand']);
    expect(sent.map(stageOf).sort()).toEqual(Object.keys(stages).sort());
  });

  describe('counts the one before the current', () => {
    const WEEK_SECONDS = 7 * 86_400;

    it('for a week, to the second, even if it has read both before', async () => {
      passes(WEEK_SECONDS - 1);
      await expect(readWebhookSecrets('jira')).resolves.toEqual(['current', 'previous']);
      passes(1);
      await expect(readWebhookSecrets('jira')).resolves.toEqual(['current']);
      expect(sent).toHaveLength(2);
    });

    it('no longer than a minute after it was changed twice', async () => {
      await readWebhookSecrets('jira');
      stages['alternate-contacts-test/webhooks/jira AWSCURRENT'] = 'third';
      stages['alternate-contacts-test/webhooks/jira AWSPREVIOUS'] = 'second';
      passes(60);
      await expect(readWebhookSecrets('jira')).resolves.toEqual(['third', 'second']);
    });

    it('not at all when nobody knows since when it is not the current one', async () => {
      changedAt = undefined;
      await expect(readWebhookSecrets('jira')).resolves.toEqual(['current']);
    });
  });

  it('is the current one alone when there is no previous', async () => {
    stages['alternate-contacts-test/webhooks/jira AWSPREVIOUS'] = undefined;
    await expect(readWebhookSecrets('jira')).resolves.toEqual(['current']);
  });

  it('is nothing when the source has no secret', async () => {
    await expect(readWebhookSecrets('unknown')).resolves.toEqual([]);
  });

  it('is empty when the secret is not a text', async () => {
    fakeClient(SecretsManagerClient, () => ({ SecretBinary: new Uint8Array([1]) }));
    await expect(readWebhookSecrets('jira')).resolves.toEqual([]);
  });

  it.each([
    { age: 44, maxAge: undefined, reads: 2 },
    { age: 45, maxAge: undefined, reads: 4 },
    { age: 9, maxAge: 10, reads: 2 },
    { age: 10, maxAge: 10, reads: 4 },
    { age: 0, maxAge: 0, reads: 4 },
  ])(
    'has read $reads stages when it is asked after $age s for secrets of $maxAge s',
    async ({ age, maxAge, reads }) => {
      await readWebhookSecrets('jira');
      passes(age);
      stages['alternate-contacts-test/webhooks/jira AWSCURRENT'] = 'rotated';
      const [current] = await readWebhookSecrets('jira', maxAge);
      expect(sent).toHaveLength(reads);
      expect(current).toBe(reads === 4 ? 'rotated' : 'current');
    },
  );

  it('keeps what it has read last', async () => {
    await readWebhookSecrets('jira');
    passes(10);
    await readWebhookSecrets('jira', 10);
    passes(44);
    await readWebhookSecrets('jira');
    expect(sent).toHaveLength(4);
  });

  it('keeps the secrets of each source apart', async () => {
    stages['alternate-contacts-test/webhooks/github AWSCURRENT'] = 'of github';
    await readWebhookSecrets('jira');
    await expect(readWebhookSecrets('github')).resolves.toEqual(['of github']);
    await expect(readWebhookSecrets('jira')).resolves.toEqual(['current', 'previous']);
  });

  it('throws the error of AWS by its name when it is any other, and keeps nothing', async () => {
    fakeClient(SecretsManagerClient, () => {
      throw new DecryptionFailure({ message: 'no key', $metadata: {} });
    });
    await expect(readWebhookSecrets('jira')).rejects.toMatchObject({ name: 'DecryptionFailure' });
    fakeClient(SecretsManagerClient, () => ({ SecretString: 'now' }));
    await expect(readWebhookSecrets('jira')).resolves.toEqual(['now']);
  });
});
