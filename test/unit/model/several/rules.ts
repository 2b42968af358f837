import type { EventOf, RequestEvent } from '../../../../functions/domain/ledger/events.ts';
import { type RequestKey, requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import type { Address, Write } from '../contacts.ts';
import { CONTACT_TYPES, nameOf, originOf } from './asked.ts';
import { type ContactType, personOf } from './cases.ts';
import { isSamePaper, type Paper, paperOf } from './paper.ts';
import type { Invocation } from './scheduler.ts';
import type { Made, Service } from './service.ts';

/** Reads of AWS never lag behind for longer; see the steps. */
const LONGEST_LAG_MILLISECONDS = 20_000;

/**
 * Whether a contact may be changed now: a second, plain reading of the rules, kept apart from the system under test. It knows
 * what people asked for and which forms they sent; of the ledger it only takes what was planned, and which of those forms counted.
 * @throws Error when the write breaks a rule
 */
export function checkWrite(service: Service, write: Write): void {
  const { invocation } = service.scheduler;
  const made = service.made.get(invocation?.requestKey ?? '-/-');
  const type = CONTACT_TYPES.find((each) => nameOf(each) === write.name);
  if (!invocation || !made || !type) throw new Error(`nobody asked to change ${write.name}`);
  const requestKey = requestKeyOf(made.request);
  const { history } = service.world.stored(requestKey);
  const planned = history.findLast((event) => event.type === 'Planned');
  const paper = paperOf(planned?.plan ?? []);
  const what = `${requestKey} makes ${type} ${write.before} → ${write.after}`;
  if (made.asked.wants[type] !== write.after || paper[type]?.after !== write.after)
    throw new Error(`${what}: not asked for`);
  checkBefore(service, write, invocation, paper[type]?.before, what);
  const missing = missingApproval(service, made, history, paper);
  if (missing) throw new Error(`${what} without approval: ${missing}`);
  for (const newer of newerThan(service, made, type)) checkOlder(service, newer, history, write, what);
  checkWithdrawn(service, made, history, write, what);
  service.seen('a contact is changed');
}

/** What was taken back before it began to be applied is not applied. */
function checkWithdrawn({ withdrawals }: Service, made: Made, history: RequestEvent[], { name }: Write, what: string) {
  const isWithdrawn = withdrawals.some(({ concerns, isAboutLate, startedAt, doneAt }) => {
    const before = isAboutLate ? Date.parse(made.askedAt) : registeredAt(made);
    return concerns(made, name) && before < startedAt && doneAt < applyingSince(history);
  });
  if (isWithdrawn) throw new Error(`${what}, although that was taken back`);
}

export function registeredAt({ workflows }: Made): number {
  return Math.min(...workflows.map((workflow) => workflow.registeredAt));
}

/** Epoch milliseconds: when the function began that decided to apply the request. */
export function applyingSince(history: RequestEvent[]): number {
  return Date.parse(history.findLast(({ type }) => type === 'ApplyStarted')?.at ?? '');
}

/**
 * What is overwritten is what was approved, or the same value. Nobody can help overwriting what somebody outside has set after
 * the last read, or so shortly before that no read shows it.
 */
function checkBefore(
  service: Service,
  write: Write,
  { startedAt }: Invocation,
  approved: Address | undefined,
  what: string,
) {
  const { name, before, after } = write;
  const unseen = startedAt - LONGEST_LAG_MILLISECONDS;
  const isOutside = service.outsideChanges.some((change) => change.name === name && change.at >= unseen);
  if (before === approved || before === after || isOutside) return;
  throw new Error(`${what}, but what was approved is a change of ${approved}`);
}

/** Whose approval a plan lacks. */
function missingApproval(service: Service, made: Made, history: RequestEvent[], paper: Paper): string | undefined {
  const { given, sent } = service;
  const { request, asked } = made;
  const plannedAt = history.findLast(({ type }) => type === 'Planned')?.at ?? '';
  const shapers = [made, ...replacedBy(service, made, plannedAt)].flatMap((each) => shapersOf(service, each));
  const votes = history
    .slice(history.findLastIndex(({ type }) => type === 'Planned'))
    .filter((event): event is EventOf<'VoteCast'> => event.type === 'VoteCast');
  const latest = new Map(votes.map((vote) => [personOf(given, vote.by), vote]));
  const approvers = [...latest].flatMap(([person, { decision, by }]) => {
    const form = sent.find(
      (each) =>
        each.requestKey === requestKeyOf(request) &&
        each.by === by &&
        each.decision === decision &&
        isSamePaper(each.paper, paper),
    );
    return form && decision === 'approve' && !shapers.includes(person) ? [person] : [];
  });
  const needs = CONTACT_TYPES.flatMap((type) => (paper[type] ? (given.need(type, asked.system) ?? []) : []));
  const unmet = needs.find(({ people, quorum }) => people.filter((each) => approvers.includes(each)).length < quorum);
  return unmet && `${approvers} are not ${unmet.quorum} of ${unmet.people}`;
}

export function shapersOf({ given }: Service, { request }: Made): string[] {
  return [request.requestedBy, ...(request.contributors ?? [])].map((each) => personOf(given, each));
}

/** The requests that had given way to a request by then, and those that had given way to them. */
function replacedBy(service: Service, { request }: Made, at: string): Made[] {
  const direct = [...service.made.values()].filter(({ request: older }) =>
    historyOf(service, requestKeyOf(older)).some(
      (event) =>
        (event.type === 'Cancelled' || event.type === 'ChangesWithdrawn') &&
        event.because?.kind === 'superseded' &&
        event.because.requestKey === requestKeyOf(request) &&
        event.at <= at,
    ),
  );
  return direct.flatMap((each) => [each, ...replacedBy(service, each, at)]);
}

/** The ledger of a request; empty before it is registered. */
export function historyOf({ world }: Service, requestKey: RequestKey): RequestEvent[] {
  return world.table.items.has(`REQUEST#${requestKey}`) ? world.stored(requestKey).history : [];
}

/** Requests of the same origin that were asked for later and take the place of a change. */
export function newerThan({ made }: Service, older: Made, type: ContactType): Made[] {
  const origin = originOf(older.asked);
  return [...made.values()].filter(
    ({ asked, askedAt }) =>
      origin !== undefined &&
      originOf(asked) === origin &&
      askedAt > older.askedAt &&
      (asked.replacesAll || asked.wants[type] !== undefined),
  );
}

/** Once a newer request has its plan, no older one begins to be applied; and none ever undoes it. */
function checkOlder(service: Service, newer: Made, history: RequestEvent[], write: Write, what: string): void {
  const requestKey = requestKeyOf(newer.request);
  const plannedAt = historyOf(service, requestKey).find(({ type }) => type === 'Planned')?.at;
  if (plannedAt !== undefined && Date.parse(plannedAt) < applyingSince(history)) {
    throw new Error(`${what}, although ${requestKey} is newer`);
  }
  const isUndoing = service.writes.some((own) => own.name === write.name && own.requestKey === requestKey);
  if (isUndoing) throw new Error(`${what}, and undoes ${requestKey}, which is newer`);
}
