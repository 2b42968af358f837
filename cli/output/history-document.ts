import { contactKey } from '../../functions/domain/contact/contact.ts';
import type { EventOf, RequestEvent } from '../../functions/domain/ledger/events.ts';

/**
 * An event without contact details. It also lacks what salts their digests: with it, whoever knows most of a contact could
 * try out the rest against the fingerprint of the plan.
 */
export type BareEvent = Exclude<RequestEvent, EventOf<'Requested' | 'Planned'>> | BareRequested | BarePlanned;

type BareRequested = Omit<EventOf<'Requested'>, 'request' | 'nonce'> & {
  request: Omit<EventOf<'Requested'>['request'], 'changes'> & { changes: object[] };
};
type BarePlanned = Omit<EventOf<'Planned'>, 'plan' | 'nonce'> & { plan: object[] };

/** The ledger of a request for programs; the contacts' details are in it only `hasDetails`. */
export function historyDocument(history: RequestEvent[], hasDetails: boolean): (RequestEvent | BareEvent)[] {
  return hasDetails ? history : history.map(withoutDetails);
}

/** A new type of event does not compile until somebody has decided what it may show. */
function withoutDetails(event: RequestEvent): BareEvent {
  switch (event.type) {
    case 'Requested':
      return withoutContacts(event);
    case 'Planned': {
      const { nonce: _, ...planned } = event;
      return { ...planned, plan: event.plan.map(contactKey) };
    }
    case 'VoteCast':
    case 'ChangesWithdrawn':
    case 'PlanOutdated':
    case 'ApprovalRequested':
    case 'Reminded':
    case 'Escalated':
    case 'WaitExtended':
    case 'MailSent':
    case 'ApproverUnreachable':
    case 'Approved':
    case 'Rejected':
    case 'Expired':
    case 'Cancelled':
    case 'ApplyStarted':
    case 'ChangeApplied':
    case 'ChangeFailed':
    case 'Ended':
    case 'ChangeConfirmed':
    case 'ChangeNotConfirmed':
    case 'RepetitionAnswered':
    case 'IdContested':
    case 'Redacted':
    case 'CampaignPaused':
    case 'CampaignResumed':
    case 'CampaignStopped':
    case 'CampaignCancelled':
    case 'CampaignApplied':
      return event;
  }
}

function withoutContacts({ nonce: _, ...event }: EventOf<'Requested'>): BareRequested {
  const { asWritten: __, ...request } = event.request;
  const changes = request.changes.map((change) => ({ ...contactKey(change), action: change.action }));
  return { ...event, request: { ...request, changes } };
}
