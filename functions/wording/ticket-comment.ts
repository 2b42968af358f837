import type { Account } from '../../schemas/compiled/account.js';
import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import { TICKET_COMMENT_CHARACTERS } from '../../schemas/compiled/limits.js';
import type { ChangeResult, ChangeSetFigures, Status, StatusEvent } from '../../schemas/compiled/status-event.js';
import type { TicketComment } from '../../schemas/compiled/ticket-comment.js';
import type { Cancellation, RequestRecord, Vote } from '../domain/ledger/record.ts';
import { accountTextOf } from './account.ts';
import { countsText } from './campaign.ts';
import { contestedText, takenIdText } from './contested.ts';
import { counted } from './counted.ts';
import { appliedSentence, statusWords, UNCONFIRMED } from './status.ts';
import { utcText } from './time.ts';
import { withdrawalSentence } from './withdrawal.ts';

/** Why a request came to its status, and what else the comment says. */
interface Because {
  /** Why it is invalid, each in one line. */
  reasons?: string[];
  /** Their comments are told, and not their addresses: anybody may read a ticket. */
  rejections?: Vote[];
  /** Those of the changes, as far as they are known. */
  accounts?: Account[] | undefined;
  /** How it was cancelled, if it was. */
  cancellation?: Cancellation | undefined;
  /** What else is to be said, in sentences. */
  note?: string;
}

/** The comment for a change of status; nothing if the request has no ticket, or this is no news for it. */
export function ticketComment(
  { requestId, status, source, changes, changeSet }: StatusEvent,
  { reasons = [], rejections = [], accounts = [], cancellation, note }: Because = {},
): TicketComment | undefined {
  const reference = source?.reference;
  if (!reference || !isNews(status)) return undefined;
  const { label } = statusWords(status);
  const sentence = status === 'APPLIED' ? appliedSentence(changes) : statusWords(status).sentence;
  const lines = [
    ...reasons,
    ...(status === 'REJECTED' ? rejections.map(({ comment }) => `An approver: ${comment}`) : []),
    ...(status === 'INVALID' ? [] : changes.map((change) => changeText(change, status, accounts))),
    ...(changeSet && status !== 'INVALID' ? [figuresText(changeSet)] : []),
  ];
  const told = [`Alternate contact change: ${label.toLowerCase()}.`, sentence, whyText(cancellation, accounts), note];
  const news = told.filter(Boolean).join(' ');
  const text = [news, ...lines.map((line) => `- ${line}`), requestText(requestId)].join('\n');
  return commentOn({ ...source, reference }, { requestId, status }, text);
}

/** The comment for a ticket whose request was sent again although it has ended; nothing if the request has no ticket. */
export function repeatedComment(record: RequestRecord): TicketComment | undefined {
  const { request, status, history, accounts, cancellation } = record;
  const { requestId, source } = request;
  if (source.reference === undefined) return undefined;
  const endedAt = history.find(({ type }) => type === 'Ended')?.at ?? '';
  const label = statusWords(status).label.toLowerCase();
  const ended = `Alternate contact change: already ${label} on ${utcText(endedAt)}.`;
  const told = [ended, whyText(cancellation, accounts), 'Change the request to ask again.'];
  const news = told.filter(Boolean).join(' ');
  const reference = source.reference;
  return commentOn({ ...source, reference }, { requestId, status }, `${news}\n${requestText(requestId)}`);
}

/** The comment for a ticket whose request cannot be made, because another one has its id; nothing if it names no ticket. */
export function takenIdComment({ requestId, source }: ChangeRequest): TicketComment | undefined {
  const { reference } = source;
  if (reference === undefined) return undefined;
  const text = `Alternate contact change: not accepted. ${takenIdText(requestId)}`;
  return commentOn({ ...source, reference }, { requestId, status: 'DUPLICATE' }, text);
}

/**
 * The comment for a ticket under whose id another request was sent; nothing if its request names no ticket. Its status is that of
 * the other one, so that no rule takes it for news of the ticket's own.
 */
export function contestedComment({ requestId, source }: ChangeRequest): TicketComment | undefined {
  const { reference } = source;
  if (reference === undefined) return undefined;
  const text = `Alternate contact change: ${contestedText(requestId)}`;
  return commentOn({ ...source, reference }, { requestId, status: 'DUPLICATE' }, text);
}

/** Why a request was cancelled, if nobody wanted that by themselves. */
function whyText(cancellation: Cancellation | undefined, accounts: Account[]): string | undefined {
  return cancellation?.because && withdrawalSentence(cancellation.because, accounts);
}

function commentOn(source: TicketComment['source'], request: TicketComment['request'], text: string): TicketComment {
  return { request, source, ticket: source.reference.split(/[/#]/), text: text.slice(0, TICKET_COMMENT_CHARACTERS) };
}

/** Whether tickets hear of it. Not of a duplicate: a ticket whose webhook is repeated would fill up. */
function isNews(status: Status): boolean {
  switch (status) {
    case 'RECEIVED':
    case 'APPROVED':
    case 'DUPLICATE':
      return false;
    case 'INVALID':
    case 'UNCHANGED':
    case 'PENDING_APPROVAL':
    case 'REJECTED':
    case 'EXPIRED':
    case 'CANCELLED':
    case 'APPLIED':
    case 'PARTIALLY_APPLIED':
    case 'FAILED':
      return true;
  }
}

/** Of a campaign, how many changes it asks for, or what became of those that were to be made. */
function figuresText({ count, applied, failed = 0, conflicts = 0, cancelled = 0 }: ChangeSetFigures): string {
  if (applied === undefined) return counted(count, 'change');
  return `${countsText({ applied, inPlace: 0, failed, conflicts, cancelled })}. The page of the requester says what became of each`;
}

/** What became of a contact is only said where it differs from what became of the request. */
function changeText(change: ChangeResult, status: Status, accounts: Account[]): string {
  const contact = `${change.alternateContactType} contact of ${accountTextOf(change.accountId, accounts)}`;
  const became = becameText(change, status);
  return became === undefined ? contact : `${contact}: ${became}`;
}

function becameText({ error, confirmed, status: own }: ChangeResult, status: Status): string | undefined {
  if (error !== undefined) return error;
  if (confirmed === false) return UNCONFIRMED;
  return own === status ? undefined : statusWords(own).label.toLowerCase();
}

function requestText(requestId: string | null): string {
  return requestId === null ? 'The request has no requestId.' : `Request: ${requestId}`;
}
