import { TICKET_COMMENT_CHARACTERS } from '../../schemas/compiled/limits.js';
import type { Reason } from '../../schemas/compiled/reason.js';
import type { ChangeResult, Status, StatusEvent } from '../../schemas/compiled/status-event.js';
import type { TicketComment } from '../../schemas/compiled/ticket-comment.js';
import type { Vote } from '../domain/ledger/record.ts';
import { contactWords } from './contact.ts';
import { reasonText } from './reason.ts';
import { statusWords } from './status.ts';

/** Why a request came to its status. */
interface Because {
  reasons?: Reason[];
  rejections?: Vote[];
}

/** The comment for a change of status; nothing if the request has no ticket, or this is no news for it. */
export function ticketComment(
  { requestId, status, source, changes }: StatusEvent,
  { reasons = [], rejections = [] }: Because = {},
): TicketComment | undefined {
  const reference = source?.reference;
  if (!reference || !isNews(status)) return undefined;
  const { label, sentence } = statusWords(status);
  const lines = [
    ...reasons.map(reasonText),
    ...rejections.map(({ approver, comment }) => `${approver}: ${comment}`),
    ...(status === 'INVALID' ? [] : changes.map((change) => changeText(change, status))),
  ];
  const news = `Alternate contact change: ${label.toLowerCase()}. ${sentence}`;
  const text = [news, ...lines.map((line) => `- ${line}`), requestText(requestId)].join('\n');
  return {
    request: { requestId, status },
    source: { ...source, reference },
    ticket: reference.split(/[/#]/),
    text: text.slice(0, TICKET_COMMENT_CHARACTERS),
  };
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

/** What became of a contact is only said where it differs from what became of the request. */
function changeText(change: ChangeResult, status: Status): string {
  const became =
    change.error ?? (change.status === status ? undefined : statusWords(change.status).label.toLowerCase());
  return became === undefined ? contactWords(change) : `${contactWords(change)}: ${became}`;
}

function requestText(requestId: string | null): string {
  return requestId === null ? 'The request has no requestId.' : `Request: ${requestId}`;
}
