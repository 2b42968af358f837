import '../environment.ts';

import {
  DecryptionFailure,
  InvalidParameterException,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { updateWebhookKeys } from '../../../functions/aws/webhook-key-changes.ts';
import type { WebhookKeys } from '../../../functions/domain/policy/webhook-keys.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => {} }));

const SecretId = 'alternate-contacts-test/webhooks';

/** The secret, as far as Secrets Manager's rules for the label of the current version matter. */
let versions: Map<string, string>;
let current: string | undefined;
let sent: SentCommand[];
/** Called before the label moves. */
let meanwhile: () => void;
/** What comes instead of the answer of a call that was done. */
let lostAnswer: Error | undefined;

const write = (id: string, keys: object) => {
  versions.set(id, JSON.stringify(keys));
  current = id;
};
const held = (): unknown => JSON.parse(versions.get(current ?? '') ?? 'null');
/** Adds a key, which only this test does. */
const enter = (source: string) => (keys: WebhookKeys) => ({
  keys: { ...keys, [source]: 'entered' },
  changes: [{ source, change: 'entered' as const }],
});

function answer({ name, input }: SentCommand): unknown {
  if (name === 'GetSecretValueCommand') {
    if (current === undefined) throw new ResourceNotFoundException({ message: 'no version', $metadata: {} });
    return { SecretString: versions.get(current), VersionId: current };
  }
  if (name === 'PutSecretValueCommand') {
    const VersionId = `version-${versions.size + 1}`;
    versions.set(VersionId, String(input['SecretString']));
    if (current !== undefined) return { VersionId, VersionStages: input['VersionStages'] };
    current = VersionId;
    return { VersionId, VersionStages: ['AWSCURRENT', input['VersionStages']].flat() };
  }
  meanwhile();
  if (input['RemoveFromVersionId'] !== current)
    throw new InvalidParameterException({ message: 'it is at another version', $metadata: {} });
  current = String(input['MoveToVersionId']);
  if (lostAnswer) throw lostAnswer;
  return {};
}

beforeEach(() => {
  versions = new Map();
  current = undefined;
  meanwhile = () => {};
  lostAnswer = undefined;
  sent = fakeClient(SecretsManagerClient, answer);
  write('first', { github: 'as before' });
});

describe('updateWebhookKeys', () => {
  it('stores a version that does not count yet, and then takes the label from the one that was read', async () => {
    await expect(updateWebhookKeys(enter('jira'))).resolves.toEqual([{ source: 'jira', change: 'entered' }]);
    expect(held()).toEqual({ github: 'as before', jira: 'entered' });
    const SecretString = JSON.stringify(held());
    const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: 'version-2', RemoveFromVersionId: 'first' };
    expect(sent).toEqual([
      { name: 'GetSecretValueCommand', input: { SecretId } },
      { name: 'PutSecretValueCommand', input: { SecretId, SecretString, VersionStages: ['NEXT'] } },
      { name: 'UpdateSecretVersionStageCommand', input: { SecretId, ...move } },
    ]);
  });

  it('makes the first version of a secret, which is the current one at once', async () => {
    current = undefined;
    await updateWebhookKeys(enter('jira'));
    expect(held()).toEqual({ jira: 'entered' });
    expect(sent.map(({ name }) => name)).toEqual(['GetSecretValueCommand', 'PutSecretValueCommand']);
  });

  it('writes nothing when nothing changes', async () => {
    await expect(updateWebhookKeys((keys) => ({ keys, changes: [] }))).resolves.toEqual([]);
    expect(sent.map(({ name }) => name)).toEqual(['GetSecretValueCommand']);
  });

  it('keeps what somebody else has written meanwhile, with AWS CLI or by another invocation', async () => {
    meanwhile = () => {
      meanwhile = () => {};
      write('theirs', { github: 'theirs' });
    };
    await updateWebhookKeys(enter('jira'));
    expect(held()).toEqual({ github: 'theirs', jira: 'entered' });
  });

  it('ends when others are first each time, and has changed nothing', async () => {
    let count = 0;
    meanwhile = () => {
      count += 1;
      write(`theirs-${count}`, { github: `theirs ${count}` });
    };
    await expect(updateWebhookKeys(enter('jira'))).rejects.toMatchObject({ name: 'ConcurrentUpdateError' });
    expect(held()).toEqual({ github: 'theirs 5' });
  });

  it.each([
    new InvalidParameterException({ message: 'the label is at another version', $metadata: {} }),
    new DecryptionFailure({ message: 'no answer', $metadata: {} }),
  ])('changes a key once when the answer to the last call was lost, and $name comes instead', async (error) => {
    lostAnswer = error;
    await expect(updateWebhookKeys(enter('jira'))).resolves.toEqual([{ source: 'jira', change: 'entered' }]);
    expect(sent.filter(({ name }) => name === 'PutSecretValueCommand')).toHaveLength(1);
  });

  it('throws the error of AWS by its name when it is any other', async () => {
    meanwhile = () => {
      throw new DecryptionFailure({ message: 'no key', $metadata: {} });
    };
    await expect(updateWebhookKeys(enter('jira'))).rejects.toMatchObject({ name: 'DecryptionFailure' });
    expect(held()).toEqual({ github: 'as before' });
  });

  it('writes nothing over a secret that it cannot read', async () => {
    versions.set('first', 'not JSON');
    await expect(updateWebhookKeys(enter('jira'))).rejects.toMatchObject({ name: 'MalformedWebhookKeysError' });
    expect(sent).toHaveLength(1);
  });
});
