import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { AppliedChange } from '../../../schemas/compiled/record-outcome.input.js';
import { contactKey, contactName } from '../contact/contact.ts';
import { type ChangeHeldError, type ContactChangedError, ExecutionGoneError, type TurnMovedError } from '../errors.ts';
import type { CampaignCounts, ErrorFacts } from '../ledger/events.ts';
import { caughtError } from '../outcome/caught-error.ts';
import { RETRIED_CHANGE_ERRORS } from '../passing-errors.ts';
import type { FinalStatus } from '../request/request.ts';
import type { PlanPage } from './campaign-plan.ts';

/** What became of a change of a campaign, as the object with the results of its page says it: without contact details. */
export interface PageResult extends ContactKey {
  status: 'APPLIED' | 'FAILED' | 'CONFLICT' | 'CANCELLED';
  error?: ErrorFacts;
  /** ISO 8601. */
  appliedAt?: string;
  alreadyInPlace?: true;
  confirmed?: false;
}

const CHANGED: ContactChangedError['name'] = 'ContactChangedError';
const HELD: ChangeHeldError['name'] = 'ChangeHeldError';
const MOVED: TurnMovedError['name'] = 'TurnMovedError';

/** What has become of the changes of a page that were tried. One that the campaign held back before it began has no result. */
export function pageResults(tried: AppliedChange[]): PageResult[] {
  return tried.filter(({ error }) => error?.Error !== HELD).map(pageResult);
}

/** The changes of a page that have no result. */
export function leftOf<Change extends ContactKey>(changes: Change[], results: PageResult[]): Change[] {
  const ended = new Set(results.map(contactName));
  return changes.filter((change) => !ended.has(contactName(change)));
}

/** Of a change that is left when its campaign is cancelled. */
export function cancelledResult(key: ContactKey): PageResult {
  return { ...contactKey(key), status: 'CANCELLED' };
}

/** Of a change of which only the evidence says that it was applied (ISO 8601), because its page broke after that. */
export function appliedResult(key: ContactKey, appliedAt: string): PageResult {
  return { ...contactKey(key), status: 'APPLIED', appliedAt };
}

/** Of a change whose page broke before it was applied. */
export function brokenResult(key: ContactKey): PageResult {
  const { name, message } = new ExecutionGoneError('the execution of its page has failed');
  return { ...contactKey(key), status: 'FAILED', error: { name, message } };
}

/** Of the contacts of a page that could not be read, so that nobody was asked about them. */
export function unreadableResults({ unreadable }: PlanPage): PageResult[] {
  return unreadable.map(({ error, ...contact }) => ({ ...contactKey(contact), status: 'FAILED', error }));
}

/** How many of these changes ended in which way. */
export function countResults(results: PageResult[]): CampaignCounts {
  const count = (status: PageResult['status']) => results.filter((result) => result.status === status).length;
  return {
    applied: count('APPLIED'),
    inPlace: results.filter(({ alreadyInPlace }) => alreadyInPlace).length,
    failed: count('FAILED'),
    conflicts: count('CONFLICT'),
    cancelled: count('CANCELLED'),
  };
}

/**
 * How many of these changes failed after the machine had tried as often as it does. The function counts all other failures itself,
 * at once.
 */
export function exhaustedFailures(results: PageResult[]): number {
  return results.filter(({ error }) => error && isCountedAtTheEnd(error.name)).length;
}

/** Whether a change with this error is not tried again. */
export function isFinalFailure(name: string): boolean {
  return !isCountedAtTheEnd(name) && name !== HELD && name !== MOVED;
}

/** Whether a change with this error found a contact that is no longer what the approvers saw. */
export function isConflict(name: string | null): boolean {
  return name === CHANGED;
}

/** Whether nobody knows that a change has failed for good until the machine has given it up. */
function isCountedAtTheEnd(name: string): boolean {
  return RETRIED_CHANGE_ERRORS.has(name) || /^(Lambda|States|Runtime|Sandbox)\./.test(name);
}

/** The status of a campaign with these counts. */
export function campaignStatus({ applied, failed, conflicts, cancelled }: CampaignCounts): FinalStatus {
  if (failed + conflicts + cancelled === 0) return applied > 0 ? 'APPLIED' : 'UNCHANGED';
  if (applied > 0) return 'PARTIALLY_APPLIED';
  return cancelled > 0 ? 'CANCELLED' : 'FAILED';
}

function pageResult({ error, appliedAt, alreadyInPlace, confirmed, ...contact }: AppliedChange): PageResult {
  const key = contactKey(contact);
  if (error) {
    return { ...key, status: isConflict(error.Error) ? 'CONFLICT' : 'FAILED', error: caughtError(error) };
  }
  return {
    ...key,
    status: 'APPLIED',
    ...(appliedAt !== undefined && { appliedAt }),
    ...(alreadyInPlace && { alreadyInPlace }),
    ...(confirmed === false && { confirmed }),
  };
}
