import type { PolicySchema } from '../../../schemas/compiled/policy-schema.js';
import { ALTERNATE_CONTACT_TYPES, type AlternateContactType } from '../contact/contact.ts';
import { ruleFor } from '../policy/approval-rule.ts';
import { expandGroups, membersOf, type Policy } from '../policy/policy.ts';
import { ORGANIZATION_SYSTEM } from '../request/request.ts';
import type { InventoryItem, OutsideChange, SeenContact } from './inventory.ts';

/** What follows when somebody else has changed a contact. */
export type DriftAction = 'report' | 'revert' | 'adopt';

/** A contact that somebody else has changed. */
export interface Drift {
  item: InventoryItem;
  alternateContactType: AlternateContactType;
  seen: SeenContact;
  change: OutsideChange;
}

/** The contacts of an account that somebody else has changed, as long as not everybody has been told of it. */
export function driftsOf(item: InventoryItem): Drift[] {
  return ALTERNATE_CONTACT_TYPES.flatMap((alternateContactType) => {
    const seen = item.contacts[alternateContactType];
    const change = seen?.changedOutside;
    if (!seen || !change || (change.isReported && change.isMailed)) return [];
    return [{ item, alternateContactType, seen, change }];
  });
}

/** So many changes of a contact are answered by requests in a day: no two programs shall fight over it without end. */
const MOST_ANSWERS = 3;

const DAY_MILLISECONDS = 86_400_000;

/**
 * What the policy wants to follow. What is as it should be, and what nobody has said should be anything, is only reported; so is a
 * contact that an approved request has set since, and one that somebody changes again and again.
 */
export function driftAction({ drift = 'report' }: Pick<PolicySchema, 'drift'>, seen: SeenContact): DriftAction {
  const { standing, setBy, changedOutside } = seen;
  const isWrong = standing === 'drifted' || standing === 'missing';
  if (!isWrong || setBy || answersBefore(seen, changedOutside?.foundAt).length >= MOST_ANSWERS) return 'report';
  return typeof drift === 'string' ? drift : drift.action;
}

/** The changes that were answered on the day before this one was found (ISO 8601), and this one. */
export function withAnswer(seen: SeenContact, foundAt: string): string[] {
  return [...answersBefore(seen, foundAt), foundAt];
}

function answersBefore({ answered = [] }: SeenContact, foundAt = ''): string[] {
  const isLately = (at: string) => at < foundAt && Date.parse(foundAt) - Date.parse(at) < DAY_MILLISECONDS;
  return answered.filter(isLately);
}

/**
 * The addresses of those who hear of a change by mail: whom the policy names, or else the approvers of the rule that the contact
 * falls under. Where a request follows, its approvers hear of it by that.
 */
export function driftReaders(policy: Policy, { item, alternateContactType, seen }: Drift): string[] {
  const { drift } = policy;
  const named = typeof drift === 'object' ? drift.notify : undefined;
  if (named) return expandGroups(named, policy);
  if (driftAction(policy, seen) !== 'report') return [];
  const subject = { alternateContactType, action: 'PUT', account: item, source: ORGANIZATION_SYSTEM } as const;
  const rule = ruleFor(policy.approvals, { ...subject, requester: 'proven', changes: 1 });
  return expandGroups(membersOf(rule), policy);
}
