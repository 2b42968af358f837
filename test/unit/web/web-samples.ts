import { contactKey } from '../../../functions/domain/contact/contact.ts';
import { WORKFLOW } from '../../../functions/domain/ledger/events.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import type { ChangeResult, RequestRecord } from '../../../functions/domain/ledger/record.ts';
import type { Requirement } from '../../../functions/domain/policy/required-approval.ts';
import type { FinalStatus } from '../../../functions/domain/request/request.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { Contact } from '../../../schemas/compiled/contact.js';
import * as builders from '../builders.ts';

export const NOW = new Date('2026-06-02T07:30:00.000Z');
export const LINK = `https://contacts.example.com/approvals/${'aB3-_'.repeat(8)}xyz`;
export const REQUEST_LINK = LINK.replace('/approvals/', '/requests/');

export const OLD_CONTACT: Contact = {
  name: 'Security desk',
  title: 'Security operations',
  emailAddress: 'security@example.com',
  phoneNumber: '+1 555 0100',
};
/** Title and phone stay as they are. */
export const NEW_CONTACT: Contact = { ...OLD_CONTACT, name: 'SOC', emailAddress: 'soc@example.com' };

/** A request of jane@example.com that waits for one of two approvers until 4 June, 10:00 UTC. */
export function pendingRecord(facts: builders.RecordFacts = {}): RequestRecord {
  const plan = [builders.plannedChange({ before: OLD_CONTACT, after: NEW_CONTACT })];
  return builders.pendingRecord({ request: sampleRequest(), plan, ...facts });
}

/** The same record of another request. */
export function withRequest(differences: Partial<ChangeRequest>): RequestRecord {
  return pendingRecord({ request: { ...sampleRequest(), ...differences } });
}

/** The same record under other requirements. */
export function withRequirements(...requirements: Requirement[]): RequestRecord {
  return pendingRecord({ approval: builders.approvalOf(1, { requirements }) });
}

/** The record of a request that has ended with these results. */
export function endedRecord(status: FinalStatus, results: ChangeResult[]): RequestRecord {
  const changes = results.map((result) => builders.putChange(contactKey(result), NEW_CONTACT));
  return pendingRecord({ status, results, request: { ...sampleRequest(), changes } });
}

/** A request for the same contact in so many accounts, all of them in one OU. */
export function recordOfAccounts(count: number): RequestRecord {
  const ids = Array.from({ length: count }, (_, index) => String(900_000_000_001 + index));
  const accounts = ids.map((accountId, index) =>
    builders.account({ accountId, name: `Bulk ${index + 1}`, ouPath: ['Root', 'Workloads', 'Production'] }),
  );
  const plan = ids.map((accountId) => builders.plannedChange({ accountId, before: OLD_CONTACT, after: NEW_CONTACT }));
  const changes = plan.map((change) => builders.putChange(contactKey(change), NEW_CONTACT));
  const request = { ...sampleRequest(), changes };
  const approval = builders.approvalOf();
  return recordOf([
    builders.requested({ request, accounts }),
    builders.planned({ plan, approval }),
    builders.approvalRequested(),
  ]);
}

/** The request of `pendingRecord` after another one went first: to be compared anew. */
export function outdatedRecord(): RequestRecord {
  return recordOf([...pendingRecord().history, builders.voteCast(), builders.planOutdated()]);
}

/** The same once it has another plan, and approvers are asked about that. */
export function askedAgainRecord(): RequestRecord {
  const plan = [builders.plannedChange({ before: { ...OLD_CONTACT, name: 'Other team' }, after: NEW_CONTACT })];
  return recordOf([...outdatedRecord().history, builders.planned({ plan }), builders.approvalRequested()]);
}

/** The request of `pendingRecord` after its ticket was corrected. */
export function supersededRecord(): RequestRecord {
  const because = { kind: 'superseded', requestKey: 'jira/jira-OPS-42-10125' } as const;
  return recordOf([...pendingRecord().history, builders.cancelled({ by: WORKFLOW, because })]);
}

function sampleRequest(): ChangeRequest {
  return builders.changeRequest({
    reason: 'The security mailbox moves to the new SOC',
    source: { system: 'jira', reference: 'OPS-42', url: 'https://tickets.example.net/browse/OPS-42' },
    changes: [builders.putChange(builders.SECURITY, NEW_CONTACT)],
  });
}
