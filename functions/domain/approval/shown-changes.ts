import { contactName } from '../contact/contact.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { isListed, type Policy } from '../policy/policy.ts';
import type { PlannedChange } from '../request/plan.ts';

/** A change as somebody may see it. `hidden` is a contact that only approvers see. */
export type ShownChange = Omit<PlannedChange, 'before'> & { before: PlannedChange['before'] | 'hidden' };

/**
 * Whether the requester sees what a contact is now. Whoever may ask for a change could otherwise ask for it to be told a name, an
 * address and a phone number: only those see them who approve such requests by themselves, under every rule of this one.
 */
export function seesCurrentContacts({ request, approval }: RequestRecord, policy: Policy): boolean {
  if (policy.requestersSeeCurrentContacts) return true;
  const rules = (approval?.requirements ?? []).map(({ rule }) => rule);
  return rules.length > 0 && rules.every((rule) => isListed(policy, rule, request.requestedBy));
}

/** The plan as its requester sees it. What was there before a change that has been applied is no secret to who asked for it. */
export function requesterChanges({ plan = [], results = [] }: RequestRecord, seesCurrent: boolean): ShownChange[] {
  if (seesCurrent) return plan;
  const applied = new Set(results.filter(({ status }) => status === 'APPLIED').map(contactName));
  return plan.map((change) => ({
    ...change,
    before: change.before && !applied.has(contactName(change)) ? 'hidden' : change.before,
  }));
}
