import type { Account } from '../../../schemas/compiled/account.js';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { contactKey, contactName, isSameContact } from '../contact/contact.ts';
import type { RequestRecord } from '../ledger/record.ts';
import type { Electorate } from '../policy/policy.ts';
import { resolveApproval } from '../policy/resolve-approval.ts';
import { contactAfter } from '../request/plan.ts';
import type { ProvenBy } from '../request/request.ts';

/** A contact that was read for so long ago is read again before it is changed. */
const JUST_NOW_MILLISECONDS = 10_000;

/** What is known of a request from everywhere but its record. */
export interface KnownFacts {
  changes: Change[];
  source: ChangeRequest['source'];
  accounts: Account[];
  provenBy: ProvenBy;
}

/** Whether a planned request changes contacts only as was asked, and whether the policy asks nobody about that. */
export function isPreApproved({ request, plan = [] }: RequestRecord, facts: KnownFacts, policy: Electorate): boolean {
  const { changes, source, accounts, provenBy } = facts;
  const wanted = new Map(changes.map((change) => [contactName(change), change]));
  const isAsAsked = plan.every((planned) => {
    const change = wanted.get(contactName(planned));
    return change && isSameContact(planned.after, contactAfter(change));
  });
  const asked = { request: { ...request, source }, accounts, provenBy };
  return plan.length > 0 && isAsAsked && resolveApproval(policy, asked, plan).requirements.length === 0;
}

/** Whether a registered request asks nobody, whatever its contacts are now. */
export function asksNobody(record: RequestRecord, policy: Electorate): boolean {
  const plan = record.request.changes.map((change) => ({
    ...contactKey(change),
    before: null,
    after: contactAfter(change),
  }));
  return resolveApproval(policy, record, plan).requirements.length === 0;
}

/**
 * Whether nobody had to be asked about the plan, and each of its contacts was read just now as the plan has it before: these reads
 * compare as well. When the plan was made does not matter: that can be long after the reads.
 * @param now epoch milliseconds
 */
export function isReadJustNow(record: RequestRecord, now: number): boolean {
  const isAsked = (record.approval?.requirements ?? []).length > 0;
  // Clocks differ, but a time that is far in the future is no time of a read.
  return !isAsked && Math.abs(now - Date.parse(readAtOf(record) ?? '')) <= JUST_NOW_MILLISECONDS;
}

/** Since when the contacts are known to be as the plan has them before: ISO 8601; nothing if another read has to compare. */
export function readAtOf({ history }: RequestRecord): string | undefined {
  return history.findLast((event) => event.type === 'Planned')?.readAt;
}
