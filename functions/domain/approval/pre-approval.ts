import type { Account } from '../../../schemas/compiled/account.js';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { contactKey, contactName, isSameContact } from '../contact/contact.ts';
import type { RequestRecord } from '../ledger/record.ts';
import type { Electorate } from '../policy/policy.ts';
import { resolveApproval } from '../policy/resolve-approval.ts';
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
    return change && isSameContact(planned.after, change.action === 'PUT' ? change.contact : null);
  });
  const asked = { request: { ...request, source }, accounts, provenBy };
  return plan.length > 0 && isAsAsked && resolveApproval(policy, asked, plan).requirements.length === 0;
}

/** Whether a registered request asks nobody, whatever its contacts are now. */
export function asksNobody(record: RequestRecord, policy: Electorate): boolean {
  const plan = record.request.changes.map((change) => ({ ...contactKey(change), before: null, after: null }));
  return resolveApproval(policy, record, plan).requirements.length === 0;
}

/** Whether nobody had to be asked about a plan that has just been made, so that the read for it still compares. */
export function isPlannedJustNow({ history, approval }: RequestRecord, now: number): boolean {
  const planned = history.findLast(({ type }) => type === 'Planned');
  const isAsked = (approval?.requirements ?? []).length > 0;
  return planned !== undefined && !isAsked && now - Date.parse(planned.at) <= JUST_NOW_MILLISECONDS;
}
