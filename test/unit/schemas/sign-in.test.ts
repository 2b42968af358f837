import { describe, expect, it } from 'vitest';
import { missingSignIn, whoSignsIn } from '../../../schemas/sign-in.ts';
import { LAST, policyWith, read } from './policy/refusal.ts';

const SIGN_IN = `  - name: security
    when: { alternateContactType: [SECURITY] }
    approvers: [ciso@example.com, leads]
    quorum: 1
    confirm: signIn
    rounds: [{ wait: 1h }, { wait: 1h, escalateTo: [boss@example.com] }]`;

describe('missingSignIn', () => {
  const policy = read(policyWith(SIGN_IN, LAST));
  const given = { signInIssuer: 'https://id.example.com', signInClientId: 'contacts' };

  it.each([
    {
      what: 'both',
      lacking: { signInIssuer: '', signInClientId: '' },
      says: 'parameters signInIssuer and signInClientId are',
    },
    { what: 'the issuer', lacking: { signInIssuer: '' }, says: 'parameter signInIssuer is' },
    { what: 'the client', lacking: { signInClientId: '' }, says: 'parameter signInClientId is' },
  ])('names the rule and $what when they are missing', ({ lacking, says }) => {
    expect(missingSignIn(policy, { ...given, ...lacking })).toBe(
      `the rule "security" of the policy has confirm: signIn, but the ${says} not set: see docs/deploy.md`,
    );
  });

  it('is nothing when they are given, or no rule wants approvers to sign in', () => {
    expect(missingSignIn(policy, given)).toBeUndefined();
    expect(missingSignIn(read(policyWith(LAST)), { signInIssuer: '', signInClientId: '' })).toBeUndefined();
  });
});

describe('whoSignsIn', () => {
  it('is everybody whom the policy names when a rule wants approvers to sign in', () => {
    expect(whoSignsIn(read(policyWith(SIGN_IN, LAST)))).toEqual([
      'boss@example.com',
      'ciso@example.com',
      'lead-1@example.com',
      'lead-2@example.com',
    ]);
  });

  it('is nobody when no rule does', () => {
    expect(whoSignsIn(read(policyWith(SIGN_IN.replace('signIn', 'code'), LAST)))).toEqual([]);
  });
});
