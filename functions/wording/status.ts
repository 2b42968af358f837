import type { RequestRecord } from '../domain/ledger/record.ts';
import type { ChangeStatus } from '../domain/request/request.ts';

export type Tone = 'good' | 'bad' | 'quiet';

/** How something looks. Colour never says it alone, so there is a symbol too. */
export interface Look {
  symbol: string;
  tone: Tone;
}

export interface StatusWords extends Look {
  label: string;
  /** What it means for the contacts. */
  sentence: string;
}

const STATUS_WORDS: Record<ChangeStatus, StatusWords> = {
  RECEIVED: { symbol: '…', tone: 'quiet', label: 'Received', sentence: 'The request is being checked.' },
  PENDING_APPROVAL: {
    symbol: '…',
    tone: 'quiet',
    label: 'Waiting for approval',
    sentence: 'The approvers have been notified. Nothing has been changed yet.',
  },
  APPROVED: { symbol: '✓', tone: 'good', label: 'Approved', sentence: 'The changes are being applied.' },
  APPLIED: { symbol: '✓', tone: 'good', label: 'Applied', sentence: 'Every change is in place.' },
  PARTIALLY_APPLIED: {
    symbol: '!',
    tone: 'bad',
    label: 'Partially applied',
    sentence: 'Some changes are in place, others are not.',
  },
  FAILED: { symbol: '✗', tone: 'bad', label: 'Failed', sentence: 'The changes could not be applied.' },
  CONFLICT: {
    symbol: '!',
    tone: 'bad',
    label: 'Conflict',
    sentence: 'The contact changed in the meantime, so it was left alone.',
  },
  UNCHANGED: {
    symbol: '=',
    tone: 'quiet',
    label: 'Nothing to change',
    sentence: 'Every contact was already as requested.',
  },
  REJECTED: { symbol: '✗', tone: 'bad', label: 'Rejected', sentence: 'Nothing was changed.' },
  EXPIRED: {
    symbol: '–',
    tone: 'quiet',
    label: 'Expired',
    sentence: 'The request was not approved in time. Nothing was changed.',
  },
  CANCELLED: { symbol: '–', tone: 'quiet', label: 'Cancelled', sentence: 'Nothing was changed.' },
  INVALID: {
    symbol: '✗',
    tone: 'bad',
    label: 'Not accepted',
    sentence: 'The request is not valid. Nothing was changed.',
  },
  DUPLICATE: {
    symbol: '=',
    tone: 'quiet',
    label: 'Duplicate',
    sentence: 'A request with this ID already exists. This one changed nothing.',
  },
};

/** The status of a request, or of one of its changes, in words. */
export function statusWords(status: ChangeStatus): StatusWords {
  return STATUS_WORDS[status];
}

/** What the status means for the contacts now, told from the whole record. */
export function outcomeSentence({ status, expiredBecause, applyingSince }: RequestRecord): string {
  if (status === 'EXPIRED' && expiredBecause === 'tooFewApproversReachable') {
    return 'Too few approvers could be reached. Nothing was changed.';
  }
  if (status === 'APPROVED' && applyingSince === undefined) return 'The changes are about to be applied.';
  return statusWords(status).sentence;
}
