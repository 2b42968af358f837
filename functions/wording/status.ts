import type { RequestRecord } from '../domain/ledger/record.ts';
import type { ChangeStatus } from '../domain/request/request.ts';
import { outdatedText } from './asked-again.ts';
import { withdrawalSentence } from './withdrawal.ts';

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

/** Of a change that AWS has acknowledged, and does not show yet. */
export const UNCONFIRMED = 'AWS has taken the change; it is not visible yet.';

/** The status of a request, or of one of its changes, in words. */
export function statusWords(status: ChangeStatus): StatusWords {
  return STATUS_WORDS[status];
}

/** What the status means for the contacts now, told from the whole record. */
export function outcomeSentence(record: RequestRecord): string {
  const { status, expiredBecause, applyingSince, isOutdated, cancellation, accounts, campaign } = record;
  if (status === 'CANCELLED' && cancellation?.because) {
    return `${withdrawalSentence(cancellation.because, accounts)} ${statusWords(status).sentence}`;
  }
  if (status === 'PENDING_APPROVAL' && isOutdated) {
    return `${outdatedText(record)} Its approvers will be asked again. Nothing has been changed yet.`;
  }
  if (status === 'APPLIED') return appliedSentence(record.results);
  if (status === 'EXPIRED' && expiredBecause === 'tooFewApproversReachable') {
    return 'Too few approvers could be reached. Nothing was changed.';
  }
  if (status === 'APPROVED' && applyingSince === undefined) return 'The changes are about to be applied.';
  if (status === 'APPROVED' && campaign)
    return 'The changes are applied one after the other, unless the campaign is held.';
  return statusWords(status).sentence;
}

/** AWS may acknowledge a change some time before its reads show it. */
export function appliedSentence(results: { confirmed?: false }[] = []): string {
  if (results.every(({ confirmed }) => confirmed !== false)) return statusWords('APPLIED').sentence;
  return results.length === 1 ? UNCONFIRMED : 'AWS has taken every change; not all of them are visible yet.';
}
