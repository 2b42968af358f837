import validRequest, { type ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { confusableDomains } from '../request/contact-problems.ts';
import { TICKET_EVENT_SOURCE } from '../request/event-source.ts';
import { formProblems } from '../request/form-problems.ts';
import { oncePerPlace, type Problem } from '../request/problem.ts';
import { ORGANIZATION_SYSTEM, type ProvenBy } from '../request/request.ts';
import { foreignEmailDomains, misnamedChangeSet, repeatedContacts, reservedId } from '../request/request-rules.ts';
import type { Policy } from './policy.ts';

/** A request that came in by HTTP: valid as far as can be told without AWS, or what is wrong with it. */
export type CheckedAtDoor = { request: ChangeRequest } | { problems: Problem[] };

/** Checks a request of any shape where it comes in, so that its sender has the answer at once. The workflow checks it again. */
export function checkAtDoor(
  detail: unknown,
  sender: Sender,
  policy: Pick<Policy, 'allowedEmailDomains' | 'confusableDomains' | 'sources'>,
): CheckedAtDoor {
  if (!validRequest(detail)) return { problems: formProblems(detail) };
  const { allowedEmailDomains, confusableDomains: rule } = policy;
  const problems = oncePerPlace([
    ...formProblems(detail),
    ...foreignSystem(detail.source.system, sender, policy),
    ...reservedId(detail),
    ...misnamedChangeSet(detail),
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

/** Who has put an event. */
export interface Sender {
  /** The source of the event, which the policy of the bus keeps for the webhooks or leaves to every producer. */
  eventSource: unknown;
  /** What the proof beside the event says of exactly this detail. */
  provenBy?: ProvenBy | undefined;
}

/**
 * Whether a request speaks for a system that is not its sender's: for the workflow itself, or for a ticket system without having
 * come by its webhook. What came by a webhook needs the proof of that, too: somebody may have started the execution by hand.
 */
export function foreignSystem(
  system: string | undefined,
  { eventSource, provenBy }: Sender,
  { sources = {} }: Pick<Policy, 'sources'>,
): Problem[] {
  const name = system?.toLowerCase() ?? '';
  const isOfTicket = eventSource === TICKET_EVENT_SOURCE;
  const isOwn = isOfTicket ? provenBy === 'signature' : !Object.hasOwn(sources, name);
  return isOwn && name !== ORGANIZATION_SYSTEM ? [] : [{ pointer: '/source/system', code: 'reservedSource' }];
}
