import type { CaughtError } from '../../../schemas/compiled/record-outcome.input.js';
import { type Limits, mostForContact } from '../policy/limits.ts';
import type { Problem } from '../request/problem.ts';
import type { ProvenBy } from '../request/request.ts';

/** Why a request is INVALID whose registration ended with this error: a limit of the policy; nothing for another error. */
export function limitProblem(
  caught: CaughtError | undefined,
  limits: Limits,
  provenBy: ProvenBy | undefined,
): Problem | undefined {
  switch (caught?.Error) {
    case 'TooManyOfRequesterError':
      return { pointer: '/requestedBy', code: 'tooManyOfRequester', open: limits.openRequestsPerRequester };
    case 'TooManyForContactError':
      return { pointer: '/changes', code: 'tooManyForContact', open: mostForContact(limits, provenBy) };
    default:
      return undefined;
  }
}
