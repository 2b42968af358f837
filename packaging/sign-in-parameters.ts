import type { Policy } from '../functions/domain/policy/policy.ts';

/** What a deployment must say about the identity provider at which approvers sign in. */
export interface SignInParameters {
  signInIssuer: string;
  signInClientId: string;
}

/** Whether a rule of the policy wants approvers to sign in. */
export function wantsSignIn({ approvals }: Pick<Policy, 'approvals'>): boolean {
  return approvals.some(({ confirm }) => confirm === 'signIn');
}

/** What is missing for the rules of the policy that want approvers to sign in; nothing if nothing is. */
export function missingSignIn(policy: Pick<Policy, 'approvals'>, given: SignInParameters): string | undefined {
  const rule = policy.approvals.find(({ confirm }) => confirm === 'signIn');
  const missing = [
    ...(given.signInIssuer === '' ? ['signInIssuer'] : []),
    ...(given.signInClientId === '' ? ['signInClientId'] : []),
  ];
  if (!rule || missing.length === 0) return undefined;
  const parameters =
    missing.length === 1 ? `the parameter ${missing[0]} is` : `the parameters ${missing.join(' and ')} are`;
  return `the rule "${rule.name}" of the policy has confirm: signIn, but ${parameters} not set: see docs/deploy.md`;
}
