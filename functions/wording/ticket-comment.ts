import { contactName } from './contact.ts';
import type { ChangeResult } from './outcome.ts';
import type { RequestSource } from './request.ts';
import type { StatusChange } from './status-event.ts';

/** What a ticket is told when its request has moved on. It holds no contact details. */
export interface TicketComment {
  request: { requestId: string | null; status: StatusChange['status'] };
  source: Partial<RequestSource>;
  /** The parts of the ticket's reference between `/` and `#`, for the paths of its system's API. */
  ticket: string[];
  text: string;
}

/** The news that a ticket wants to hear. A DUPLICATE is none: whoever repeats a webhook shall not fill the ticket. */
const NEWS: Partial<Record<StatusChange['status'], string>> = {
  INVALID: 'The change request is not valid. Nothing was changed.',
  UNCHANGED: 'Every contact is as requested already. Nothing was changed.',
  PENDING_APPROVAL: 'The change request waits for approval. The approvers have been asked by mail.',
  REJECTED: 'The change request was rejected. Nothing was changed.',
  EXPIRED: 'Nobody decided on the change request in time. Nothing was changed.',
  CANCELLED: 'The change request was cancelled. Nothing was changed.',
  APPLIED: 'The change request was approved and applied.',
  PARTIALLY_APPLIED: 'The change request was approved, but not all of it could be applied.',
  FAILED: 'The change request failed. No contact was changed.',
};

/** 100 changes with their errors must fit into an event, and be read by a person. */
const TEXT_CHARACTERS = 5_000;

/**
 * The comment for a change of status, or nothing when the request comes from no ticket, or the news is none.
 * @param reasons why it came to this, in words for people
 */
export function ticketComment(change: StatusChange, reasons: string[] = []): TicketComment | undefined {
  const { requestId, status, source, changes } = change;
  const news = NEWS[status];
  if (!news || !source?.reference) return undefined;
  const contacts = status === 'INVALID' ? [] : changes.map((result) => contactLine(result, status));
  const lines = [...reasons, ...contacts];
  const text = [news, ...lines.map((line) => `- ${line}`), `Request: ${requestId ?? 'without a requestId'}`].join('\n');
  return {
    request: { requestId, status },
    source,
    ticket: source.reference.split(/[/#]/),
    text: text.slice(0, TEXT_CHARACTERS),
  };
}

/** What became of a contact is said where it is not what became of the request. */
function contactLine(result: ChangeResult, status: StatusChange['status']): string {
  const end = result.error ?? (result.status === status ? undefined : result.status);
  return end === undefined ? contactName(result) : `${contactName(result)}: ${end}`;
}
