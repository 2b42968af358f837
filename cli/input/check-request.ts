import { formProblems } from '../../functions/domain/request/form-problems.ts';
import { readableContacts } from '../../functions/domain/request/readable-request.ts';
import { repeatedContacts } from '../../functions/domain/request/request-rules.ts';
import { numberText } from '../../functions/wording/counted.ts';
import { reasonOf } from '../../functions/wording/reason.ts';
import validate, { type Change, type ChangeRequest } from '../../schemas/compiled/change-request.js';
import { MOST_CAMPAIGN_CHANGES, MOST_CHANGES } from '../../schemas/compiled/limits.js';
import type { Reason } from '../../schemas/compiled/reason.js';
import { WrongChangesError } from '../errors.ts';
import type { Signed } from '../signed.ts';
import type { CanonicalChanges, Reading } from './canonical-changes.ts';
import { flagOf } from './change-flags.ts';
import { changeSetOf, namedChangeSet, type WrittenChangeSet } from './change-set.ts';
import type { Places, WrittenChanges } from './changes.ts';
import { SIGNER } from './requester.ts';

/** What a request has besides its changes. */
export interface RequestHead {
  requestId: string;
  requestedBy?: string;
  reason: string;
}

/** A request that is ready to be sent. */
export interface CheckedRequest {
  request: Signed<ChangeRequest>;
  changes: Change[];
  /** What the request names instead of its changes, where they are too many for one: such a request is a campaign. */
  changeSet?: WrittenChangeSet;
}

/** A problem, and where it is: the index of its change, or -1 for the rest of the request, and the pointer in it. */
interface Problem {
  index: number;
  pointer: string;
  text: string;
}

/**
 * The request with these changes.
 * @throws WrongChangesError with everything that is wrong, at the place where the user wrote it.
 */
export function checkedRequest(head: RequestHead, written: WrittenChanges | CanonicalChanges): CheckedRequest {
  const { changes, places, problems = [] } = written;
  if (changes.length > MOST_CAMPAIGN_CHANGES) throw tooManyChanges(written);
  const readings = 'readings' in written ? written.readings : [];
  const parts = partsOf(head, changes, readings).map((part) => checkPart(part, changes, places));
  const all = unique([
    ...problems.map(({ index, pointer, message }) => problemAt(index, pointer, message, places)),
    ...parts.flatMap((part) => part.problems),
    ...repetitions(changes, places),
  ]);
  // The same flag may be wrong in the changes of many accounts.
  if (all.length > 0) throw new WrongChangesError([...new Set(all.map(({ text }) => text))]);
  return assembled(parts.flatMap(({ request }) => request ?? []));
}

/** A reason of the service, at the place where the user wrote what is wrong. */
export function placedReason(reason: Reason, { changes, places }: WrittenChanges): string {
  return toProblem(reason, { first: 0, changes, places })[0]?.text ?? `${reason.pointer} ${reason.message}`;
}

function tooManyChanges({ changes, places }: WrittenChanges): WrongChangesError {
  const [count, most] = [changes.length, MOST_CAMPAIGN_CHANGES].map(numberText);
  return new WrongChangesError([`${places.all} has ${count} changes, and a request at most ${most}: split it`]);
}

/** As many changes as the schema of a request checks at once. Nobody has checked them yet. */
interface Part {
  /** The index of its first change among all changes. */
  first: number;
  request: object;
}

/** What was written goes to the approvers with the changes themselves; beside a change set, there is no place for it. */
function partsOf(head: RequestHead, changes: unknown[], readings: Reading[]): Part[] {
  const count = Math.max(1, Math.ceil(changes.length / MOST_CHANGES));
  const asWritten = readings.map(({ index, pointer, text }) => ({ pointer: `/changes/${index}${pointer}`, text }));
  return Array.from({ length: count }, (_, index) => {
    const first = index * MOST_CHANGES;
    const own = { ...head, changes: changes.slice(first, first + MOST_CHANGES) };
    return { first, request: count === 1 && asWritten.length > 0 ? { ...own, asWritten } : own };
  });
}

function assembled(parts: Signed<ChangeRequest>[]): CheckedRequest {
  const [request, ...others] = parts;
  if (!request) throw new RangeError('there is at least one part');
  const changes = parts.flatMap((part) => part.changes);
  if (others.length === 0) return { request, changes };
  const changeSet = changeSetOf(changes);
  return { request: { ...request, changes: [], changeSet: namedChangeSet(changeSet) }, changes, changeSet };
}

function checkPart(
  { first, request }: Part,
  changes: unknown[],
  places: Places,
): { request?: Signed<ChangeRequest>; problems: Problem[] } {
  const draft: unknown = { ...SIGNER, ...request };
  const problems = formProblems(draft);
  if (validate(draft) && problems.length === 0) return { request: asNamed(draft, request), problems: [] };
  return { problems: problems.map(reasonOf).flatMap((reason) => toProblem(reason, { first, changes, places })) };
}

/** Without the requester, if nobody has named one. */
function asNamed({ requestedBy, ...rest }: ChangeRequest, named: object): Signed<ChangeRequest> {
  return { ...rest, ...('requestedBy' in named && { requestedBy }) };
}

/** `first` is the index of the first change that the pointer of the reason counts from. */
function toProblem(
  { pointer, message }: Reason,
  { first, changes, places }: { first: number; changes: unknown[]; places: Places },
): Problem[] {
  const [, head, index, ...rest] = pointer.split('/');
  // The lines of a change set count from 1.
  if (head === 'changeSet' && /^\d+$/.test(index ?? '')) {
    return [problemAt(Number(index) - 1, rest.map((part) => `/${part}`).join(''), message, places)];
  }
  if (head !== 'changes') return [{ index: -1, pointer, text: `${flagOf(pointer)} ${message}` }];
  if (index === undefined) return [{ index: -1, pointer, text: `${places.all} has no changes` }];
  const at = first + Number(index);
  // A row that could not be read has already been reported.
  return changes[at] === undefined ? [] : [problemAt(at, rest.map((part) => `/${part}`).join(''), message, places)];
}

function problemAt(index: number, pointer: string, message: string, places: Places): Problem {
  return { index, pointer, text: `${places.part(index, pointer)} ${message}` };
}

/** One problem for each place, in the order of the changes: the first explains it best. */
function unique(problems: Problem[]): Problem[] {
  const byPlace = new Map(problems.toReversed().map((problem) => [`${problem.index} ${problem.pointer}`, problem]));
  return problems
    .filter((problem) => byPlace.get(`${problem.index} ${problem.pointer}`) === problem)
    .sort((left, right) => left.index - right.index);
}

/** Contacts that are changed twice, among the changes that can be read. */
function repetitions(changes: unknown[], places: Places): Problem[] {
  const readable = changes.flatMap((change, index) =>
    readableContacts({ changes: [change] }).map((key) => ({ index, key })),
  );
  const indexAt = (pointer: string) => readable[Number(pointer.split('/').at(-1))]?.index ?? 0;
  return repeatedContacts({ changes: readable.map(({ key }) => key) }).flatMap((problem): Problem[] => {
    if (problem.code !== 'repeatedContact') return [];
    const index = indexAt(problem.pointer);
    const { message } = reasonOf({ ...problem, firstPointer: places.mention(indexAt(problem.firstPointer)) });
    return [problemAt(index, '', message, places)];
  });
}
