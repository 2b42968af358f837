import type { EventOf, RequestEvent } from '../domain/ledger/events.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { requestIdIn } from '../domain/request/request-key.ts';
import { contactsText } from './contact.ts';
import { withdrawalWords } from './withdrawal.ts';

type Upset = EventOf<'ChangesWithdrawn' | 'PlanOutdated'>;

/** Why approvers are asked about the plan although they were asked before; `undefined` if they were not. */
export function askedAgainText(record: RequestRecord): string | undefined {
  const causes = latestUpsets(record.history);
  if (record.isOutdated || causes.length === 0) return undefined;
  const why = causes.map((cause) => causeText(cause, record)).join(' ');
  return `Approvers are asked about this request again. ${why} What you see is what it changes now. Votes given before do not count.`;
}

/** Why nobody can decide at the moment, while the plan is outdated. */
export function outdatedText(record: RequestRecord): string {
  const why = latestUpsets(record.history).map((cause) => causeText(cause, record));
  return [...why, 'The change is being compared with the contacts as they are now.'].join(' ');
}

function causeText(event: Upset, { accounts }: RequestRecord): string {
  const contacts = contactsText(event.contacts, accounts);
  switch (event.type) {
    case 'PlanOutdated':
      return outdatedBy(event, contacts);
    case 'ChangesWithdrawn':
      return `No longer asked for: ${contacts} (${withdrawalWords(event.because, accounts)}).`;
  }
}

function outdatedBy({ outdatedBy: other }: EventOf<'PlanOutdated'>, contacts: string): string {
  return other === undefined
    ? `Another request did not change ${contacts} as expected.`
    : `Request ${requestIdIn(other)} was approved first, and changes ${contacts}.`;
}

/** What has upset the plan before the latest one, if approvers had been asked about it; or the latest, if there is no other yet. */
function latestUpsets(history: RequestEvent[]): Upset[] {
  const isPlan = ({ type }: RequestEvent) => type === 'Planned';
  const upToNow = history.findLastIndex(isUpset);
  const before = history.slice(0, upToNow + 1);
  const plan = before.findLastIndex(isPlan);
  const isLatest = history.slice(upToNow + 1).filter(isPlan).length <= 1;
  const wasAsked = before.some(({ type }) => type === 'ApprovalRequested');
  return isLatest && wasAsked ? before.slice(plan + 1).filter(isUpset) : [];
}

function isUpset(event: RequestEvent): event is Upset {
  return event.type === 'ChangesWithdrawn' || event.type === 'PlanOutdated';
}
