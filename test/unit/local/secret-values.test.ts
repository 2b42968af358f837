import { expect, test } from 'vitest';
import { declaredSecret, externalSecret } from '../../../local/secret-values.ts';

test.each([
  ['alternate-contacts-local/webhooks/jira', 'local-jira-secret'],
  ['alternate-contacts-local/webhooks/standard', 'whsec_bG9jYWwtc3RhbmRhcmQtd2ViaG9va3Mtc2VjcmV0'],
])('%s contains %s at first', (name, value) => {
  expect(declaredSecret(name)).toBe(value);
});

test('a key of a secret that an operator creates is named in its value', () => {
  expect(externalSecret('token')).toBe('local-token');
});
