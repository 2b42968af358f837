import type { MailboxRules } from '../../../schemas/compiled/policy-schema.js';
import { mayVote } from '../approval/vote.ts';
import { type EventOf, type RequestEvent, WORKFLOW } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import type { Electorate } from '../policy/policy.ts';
import { approversInRound } from '../policy/required-approval.ts';
import { isSameMailbox } from '../request/mailbox.ts';
import type { CampaignState } from './campaign-control.ts';

/** What people do with a campaign while its changes are being applied. */
export type SteeringAction = 'pause' | 'resume' | 'cancel';

/** Somebody who steers a campaign. */
export interface Steering {
  action: SteeringAction;
  /** E-mail address. */
  by: string;
  /** Whether it is certain that it is them. */
  isProven: boolean;
  comment: string;
  /** ISO 8601. */
  at: string;
}

/**
 * Why a campaign is not steered: the request is none; only its requester and its approvers may, and only if it is certain who they
 * are; it has ended, or was cancelled; its changes are not being applied yet; it was paused so often that it can only be cancelled.
 */
export type SteeringRefusal = 'noCampaign' | 'notAllowed' | 'notProven' | 'ended' | 'notApplying' | 'pausedTooOften';

/**
 * How often a campaign can be paused. Each time, its record gets longer, and the history of the executions of its pages, too; both
 * have an end.
 */
export const MOST_PAUSES = 10;

/**
 * Why somebody may not steer a campaign; nothing if they may.
 * @param state what it does, if its plan is made
 */
export function refuseSteering(
  record: RequestRecord,
  state: CampaignState | undefined,
  { action, by, isProven }: Steering,
  policy: Electorate,
): SteeringRefusal | undefined {
  if (!record.request.changeSet) return 'noCampaign';
  const { mailboxes = {} } = policy;
  const isRequester = isOneOf(by, [record.request.requestedBy], mailboxes);
  if (!isRequester && !isOneOf(by, approversOf(record, policy), mailboxes)) return 'notAllowed';
  // Naming the requester is enough only where nothing else says who asked.
  if (!isProven && !(isRequester && record.provenBy === 'claimed')) return 'notProven';
  if (record.results || (state === 'cancelled' && action !== 'cancel')) return 'ended';
  if (record.applyingSince === undefined || state === undefined) return 'notApplying';
  return action === 'pause' && pausesOf(record) >= MOST_PAUSES ? 'pausedTooOften' : undefined;
}

/**
 * What a campaign does after an action.
 * @param isFirstAtWork whether its first changes are at work: until they have ended, nobody lets the others go on
 */
export function stateAfter(action: SteeringAction, state: CampaignState, isFirstAtWork: boolean): CampaignState {
  switch (action) {
    case 'pause':
      return state === 'running' || state === 'canary' ? 'paused' : state;
    case 'resume':
      return isFirstAtWork ? 'canary' : 'running';
    case 'cancel':
      return 'cancelled';
  }
}

/**
 * What follows for the ledger when somebody has steered a campaign; nothing if that is its last word already, or if nobody has held it.
 * @param state what it does now
 */
export function steeringEvents(
  record: RequestRecord,
  { action, by, comment, at }: Steering,
  state: CampaignState,
): RequestEvent[] {
  const type = EVENT_OF[action];
  const last = lastOf(record);
  const isUnheld = state === 'canary' && !last;
  return isUnheld || last?.type === type ? [] : [{ type, at, by, comment }];
}

/** What follows when a campaign goes on by itself, because the time after its first changes is over; nothing if people have steered it. */
export function resumedByItself(record: RequestRecord, at: string): RequestEvent[] {
  return lastOf(record) ? [] : [{ type: 'CampaignResumed', at, by: WORKFLOW, comment: '' }];
}

/** What follows when so many changes have failed that a campaign has stopped; nothing if that is said already. */
export function stoppedByItself(record: RequestRecord, failures: number, at: string): RequestEvent[] {
  return lastOf(record)?.type === 'CampaignStopped' ? [] : [{ type: 'CampaignStopped', at, by: WORKFLOW, failures }];
}

const EVENT_OF = {
  pause: 'CampaignPaused',
  resume: 'CampaignResumed',
  cancel: 'CampaignCancelled',
} as const satisfies Record<SteeringAction, RequestEvent['type']>;

type Steered = EventOf<'CampaignPaused' | 'CampaignResumed' | 'CampaignStopped' | 'CampaignCancelled'>;

function lastOf({ history }: RequestRecord): Steered | undefined {
  return history.findLast(
    (event): event is Steered =>
      event.type === 'CampaignPaused' ||
      event.type === 'CampaignResumed' ||
      event.type === 'CampaignStopped' ||
      event.type === 'CampaignCancelled',
  );
}

function pausesOf({ history }: RequestRecord): number {
  return history.filter(({ type }) => type === 'CampaignPaused').length;
}

/** Of all its rounds, as far as the policy still lists them. */
function approversOf(record: RequestRecord, policy: Electorate): string[] {
  const { approval } = record;
  const asked = approval ? approversInRound(approval, approval.rounds.length) : [];
  return asked.filter((approver) => mayVote(record, approver, policy));
}

function isOneOf(address: string, people: string[], rules: MailboxRules): boolean {
  return people.some((person) => isSameMailbox(person, address, rules));
}
