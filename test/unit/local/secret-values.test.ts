import { expect, test } from 'vitest';
import { readWebhookKeys } from '../../../functions/domain/policy/webhook-keys.ts';
import { externalSecret, webhookKeys } from '../../../local/secret-values.ts';

test('each ticket source has a key that is named after it, and Standard Webhooks one as they want it', () => {
  expect(readWebhookKeys(webhookKeys(['jira', 'standard']))).toEqual({
    jira: { current: 'local-jira-secret' },
    standard: { current: 'whsec_bG9jYWwtc3RhbmRhcmQtd2ViaG9va3Mtc2VjcmV0' },
  });
});

test('a key of a secret that an operator creates is named in its value', () => {
  expect(externalSecret('token')).toBe('local-token');
});
