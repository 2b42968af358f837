import {
  type EventOf,
  type RequestEvent,
  type Requested,
  WORKFLOW,
} from '../../../../functions/domain/ledger/events.ts';
import { recordOf, requestedOf } from '../../../../functions/domain/ledger/evolve.ts';
import type { PlannedChange } from '../../../../functions/domain/request/plan.ts';
import type { Change } from '../../../../schemas/compiled/change-request.js';
import { SECURITY } from '../../builders.ts';
import { ANNE, BEN, CARA, CHIEF } from '../policies.ts';

type Ledger = RequestEvent[];

/** What happens last in a ledger that is open again. */
const LAST = new Set(['ApprovalRequested', 'Reminded', 'Escalated', 'WaitExtended', 'MailSent']);

/** Other ledgers for a request, made of the one that it has. */
export const FORGED_LEDGERS: Record<string, (history: Ledger) => Ledger> = {
  'it was approved': (history) => [...history, approved('quorumReached')],
  'everybody has approved it': (history) => [
    ...history,
    ...[ANNE, BEN, CARA, CHIEF].map((by, number) => voteCast(by, number, history)),
    approved('quorumReached'),
  ],
  'it is open': (history) => history.slice(0, history.findLastIndex(({ type }) => LAST.has(type)) + 1),
  'the plan is outdated': (history) => [...history, outdated()],
  'another contact is planned': (history) => withPlan(history, (plan) => ({ ...plan, plan: plan.plan.map(altered) })),
  'another contact is asked for and planned': (history) => asking(history, wanting),
  'another contact is asked for, and the plan is outdated': (history) => [...asking(history, wanting), outdated()],
  'one approval is enough': (history) =>
    withPlan(history, (planned) => {
      const requirements = planned.approval.requirements.slice(0, 1).map((each) => ({ ...each, quorum: 1 }));
      return { ...planned, approval: { ...planned.approval, requirements } };
    }),
  'nobody is asked': (history) => [
    ...withPlan(history, (planned) => ({ ...planned, approval: { requirements: [], rounds: [] } })),
    approved('preApproved'),
  ],
  'the account is one of which nobody is asked': (history) => [...asking(history, inSandbox), outdated()],
};

let contacts = 10;

/** An address that no contact had before. */
function nextAddress(): string {
  contacts += 1;
  return `contact-${contacts}@example.com`;
}

function altered(change: PlannedChange): PlannedChange {
  return change.after ? { ...change, after: { ...change.after, emailAddress: nextAddress() } } : change;
}

function wanting(requested: Requested): Requested {
  const changes = requested.request.changes.map(
    (change): Change =>
      change.action === 'PUT' ? { ...change, contact: { ...change.contact, emailAddress: nextAddress() } } : change,
  );
  return { ...requested, request: { ...requested.request, changes } };
}

function inSandbox(requested: Requested): Requested {
  const accounts = requested.accounts.map((account) => ({ ...account, tags: { Stage: 'sandbox' } }));
  return { ...requested, accounts, provenBy: 'iam' };
}

/** The plan follows what is asked for. */
function asking(history: Ledger, change: (requested: Requested) => Requested): Ledger {
  const requested = change(requestedOf({ history }));
  const [, ...rest] = withPlan(history, (planned) => ({
    ...planned,
    plan: planned.plan.map((each) => {
      const wanted = requested.request.changes.find(
        (other) => other.alternateContactType === each.alternateContactType,
      );
      return wanted?.action === 'PUT' ? { ...each, after: wanted.contact } : each;
    }),
  }));
  return [requested, ...rest];
}

function withPlan(history: Ledger, change: (planned: EventOf<'Planned'>) => EventOf<'Planned'>): Ledger {
  return history.map((event) => (event.type === 'Planned' ? change(event) : event));
}

function voteCast(by: string, number: number, history: Ledger): RequestEvent {
  const { fingerprint = '' } = recordOf(history);
  const vote = { decision: 'approve', comment: '', fingerprint, confirmation: { kind: 'link', person: by } } as const;
  return { type: 'VoteCast', at: now(), by, ...vote, number };
}

function approved(approvedBecause: EventOf<'Approved'>['approvedBecause']): RequestEvent {
  return { type: 'Approved', at: now(), by: WORKFLOW, approvedBecause };
}

function outdated(): RequestEvent {
  return { type: 'PlanOutdated', at: now(), by: WORKFLOW, contacts: [SECURITY] };
}

function now(): string {
  return new Date().toISOString();
}
