import type { Identity } from '../compiled/policy-schema.js';
import type { PolicyProblem } from './policy-problem.ts';

/** A pattern for sessions of roles whose names begin as it says. */
const NAMED_ROLE = /^arn:[^:]+:sts::[^:]+:assumed-role\/[^*/]+[^/]*\/.+$/;

/** Entries that would let callers choose who they are: who assumes a role also names the session. */
export function identityProblems(identities: Identity[]): PolicyProblem[] {
  return identities.flatMap(({ principals, person }, index) =>
    principals.flatMap((principal, at): PolicyProblem[] => {
      if (person !== 'session-name' || NAMED_ROLE.test(principal)) return [];
      const message =
        'a session-name proves a person only for roles that name their sessions after people; name the role, such as arn:aws:sts::*:assumed-role/AWSReservedSSO_*/*';
      return [{ path: ['identities', index, 'principals', at], message }];
    }),
  );
}
