import type { ChangeResult } from '../functions/domain/outcome.ts';
import type { RequestStatus } from '../functions/domain/request.ts';
import type { ExitCode } from './session.ts';
import type { Style } from './terminal.ts';

type Status = RequestStatus | ChangeResult['status'];

/** How a status looks (never by colour alone), and what it means for the contacts. */
export interface StatusText {
  symbol: string;
  style: Style;
  sentence: string;
}

const STATUS_TEXTS: Record<Status, StatusText> = {
  RECEIVED: { symbol: '…', style: 'yellow', sentence: 'it is being checked' },
  PENDING_APPROVAL: { symbol: '…', style: 'yellow', sentence: 'it waits for approval, nothing has been changed yet' },
  APPROVED: { symbol: '…', style: 'yellow', sentence: 'the changes are being applied' },
  APPLIED: { symbol: '✓', style: 'green', sentence: 'every change is in place' },
  PARTIALLY_APPLIED: { symbol: '!', style: 'red', sentence: 'some changes are in place, others are not' },
  FAILED: { symbol: '✗', style: 'red', sentence: 'no change was made' },
  CONFLICT: { symbol: '!', style: 'red', sentence: 'the contact was changed in the meantime and was left alone' },
  UNCHANGED: { symbol: '=', style: 'green', sentence: 'every contact was as requested already' },
  REJECTED: { symbol: '✗', style: 'red', sentence: 'the approvers said no, nothing was changed' },
  EXPIRED: { symbol: '–', style: 'red', sentence: 'it was not decided in time, nothing was changed' },
  CANCELLED: { symbol: '–', style: 'red', sentence: 'it was taken back, nothing was changed' },
  INVALID: { symbol: '✗', style: 'red', sentence: 'it breaks a rule, nothing was changed' },
  DUPLICATE: { symbol: '=', style: 'red', sentence: 'its requestId was taken, nothing was changed' },
};

const UNDECIDED: ReadonlySet<string> = new Set<RequestStatus>(['RECEIVED', 'PENDING_APPROVAL']);
const WELL: ReadonlySet<string> = new Set<RequestStatus>([
  'RECEIVED',
  'PENDING_APPROVAL',
  'APPROVED',
  'APPLIED',
  'UNCHANGED',
]);

/** The statuses that a record can have, in the order in which a request takes them. */
export const RECORDED_STATUSES = [
  'RECEIVED',
  'PENDING_APPROVAL',
  'APPROVED',
  'APPLIED',
  'UNCHANGED',
  'REJECTED',
  'EXPIRED',
  'CANCELLED',
  'PARTIALLY_APPLIED',
  'FAILED',
  'INVALID',
] as const satisfies RequestStatus[];

/** A status in looks and words. */
export function statusText(status: Status): StatusText {
  return STATUS_TEXTS[status];
}

/** Whether the approvers have not decided yet. */
export function isUndecided(status: RequestStatus): boolean {
  return UNDECIDED.has(status);
}

/** Whether nothing more becomes of the request. */
export function isFinal(status: RequestStatus): boolean {
  return !isUndecided(status) && status !== 'APPROVED';
}

/** 0 while a request is under way or has ended as wished, else 1. */
export function statusExitCode(status: string): ExitCode {
  return WELL.has(status) ? 0 : 1;
}
