import type { RequestEvent } from '../../../../functions/domain/ledger/events.ts';
import { requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import { checkItem } from '../ledger.ts';
import { confirm, sweep } from './acts.ts';
import { CONTACT_TYPES, nameOf, originOf } from './asked.ts';
import { whatHappened } from './happened.ts';
import { applyingSince, historyOf, newerThan, registeredAt, shapersOf } from './rules.ts';
import type { Made, Service } from './service.ts';

const MINUTES = 60_000;

/** Lets time pass until all executions have ended, and everything is confirmed or given up. @throws Error when one never ends */
export async function runOut(service: Service): Promise<void> {
  const { scheduler, world } = service;
  scheduler.death = undefined;
  Object.assign(world.contacts, { lags: [0], throttled: 0 });
  for (let turn = 0; turn < 200 && !isOver(service); turn += 1) {
    scheduler.begin(async () => sweep(service, []));
    await scheduler.passToNextTimer();
  }
  if (!isOver(service)) throw new Error('a request never ends');
  for (const minutes of [0, 20, 24 * 60]) {
    await scheduler.pass(minutes * MINUTES);
    scheduler.begin(async () => confirm(service, []));
    await scheduler.run();
  }
}

function isOver({ made }: Service): boolean {
  return [...made.values()].every(({ workflows }) => workflows.every(({ output }) => output));
}

/** @throws Error when a request ends as it must not, or something is left of it */
export function checkEnds(service: Service): void {
  for (const made of service.made.values()) {
    const requestKey = requestKeyOf(made.request);
    checkItem(service.world, { history: [], version: 0 }, requestKey);
    const { history } = service.world.stored(requestKey);
    const statuses = made.workflows.map(({ output }) => output?.status ?? '');
    const [status = '', ...others] = statuses.filter((each) => each !== 'DUPLICATE');
    if (others.length > 0) throw new Error(`${requestKey} ended more than once: ${statuses}`);
    if (service.world.record(requestKey).status !== status) throw new Error(`${requestKey} was said to end ${status}`);
    const isAllowed = ENDS[status]?.(service, made, history) ?? false;
    if (!isAllowed) throw new Error(`${requestKey} must not end ${status}: ${storyOf(history)}`);
    checkResults(service, made);
    checkLateVotes(service, made);
    for (const each of [...statuses.map((one) => `ends ${one}`), ...whatHappened(history)]) service.seen(each);
  }
  for (let death = 0; death < service.scheduler.deaths; death += 1) service.seen('a function dies');
  checkLeftovers(service);
  checkContacts(service);
}

type Condition = (service: Service, made: Made, history: RequestEvent[]) => boolean;

const wasPlanned: Condition = (_service, _made, history) => history.some(({ type }) => type === 'Planned');

/** When a request may end as it did, told from what happened around it. */
const ENDS: Record<string, Condition> = {
  APPLIED: wasPlanned,
  UNCHANGED: wasPlanned,
  EXPIRED: wasPlanned,
  PARTIALLY_APPLIED: hasConflict,
  FAILED: hasConflict,
  REJECTED: ({ sent }, { request }) =>
    sent.some(({ requestKey, decision }) => requestKey === requestKeyOf(request) && decision === 'reject'),
  CANCELLED: (service, made) => {
    const names = CONTACT_TYPES.filter((type) => made.asked.wants[type] !== undefined).map(nameOf);
    const isWithdrawn = service.withdrawals.some(({ concerns }) => names.some((name) => concerns(made, name)));
    return isWithdrawn || relatives(service, made).some(({ askedAt }) => askedAt >= made.askedAt);
  },
  INVALID: (service, made) => {
    const shapers = [made, ...relatives(service, made)].flatMap((each) => shapersOf(service, each));
    const { wants, system } = made.asked;
    const needs = CONTACT_TYPES.flatMap((type) =>
      wants[type] === undefined ? [] : (service.given.need(type, system) ?? []),
    );
    return needs.some(({ people, quorum }) => people.filter((each) => !shapers.includes(each)).length < quorum);
  },
};

/**
 * Only somebody outside makes conflicts. Who puts back what the service has just changed looks like reads that lag behind, for
 * longer than the machine tries. Nothing else fails here, unless functions die so often that the machine gives up.
 */
function hasConflict(service: Service, { request }: Made): boolean {
  const results = service.world.record(requestKeyOf(request)).results ?? [];
  const failed = results.filter(({ status }) => status === 'CONFLICT' || status === 'FAILED');
  return failed.every(({ status, error, accountId, alternateContactType }) => {
    if (error?.name === 'Runtime.ExitError') return service.scheduler.deaths > 1;
    const isConflict = status === 'CONFLICT' || error?.name === 'ContactNotYetVisibleError';
    return isConflict && isChangedOutside(service, `${accountId}/${alternateContactType}`);
  });
}

/** The other requests of the same origin. */
function relatives({ made }: Service, { asked, request }: Made): Made[] {
  const origin = originOf(asked);
  return [...made.values()].filter((other) => origin && other.request !== request && originOf(other.asked) === origin);
}

function isChangedOutside({ outsideChanges }: Service, name: string): boolean {
  return outsideChanges.some((change) => change.name === name);
}

/** What is said to be applied was written, or was there already; and what was written is said to be applied. */
function checkResults(service: Service, { request }: Made): void {
  const requestKey = requestKeyOf(request);
  for (const { status, alreadyInPlace, ...key } of service.world.record(requestKey).results ?? []) {
    const name = `${key.accountId}/${key.alternateContactType}`;
    if (isChangedOutside(service, name)) continue;
    const isWritten = service.writes.some((write) => write.name === name && write.requestKey === requestKey);
    if (status === 'APPLIED' && !isWritten && !alreadyInPlace) throw new Error(`${requestKey} never changed ${name}`);
    if (isWritten && status !== 'APPLIED') throw new Error(`${requestKey} changed ${name}, and says ${status}`);
  }
}

/** Nothing waits for a request that has ended, and it holds nothing. It only stays under its origin, for later ones. */
function checkLeftovers({ world }: Service): void {
  for (const { pk, requestKeys, claimedBy, waitingFor, taskToken } of world.table.items.values()) {
    const isOrigin = /^OPEN#[0-9a-f]{64}$/.test(String(pk));
    const entered = isOrigin ? undefined : requestKeys;
    const isWaiting = waitingFor !== undefined && waitingFor !== 'redaction';
    if (entered ?? claimedBy ?? taskToken ?? (isWaiting || undefined)) {
      throw new Error(`${pk} still waits, or is held by ${entered instanceof Set ? [...entered] : claimedBy}`);
    }
  }
}

/** Once people are asked about a request, nobody votes any more on an older one whose place it takes. */
function checkLateVotes(service: Service, older: Made): void {
  const requestKey = requestKeyOf(older.request);
  const types = CONTACT_TYPES.filter((type) => older.asked.wants[type] !== undefined);
  const newer = relatives(service, older).filter((other) =>
    types.every((type) => newerThan(service, older, type).includes(other)),
  );
  const askedAt = newer.flatMap((other) => timesOf(service, other, 'ApprovalRequested'));
  const late = timesOf(service, older, 'VoteCast').find((at) => askedAt.some((since) => since < at));
  if (late) throw new Error(`somebody votes on ${requestKey} at ${late}, although it has been replaced`);
}

function timesOf(service: Service, { request }: Made, type: RequestEvent['type']): string[] {
  return historyOf(service, requestKeyOf(request)).flatMap((event) => (event.type === type ? [event.at] : []));
}

/** No contact is what an older request made of it although a newer one was there before that began. */
function checkContacts(service: Service): void {
  for (const type of CONTACT_TYPES) {
    const last = service.writes.findLast(({ name }) => name === nameOf(type));
    const made = service.made.get(last?.requestKey ?? '-/-');
    if (!made) continue;
    const { history } = service.world.stored(requestKeyOf(made.request));
    for (const newer of newerThan(service, made, type)) {
      const requestKey = requestKeyOf(newer.request);
      const { history: ofNewer } = service.world.stored(requestKey);
      const isAsked = ofNewer.some(({ type: each }) => each === 'Planned');
      if (isAsked && registeredAt(newer) < applyingSince(history)) {
        throw new Error(`${type} is what ${requestKeyOf(made.request)} made of it, although ${requestKey} is newer`);
      }
    }
  }
}

function storyOf(history: RequestEvent[]): string {
  return history
    .map((event) => `${event.at.slice(11)} ${event.type}${'error' in event ? ` (${event.error?.name})` : ''}`)
    .join(', ');
}

/** Runs something; if it fails, the error tells what has happened to each request. */
export async function withStories(service: Service, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const stories = [...service.made.keys()].map(
      (requestKey) => `${requestKey}: ${storyOf(historyOf(service, requestKey))}`,
    );
    throw new Error([cause instanceof Error ? cause.message : String(cause), ...stories].join('\n'), { cause });
  }
}
