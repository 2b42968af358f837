import type { EventOf, RequestEvent } from '../domain/ledger/events.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { errorLine } from '../domain/outcome/caught-error.ts';
import { contactWords } from './contact.ts';
import { counted } from './counted.ts';
import { deliveryFailureWords } from './delivery-failure.ts';
import { type Look, statusWords } from './status.ts';

/** One event of a ledger as people read it. */
export interface EventWords extends Look {
  /** ISO 8601. */
  at: string;
  /** The e-mail address of the person who did it; absent where the workflow did. */
  actor?: string;
  /** What happened: after an actor the end of a sentence, otherwise a sentence. */
  text: string;
  /** Whether it stands out: somebody did something, or the request came to another status. */
  isMilestone: boolean;
  /** What the actor wrote about it. */
  comment?: string;
}

type Told = Omit<EventWords, 'at'>;

const QUIET = { symbol: '•', tone: 'quiet', isMilestone: false } as const;
const ASKED = { symbol: '?', tone: 'quiet', isMilestone: false } as const;
const WENT_WELL = { symbol: '✓', tone: 'good', isMilestone: false } as const;
const WENT_WRONG = { symbol: '!', tone: 'bad', isMilestone: false } as const;
const GOOD_NEWS = { symbol: '✓', tone: 'good', isMilestone: true } as const;
const BAD_NEWS = { symbol: '✗', tone: 'bad', isMilestone: true } as const;
const NO_CHANGE = { symbol: '–', tone: 'quiet', isMilestone: true } as const;

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
  switch (event.type) {
    case 'Requested':
      return { ...QUIET, isMilestone: true, actor: event.by, text: requestedText(event) };
    case 'Planned':
      return { ...QUIET, text: plannedText(event, record) };
    case 'ApprovalRequested':
      return { ...ASKED, text: `Asked ${event.approvers.join(', ')} for approval` };
    case 'Reminded':
      return { ...ASKED, text: `${roundText(event)}: reminded ${event.approvers.join(', ')}` };
    case 'Escalated':
      return { ...ASKED, text: `${roundText(event)}: escalated to ${event.approvers.join(', ')}` };
    case 'WaitExtended':
      return { ...QUIET, text: `${roundText(event)}: still waiting` };
    case 'MailSent':
      return undefined;
    case 'ApproverUnreachable':
      return { ...WENT_WRONG, text: `Could not reach ${event.approver}: ${deliveryFailureWords(event.reason)}` };
    case 'VoteCast':
      return { ...voteLook(event), actor: event.by, text: voteText(event), comment: event.comment };
    case 'Approved':
      return { ...GOOD_NEWS, text: approvedText(event) };
    case 'Rejected':
      return { ...BAD_NEWS, text: 'Rejected: the rejection is final' };
    case 'Expired':
      return { ...NO_CHANGE, text: expiredText(event) };
    case 'Cancelled':
      return { ...NO_CHANGE, actor: event.by, text: 'cancelled the request', comment: event.comment };
    case 'ApplyStarted':
      return { ...QUIET, text: 'Started to apply the changes' };
    case 'ChangeApplied':
      return { ...WENT_WELL, text: appliedText(event) };
    case 'ChangeFailed':
      return { ...WENT_WRONG, text: failedText(event) };
    case 'Ended':
      return endedWords(event, record);
  }
}

function requestedText({ request: { changes } }: EventOf<'Requested'>): string {
  return changes.length === 1 ? 'requested the change' : `requested ${changes.length} changes`;
}

function plannedText({ plan }: EventOf<'Planned'>, { request }: RequestRecord): string {
  const requested = request.changes.length;
  const inPlace = requested - plan.length;
  const toMake = plan.length === 0 ? 'nothing to change' : `${counted(plan.length, 'change')} to make`;
  const rest = inPlace === 0 ? '' : `, ${inPlace} of ${requested} ${inPlace === 1 ? 'is' : 'are'} already in place`;
  return `Compared with the current contacts: ${toMake}${rest}`;
}

/** People count rounds from 1. */
function roundText({ round }: { round: number }): string {
  return `Round ${round + 1}`;
}

function voteLook({ decision }: EventOf<'VoteCast'>) {
  return decision === 'approve' ? GOOD_NEWS : BAD_NEWS;
}

function voteText({ decision, previous }: EventOf<'VoteCast'>): string {
  const vote = decision === 'approve' ? 'approved' : 'rejected';
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

function appliedText({ alreadyInPlace, ...contact }: EventOf<'ChangeApplied'>): string {
  return `Applied the ${contactWords(contact)}${alreadyInPlace ? ': already in place, nothing to do' : ''}`;
}

function failedText({ status, error, ...contact }: EventOf<'ChangeFailed'>): string {
  switch (status) {
    case 'FAILED':
      return `Could not apply the ${contactWords(contact)}: ${errorLine(error)}`;
    case 'CONFLICT':
      return `Left the ${contactWords(contact)} alone: it changed in the meantime`;
  }
}

/** The end of a request that people, or their silence, ended is in the ledger already. */
function endedWords({ status }: EventOf<'Ended'>, { history }: RequestRecord): Told | undefined {
  const isTold = history.some(({ type }) => type === 'Rejected' || type === 'Expired' || type === 'Cancelled');
  if (isTold) return undefined;
  const { symbol, tone, label, sentence } = statusWords(status);
  return { symbol, tone, isMilestone: true, text: `Ended: ${label.toLowerCase()}. ${sentence}` };
}
