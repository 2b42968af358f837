import type { CaughtError } from '../../../schemas/compiled/record-outcome.input.js';
import type { Limits } from '../policy/limits.ts';
import type { Problem } from '../request/problem.ts';

/** Why a request is INVALID whose registration ended with this error: a limit of the policy; nothing for another error. */
export function limitProblem(caught: CaughtError | undefined, limits: Limits): Problem | undefined {
  switch (caught?.Error) {
    case 'TooManyOfRequesterError':
      return { pointer: '/requestedBy', code: 'tooManyOfRequester', open: limits.openRequestsPerRequester };
    case 'TooManyForContactError':
      return { pointer: '/changes', code: 'tooManyForContact', open: limits.openRequestsPerContact };
    default:
      return undefined;
  }
}
