import type { EventOf, RequestEvent } from '../domain/ledger/events.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { requestIdIn } from '../domain/request/request-key.ts';
import { campaignWords, isCampaignEvent } from './campaign-event.ts';
import { changeWords } from './change-event.ts';
import { confirmationText } from './confirmation.ts';
import { contactsText } from './contact.ts';
import { counted, numberText } from './counted.ts';
import { deliveryFailureWords } from './delivery-failure.ts';
import { ASKED, BAD_NEWS, type EventWords, GOOD_NEWS, NO_CHANGE, QUIET, type Told, WENT_WRONG } from './event-look.ts';
import { requestedCount } from './request.ts';
import { appliedSentence, statusWords } from './status.ts';
import { withdrawalWords } from './withdrawal.ts';

/** Everything that has happened to a request and is worth telling, oldest first. */
export function timeline(record: RequestRecord): EventWords[] {
  return record.history.flatMap((event) => eventWords(event, record) ?? []);
}

/** An event in words; nothing for a mail, and for an end that the event before it has told. */
export function eventWords(event: RequestEvent, record: RequestRecord): EventWords | undefined {
  const told = toldOf(event, record);
  return told && { at: event.at, ...told };
}

function toldOf(event: RequestEvent, record: RequestRecord): Told | undefined {
  if (isCampaignEvent(event)) return campaignWords(event);
  switch (event.type) {
    case 'Requested':
      return { ...QUIET, isMilestone: true, actor: event.by, text: requestedText(event) };
    case 'Planned':
      return { ...QUIET, text: plannedText(event, record) };
    case 'ChangesWithdrawn':
    case 'PlanOutdated':
      return upsetWords(event, record);
    case 'ApprovalRequested':
      return { ...ASKED, text: `Asked ${event.approvers.join(', ')} for approval` };
    case 'Reminded':
    case 'Escalated':
    case 'WaitExtended':
      return roundWords(event);
    case 'MailSent':
      return undefined;
    case 'ApproverUnreachable':
      return { ...WENT_WRONG, text: `Could not reach ${event.approver}: ${deliveryFailureWords(event.reason)}` };
    case 'VoteCast':
      return { ...voteLook(event), actor: event.by, text: voteText(event), comment: event.comment };
    case 'Approved':
    case 'Rejected':
    case 'Expired':
      return decisionWords(event);
    case 'Cancelled':
      return { ...NO_CHANGE, ...cancelledText(event, record), comment: event.comment };
    case 'ApplyStarted':
      return { ...QUIET, text: 'Started to apply the changes' };
    case 'Ended':
      return endedWords(event, record);
    case 'ChangeApplied':
    case 'ChangeFailed':
    case 'ChangeConfirmed':
    case 'ChangeNotConfirmed':
      return changeWords(event, record);
    case 'RepetitionAnswered':
    case 'IdContested':
    case 'Redacted':
      return afterwardsWords(event);
  }
}

function decisionWords(event: EventOf<'Approved' | 'Rejected' | 'Expired'>): Told {
  switch (event.type) {
    case 'Approved':
      return { ...GOOD_NEWS, text: approvedText(event) };
    case 'Rejected':
      return { ...BAD_NEWS, text: 'Rejected: the rejection is final' };
    case 'Expired':
      return { ...NO_CHANGE, text: expiredText(event) };
  }
}

function upsetWords(event: EventOf<'ChangesWithdrawn' | 'PlanOutdated'>, record: RequestRecord): Told {
  return event.type === 'ChangesWithdrawn'
    ? { ...NO_CHANGE, text: withdrawnText(event, record) }
    : { ...WENT_WRONG, text: outdatedText(event, record) };
}

/** What happens to a request that has ended, or only to its record. */
function afterwardsWords({ type }: EventOf<'RepetitionAnswered' | 'IdContested' | 'Redacted'>): Told {
  switch (type) {
    case 'RepetitionAnswered':
      return { ...QUIET, text: 'The same id was asked for again, and the ticket was told why nothing happens' };
    case 'IdContested':
      return {
        ...WENT_WRONG,
        text: 'Another request came under the same id. It was not accepted, and both requesters were told',
      };
    case 'Redacted':
      return { ...QUIET, text: 'The details of contacts, and what people wrote, were taken out' };
  }
}

function requestedText({ request }: EventOf<'Requested'>): string {
  const count = requestedCount(request);
  return count === 1 ? 'requested the change' : `requested ${counted(count, 'change')}`;
}

function plannedText(event: EventOf<'Planned'>, { request, history }: RequestRecord): string {
  const earlier = history.slice(0, history.indexOf(event));
  const withdrawn = earlier.flatMap((each) => (each.type === 'ChangesWithdrawn' ? each.contacts : [])).length;
  const requested = requestedCount(request) - withdrawn;
  const toChange = event.campaign?.count ?? event.plan.length;
  const others = requested - toChange;
  const toMake = toChange === 0 ? 'nothing to change' : `${counted(toChange, 'change')} to make`;
  return `Compared with the current contacts: ${toMake}${others === 0 ? '' : othersText(others, requested, event)}`;
}

/** Of a campaign, some contacts may be ones that could not be read. */
function othersText(others: number, requested: number, { campaign }: EventOf<'Planned'>): string {
  const what = campaign ? 'in place already, or could not be read' : 'already in place';
  return `, ${numberText(others)} of ${numberText(requested)} ${others === 1 ? 'is' : 'are'} ${what}`;
}

function withdrawnText({ contacts, because }: EventOf<'ChangesWithdrawn'>, { accounts }: RequestRecord): string {
  const what = `Dropped ${contactsText(contacts, accounts)}: ${withdrawalWords(because, accounts)}`;
  return `${what}. Approvers are asked again about the rest; votes so far do not count`;
}

function outdatedText({ contacts, outdatedBy }: EventOf<'PlanOutdated'>, { accounts }: RequestRecord): string {
  const what = contactsText(contacts, accounts);
  return `${outdatedBy ? `Request ${requestIdIn(outdatedBy)}` : 'Another request'} changes ${what}: approvers are asked again, votes so far do not count`;
}

function cancelledText(
  { by: actor, because }: EventOf<'Cancelled'>,
  { accounts }: RequestRecord,
): Pick<Told, 'actor' | 'text'> {
  if (!because) return { actor, text: 'cancelled the request' };
  return { text: `Cancelled: ${withdrawalWords(because, accounts)}` };
}

/** People count rounds from 1. */
function roundWords(event: EventOf<'Reminded' | 'Escalated' | 'WaitExtended'>): Told {
  const round = `Round ${event.round + 1}`;
  switch (event.type) {
    case 'Reminded':
      return { ...ASKED, text: `${round}: reminded ${event.approvers.join(', ')}` };
    case 'Escalated':
      return { ...ASKED, text: `${round}: escalated to ${event.approvers.join(', ')}` };
    case 'WaitExtended':
      return { ...QUIET, text: `${round}: still waiting` };
  }
}

function voteLook({ decision }: EventOf<'VoteCast'>) {
  return decision === 'approve' ? GOOD_NEWS : BAD_NEWS;
}

function voteText({ decision, previous, confirmation }: EventOf<'VoteCast'>): string {
  const how = confirmationText(confirmation);
  const vote = `${decision === 'approve' ? 'approved' : 'rejected'}${how === undefined ? '' : `, ${how}`}`;
  if (previous === undefined) return vote;
  return `${previous === decision ? 'changed their comment' : 'changed their vote'}: ${vote}`;
}

function approvedText({ approvedBecause }: EventOf<'Approved'>): string {
  switch (approvedBecause) {
    case 'quorumReached':
      return 'Approved: every quorum is reached';
    case 'preApproved':
      return 'Pre-approved by the policy';
  }
}

function expiredText({ expiredBecause }: EventOf<'Expired'>): string {
  switch (expiredBecause) {
    case 'timeIsUp':
      return 'Expired: not approved in time';
    case 'tooFewApproversReachable':
      return 'Expired: too few approvers could be reached';
  }
}

/** The end of a request that people, or their silence, ended is in the ledger already. */
function endedWords({ status }: EventOf<'Ended'>, { history }: RequestRecord): Told | undefined {
  const isTold = history.some(({ type }) => type === 'Rejected' || type === 'Expired' || type === 'Cancelled');
  if (isTold) return undefined;
  const { symbol, tone, label, sentence } = statusWords(status);
  const applied = history.filter((event) => event.type === 'ChangeApplied');
  const meaning = status === 'APPLIED' ? appliedSentence(applied) : sentence;
  return { symbol, tone, isMilestone: true, text: `Ended: ${label.toLowerCase()}. ${meaning}` };
}
