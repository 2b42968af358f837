import { expandGroups, membersOf, type Policy } from '../functions/domain/policy/policy.ts';

/** What a deployment must say about the identity provider at which approvers sign in. */
export interface SignInParameters {
  signInIssuer: string;
  signInClientId: string;
}

/** Everybody whom the policy names, in order, if one of its rules wants approvers to sign in; otherwise nobody. */
export function whoSignsIn(policy: Policy): string[] {
  if (!policy.approvals.some(isWanted)) return [];
  const members = [...policy.approvals.flatMap(membersOf), ...Object.keys(policy.groups)];
  return expandGroups(members, policy).toSorted();
}

/** What is missing for the rules of the policy that want approvers to sign in; nothing if nothing is. */
export function missingSignIn({ approvals }: Pick<Policy, 'approvals'>, given: SignInParameters): string | undefined {
  const rule = approvals.find(isWanted);
  const missing = [
    ...(given.signInIssuer === '' ? ['signInIssuer'] : []),
    ...(given.signInClientId === '' ? ['signInClientId'] : []),
  ];
  if (!rule || missing.length === 0) return undefined;
  const are = missing.length === 1 ? `the parameter ${missing[0]} is` : `the parameters ${missing.join(' and ')} are`;
  return `the rule "${rule.name}" of the policy has confirm: signIn, but ${are} not set: see docs/deploy.md`;
}

function isWanted({ confirm }: Policy['approvals'][number]): boolean {
  return confirm === 'signIn';
}
