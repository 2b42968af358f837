import type { Account } from '../../../schemas/compiled/account.js';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { contactName, isSameContact } from '../contact/contact.ts';
import type { RequestRecord } from '../ledger/record.ts';
import type { Electorate } from '../policy/policy.ts';
import { resolveApproval } from '../policy/resolve-approval.ts';
import type { ProvenBy } from '../request/request.ts';

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
