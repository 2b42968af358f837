import { isDeepStrictEqual } from 'node:util';
import { readRecord } from '../../../functions/aws/request-table.ts';
import type { Decision, RequestEvent } from '../../../functions/domain/ledger/events.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { REQUEST_KEY } from '../builders.ts';
import type { StoredRequest, World } from './world.ts';

/**
 * Checks the stored item against its ledger: record and item follow from it, nothing ever leaves it, and its events come in
 * an order that is possible.
 * @param before the item before the step
 */
export async function checkLedger(world: World, before: StoredRequest): Promise<void> {
  mustEqual('record', await readRecord(REQUEST_KEY), world.record());
  checkItem(world, before);
  const times = world.stored().history.map(({ at }) => at);
  mustEqual('times', times, times.toSorted());
}

/** The same for the item of any request, without reading it through the code. */
export function checkItem(world: World, before: StoredRequest, requestKey = REQUEST_KEY): void {
  const {
    history,
    version,
    taskToken: _token,
    turns: _turns,
    isEnding: _ending,
    ...attributes
  } = world.stored(requestKey);
  const record = world.record(requestKey);
  mustEqual('item', attributes, attributesOf(record));
  mustEqual('past', history.slice(0, before.history.length), before.history);
  if (version < before.version) throw new Error(`version ${before.version} became ${version}`);
  if (history.length > before.history.length && version === before.version)
    throw new Error('the version stayed the same');
  checkOrder(history);
  checkVotes(history);
}

function attributesOf(record: RequestRecord): object {
  const { status, createdAt, request, accounts, history } = record;
  const contacts = request.changes.map((change) => `${change.accountId}/${change.alternateContactType}`);
  const names = accounts.map(({ accountId }) => ({ accountId }));
  const { requestId, requestedBy } = request;
  const end = history.findLast(({ type }) => type === 'Ended')?.at;
  const ttl = end === undefined ? {} : { ttl: Math.ceil(Date.parse(end) / 1000) + KEPT_SECONDS };
  const waitingFor = awaitedBy(record);
  return { status, createdAt, requestId, requestedBy, contacts, accounts: names, waitingFor, ...ttl };
}

const KEPT_SECONDS = 400 * 86_400;

function awaitedBy({ status, isOutdated, taskToken, results, isEnding }: RequestRecord): string {
  if (taskToken !== undefined) return status === 'PENDING_APPROVAL' && !isOutdated ? 'decision' : 'wake';
  return results && !isEnding ? 'redaction' : 'execution';
}

/**
 * One decision, unless an approval is cancelled; a new plan after every change of the plan; changes only after an approval
 * that held; nothing after the end but late news.
 */
function checkOrder(history: RequestEvent[]): void {
  const story = history.flatMap(({ type }) => LETTERS[type] ?? '').join('');
  if (!ORDER.test(story)) throw new Error(`the order of the ledger is ${story}`);
}

const ORDER = /^QV*(P(AR*)?Y?V+)*(P(AR*)?)?(Y|[JXC]E?|YCE?|YSK*(F+K*E)?|E)?L*$/;

/** One letter for each event whose place in the ledger is known; mails, votes and bounces may come at any time. */
const LETTERS: Partial<Record<RequestEvent['type'], string>> = {
  Requested: 'Q',
  Planned: 'P',
  ChangesWithdrawn: 'V',
  PlanOutdated: 'V',
  ApprovalRequested: 'A',
  Reminded: 'R',
  Escalated: 'R',
  WaitExtended: 'R',
  Approved: 'Y',
  Rejected: 'J',
  Expired: 'X',
  Cancelled: 'C',
  ApplyStarted: 'S',
  ChangeApplied: 'F',
  ChangeFailed: 'F',
  CampaignPaused: 'K',
  CampaignResumed: 'K',
  CampaignStopped: 'K',
  CampaignCancelled: 'K',
  CampaignApplied: 'F',
  Ended: 'E',
  ChangeConfirmed: 'L',
  ChangeNotConfirmed: 'L',
  RepetitionAnswered: 'L',
};

const DECISIONS = new Set<RequestEvent['type']>(['Approved', 'Rejected', 'Expired', 'Cancelled']);

const VOIDS = new Set<RequestEvent['type']>(['ChangesWithdrawn', 'PlanOutdated']);

/**
 * Votes come while the request waits, and each names the vote that it replaces. A change of the plan voids them; once there is
 * a new one, who still has a link need not wait for the new mail.
 */
function checkVotes(history: RequestEvent[]): void {
  const last = new Map<string, Decision>();
  let isWaiting = false;
  let wasAsked = false;
  for (const event of history) {
    if (event.type === 'ApprovalRequested') wasAsked = true;
    if (event.type === 'ApprovalRequested' || (event.type === 'Planned' && wasAsked)) isWaiting = true;
    if (DECISIONS.has(event.type) || VOIDS.has(event.type)) isWaiting = false;
    if (VOIDS.has(event.type)) last.clear();
    if (event.type !== 'VoteCast') continue;
    if (!isWaiting) throw new Error(`${event.by} voted when nobody could`);
    mustEqual('replaced vote', event.previous, last.get(event.by));
    last.set(event.by, event.decision);
  }
}

function mustEqual(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`the ${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
}
