import type { ChangeResult } from '../domain/outcome.ts';
import type { RequestStatus } from '../domain/request.ts';

/** How a status looks: never by colour alone, so each has its symbol and its word. */
export interface StatusText {
  symbol: string;
  label: string;
  tone: 'good' | 'bad' | 'quiet';
  /** What it means for the contacts. */
  sentence: string;
}

type Status = RequestStatus | ChangeResult['status'];

const STATUS_TEXTS: Record<Status, StatusText> = {
  RECEIVED: { symbol: '…', label: 'Received', tone: 'quiet', sentence: 'The request is being checked.' },
  PENDING_APPROVAL: {
    symbol: '…',
    label: 'Waiting for approval',
    tone: 'quiet',
    sentence: 'Nothing has been changed yet.',
  },
  APPROVED: { symbol: '✓', label: 'Approved', tone: 'good', sentence: 'The changes are being applied as approved.' },
  APPLIED: { symbol: '✓', label: 'Applied', tone: 'good', sentence: 'Every change is in place.' },
  PARTIALLY_APPLIED: {
    symbol: '!',
    label: 'Partially applied',
    tone: 'bad',
    sentence: 'Some changes are in place, others are not.',
  },
  FAILED: { symbol: '✗', label: 'Failed', tone: 'bad', sentence: 'The changes could not be applied.' },
  CONFLICT: {
    symbol: '!',
    label: 'Conflict',
    tone: 'bad',
    sentence: 'The contact was changed in the meantime and was not overwritten.',
  },
  UNCHANGED: {
    symbol: '=',
    label: 'Nothing to change',
    tone: 'quiet',
    sentence: 'The contacts were as requested already.',
  },
  REJECTED: { symbol: '✗', label: 'Rejected', tone: 'bad', sentence: 'Nothing was changed.' },
  EXPIRED: {
    symbol: '–',
    label: 'Expired',
    tone: 'quiet',
    sentence: 'The time to decide ended without a decision. Nothing was changed.',
  },
  CANCELLED: {
    symbol: '–',
    label: 'Cancelled',
    tone: 'quiet',
    sentence: 'The request was withdrawn. Nothing was changed.',
  },
  INVALID: {
    symbol: '✗',
    label: 'Not accepted',
    tone: 'bad',
    sentence: 'The request is not valid. Nothing was changed.',
  },
  DUPLICATE: {
    symbol: '=',
    label: 'Duplicate',
    tone: 'quiet',
    sentence: 'A request with this id was received before. Nothing was changed by this one.',
  },
};

/** A status of a request or of one change in words and looks. */
export function statusText(status: Status): StatusText {
  return STATUS_TEXTS[status];
}
