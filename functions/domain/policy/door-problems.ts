import validRequest, { type ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { confusableDomains } from '../request/contact-problems.ts';
import { formProblems } from '../request/form-problems.ts';
import { oncePerPlace, type Problem } from '../request/problem.ts';
import { foreignEmailDomains, repeatedContacts, reservedSource } from '../request/request-rules.ts';
import type { Policy } from './policy.ts';

/** A request that came in by HTTP: valid as far as can be told without AWS, or what is wrong with it. */
export type CheckedAtDoor = { request: ChangeRequest } | { problems: Problem[] };

/** Checks a request of any shape where it comes in, so that its sender has the answer at once. The workflow checks it again. */
export function checkAtDoor(
  detail: unknown,
  { allowedEmailDomains, confusableDomains: rule }: Pick<Policy, 'allowedEmailDomains' | 'confusableDomains'>,
): CheckedAtDoor {
  if (!validRequest(detail)) return { problems: formProblems(detail) };
  const problems = oncePerPlace([
    ...formProblems(detail),
    ...reservedSource(detail),
    ...repeatedContacts(detail),
    ...foreignEmailDomains(detail, allowedEmailDomains),
    ...confusableDomains(detail, rule),
  ]);
  return problems.length > 0 ? { problems } : { request: detail };
}

/** The largest request in bytes of its JSON: the state of its execution holds 256 KiB, and its accounts must still fit. */
export const REQUEST_BYTES = 200_000;

/** Whether a request is too large for its execution. What was written where it was corrected may double what was sent. */
export function isTooLarge(request: object): boolean {
  return Buffer.byteLength(JSON.stringify(request)) > REQUEST_BYTES;
}

/** A ticket system proves its requests by itself, so nobody else may claim to be one. */
export function ticketSystemClaimed({ source }: ChangeRequest, { sources = {} }: Pick<Policy, 'sources'>): Problem[] {
  return Object.hasOwn(sources, source.system.toLowerCase())
    ? [{ pointer: '/source/system', code: 'reservedSource' }]
    : [];
}
