import '../environment.ts';

import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, it } from 'vitest';
import { readClientSecret } from '../../../functions/aws/client-secret.ts';
import { fakeClient } from './fake-client.ts';

it('the secret of the client is read by its name', async () => {
  const sent = fakeClient(SecretsManagerClient, () => ({ SecretString: 'the secret' }));
  await expect(readClientSecret('contacts/sign-in')).resolves.toBe('the secret');
  expect(sent).toMatchObject([{ name: 'GetSecretValueCommand', input: { SecretId: 'contacts/sign-in' } }]);
});

it('a secret without text is an error that names it', async () => {
  fakeClient(SecretsManagerClient, () => ({}));
  await expect(readClientSecret('contacts/sign-in')).rejects.toThrow('contacts/sign-in has no text');
});
