import { findFreePort } from 'embedded-aws/net/ports.ts';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../local/settings.ts';
import { startSignIn } from '../../../local/sign-in.ts';
import { signInPage } from '../../../local/sign-in-page.ts';

const policyOf = (whoSignsIn: string[]) => ({ layerFiles: {}, webhookSources: [], whoSignsIn });

describe('startSignIn', () => {
  it('starts a provider, and says so to the deployment, when somebody must sign in', async () => {
    const port = await findFreePort();
    const signIn = await startSignIn(readSettings({ SIGN_IN_PORT: String(port) }), policyOf(['ana@example.com']));
    const { signInIssuer: issuer = '' } = signIn?.params ?? {};
    const response = await fetch(`${issuer}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({ issuer: `http://127.0.0.1:${port}` });
    signIn?.stop();
    await expect(fetch(issuer)).rejects.toThrow();
  });

  it.each([
    { what: 'nobody must sign in', settings: {}, people: [] },
    {
      what: 'the settings name another provider',
      settings: { DEPLOYMENT_PARAMS: '{"signInIssuer":"https://id.example.com","signInClientId":"x"}' },
      people: ['ana@example.com'],
    },
  ])('starts none when $what', async ({ settings, people }) => {
    await expect(startSignIn(readSettings(settings), policyOf(people))).resolves.toBeUndefined();
  });
});

describe('signInPage', () => {
  it('offers everybody of the policy, somebody else, and a way out', () => {
    const page = signInPage(['ana@example.com', 'bo@example.com'], 'ana@example.com');
    for (const person of ['ana@example.com', 'bo@example.com', ''])
      expect(page).toContain(`name="person" value="${person}"`);
    expect(page).toContain('The service expects <strong>ana@example.com</strong>');
    expect(page).toContain('<input id="person" name="person" type="email" required>');
  });

  it('escapes what it is given', () => {
    const page = signInPage([`"'><b>@example.com`], '<i>');
    expect(page).toContain('value="&quot;&#39;&gt;&lt;b&gt;@example.com"');
    expect(page).not.toMatch(/<b>|<i>/);
  });
});
