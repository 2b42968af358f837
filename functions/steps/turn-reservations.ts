import type { ContactTurn } from '../../schemas/compiled/contact-turn.js';
import { readLine, reserve } from '../aws/lines.ts';
import { contactKey } from '../domain/contact/contact.ts';
import type { RequestRecord, RequestTurns } from '../domain/ledger/record.ts';
import { FURTHEST_MILLISECONDS, type Lane, laneOf, offsetOf } from '../domain/pace/line.ts';
import { hasLapsed, isLate, type Turn, timeUntil } from '../domain/pace/turn.ts';
import { TIME_SCALE } from '../runtime/environment.ts';
import { PACE } from './pace.ts';

/** A contact with the turn at which it is read or changed. */
type WithTurn<Contact> = Contact & { turn: ContactTurn };

/** Reserves a turn for reading each contact, with one write to the line. */
export async function reserveReads<Contact>(contacts: Contact[]): Promise<WithTurn<Contact>[]> {
  const first = await reserveContacts(laneOf(contacts.length), contacts.length, PACE.read);
  return contacts.map((contact, index) => ({ ...contact, turn: withWait(behind(first, PACE.read * index)) }));
}

/**
 * The planned changes of a request with the turns at which they are applied, and these turns for its record. They are reserved
 * unless the record has some.
 * @param lane of a page of a campaign, the back one, however little is left of it
 */
export async function turnsToApply(
  { plan = [], turns }: Pick<RequestRecord, 'plan' | 'turns'>,
  lane: Lane = laneOf(plan.length),
) {
  const lengths = plan.map(({ after }) => (after === null ? PACE.deletion : PACE.change));
  const given =
    turns ??
    (await reserveChanges(
      lengths.map((length) => length === PACE.deletion),
      lane,
    ));
  return { changes: spread(given, plan.map(contactKey), lengths), turns: given };
}

/**
 * Reserves the turns for the changes of a request, with one write to the line. Those that remove a contact have a smaller quota, and
 * a line of their own, too.
 * @param isDeletion for each change, whether it removes a contact
 */
export async function reserveChanges(
  isDeletion: boolean[],
  lane: Lane = laneOf(isDeletion.length),
): Promise<RequestTurns> {
  const deletions = isDeletion.filter(Boolean).length;
  const free = await reserveContacts(lane, isDeletion.length, PACE.change);
  const first = deletions > 0 ? later(await reserveDeletions(lane, deletions), free) : free;
  const lengths = isDeletion.slice(0, -1).map((removes) => (removes ? PACE.deletion : PACE.change));
  const each = (first.line === 'deletions' ? PACE.deletion : PACE.change) * TIME_SCALE;
  return { first, last: behind(first, sum(lengths)), each };
}

/** Spreads contacts over the turns of their request. @param lengths how long each takes, in proportion */
export function spread<Contact>(
  { first, last }: RequestTurns,
  contacts: Contact[],
  lengths = contacts.map(() => 1),
): WithTurn<Contact>[] {
  const whole = sum(lengths.slice(0, -1));
  return contacts.map((contact, index) => {
    const share = whole > 0 ? sum(lengths.slice(0, index)) / whole : 0;
    return { ...contact, turn: withWait({ ...first, at: first.at + (last.at - first.at) * share }) };
  });
}

function sum(lengths: number[]): number {
  return lengths.reduce((total, length) => total + length, 0);
}

/** The turn after one that has moved or lapsed: the same one where it is now, or a new one at the end of its lane. */
export async function turnAfter({ line, lane, at, offset, moves = 0 }: ContactTurn): Promise<ContactTurn> {
  const turn = { line, lane, at, offset };
  const found = await readLine(line);
  const now = Date.now();
  const left = timeUntil(turn, found, now);
  const isMoved = found && !hasLapsed(left) && left <= FURTHEST_MILLISECONDS;
  const moved = isMoved && { ...turn, at: now + left, offset: offsetOf(found, lane) };
  const reserved = () => (line === 'deletions' ? reserveDeletions(lane, 1) : reserveContacts(lane, 1, PACE.change));
  return { ...withWait(moved || (await reserved())), moves: moves + 1 };
}

/** Turns of changes that wait for them, where they are now; nothing if they are over, or nobody knows them. */
export async function turnsNow({ first, last, each }: RequestTurns): Promise<RequestTurns | undefined> {
  const found = await readLine(first.line);
  const now = Date.now();
  const left = timeUntil(first, found, now);
  if (!found || hasLapsed(left) || left > FURTHEST_MILLISECONDS) return undefined;
  const offset = offsetOf(found, first.lane);
  const moved = offset - first.offset;
  return { first: { ...first, at: first.at + moved, offset }, last: { ...last, at: last.at + moved, offset }, each };
}

/**
 * The turns of changes that follow on the reads of their contacts. If those were in time, the changes are, too, although the plan has
 * taken its time: their turns begin now, unless they have lapsed. Otherwise the changes are late as well, or take other turns.
 * @param readAt when the first contact was read: ISO 8601
 */
export async function turnsGoingOn(turns: RequestTurns, readAt: string): Promise<RequestTurns> {
  const found = await turnsNow(turns);
  if (!found || found.first.lane === 'back') return turns;
  const { first, last } = found;
  const [now, lent] = [Date.now(), PACE.credit[first.line]];
  if (isLate(first.at - Date.parse(readAt), undefined, { now, lent })) return turns;
  const onwards = (turn: Turn) => ({ ...turn, at: turn.at + Math.max(0, now - first.at) });
  return { ...found, first: onwards(first), last: onwards(last) };
}

function reserveContacts(lane: Lane, count: number, each: number): Promise<Turn> {
  return reserve({ line: 'contacts', lane, length: each * count, credit: PACE.credit.contacts });
}

function reserveDeletions(lane: Lane, count: number): Promise<Turn> {
  return reserve({ line: 'deletions', lane, length: PACE.deletion * count, credit: PACE.credit.deletions });
}

function later(one: Turn, other: Turn): Turn {
  return one.at >= other.at ? one : { ...one, at: other.at };
}

/** A turn so many milliseconds of the line after another one. */
function behind(turn: Turn, milliseconds: number): Turn {
  return { ...turn, at: turn.at + milliseconds * TIME_SCALE };
}

/** Says until when the workflow waits, never for longer than a line is. Its clock may run faster than that of the functions. */
function withWait(turn: Turn): ContactTurn {
  const now = Date.now();
  const left = Math.min(FURTHEST_MILLISECONDS, Math.max(0, turn.at - now));
  return { ...turn, until: new Date(now + left / TIME_SCALE).toISOString() };
}
