import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import CheckSignIn from '../../../packaging/check-sign-in.ts';
import { LAST, policyWith, read } from '../schemas/policy/refusal.ts';

const GIVEN = { SIGN_IN_ISSUER: 'https://id.example.com', SIGN_IN_CLIENT_ID: 'contacts' };

let serviceDir: string;

beforeEach(async () => {
  serviceDir = await mkdtemp(join(tmpdir(), 'service-'));
});
afterEach(() => rm(serviceDir, { recursive: true }));

/** Packages a policy with one rule, with this environment of the function. */
async function packaging(confirm: string, environment: Record<string, string>): Promise<() => void> {
  await mkdir(join(serviceDir, 'schemas/compiled/policy'), { recursive: true });
  const policy = read(policyWith(LAST.replace('quorum: 1', `quorum: 1, confirm: ${confirm}`)));
  await writeFile(join(serviceDir, 'schemas/compiled/policy/policy.json'), JSON.stringify(policy));
  const service = { functions: { 'begin-sign-in': { environment } } };
  return new CheckSignIn({ serviceDir, service, classes: { Error } }).hooks['before:package:initialize'];
}

describe('packaging', () => {
  it('is refused when a rule wants approvers to sign in, and nobody says where', async () => {
    const pack = await packaging('signIn', { SIGN_IN_ISSUER: '', SIGN_IN_CLIENT_ID: '' });
    expect(pack).toThrow(
      /^The service cannot be packaged: the rule "rest" .* signInIssuer and signInClientId are not set/,
    );
  });

  it('goes on when it is said where, or no rule wants it', async () => {
    expect(await packaging('signIn', GIVEN)).not.toThrow();
    expect(await packaging('code', {})).not.toThrow();
  });
});
