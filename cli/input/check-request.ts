import { formProblems } from '../../functions/domain/request/form-problems.ts';
import { readableContacts } from '../../functions/domain/request/readable-request.ts';
import { repeatedContacts } from '../../functions/domain/request/request-rules.ts';
import { reasonOf } from '../../functions/wording/reason.ts';
import validate, { type ChangeRequest } from '../../schemas/compiled/change-request.js';
import type { Reason } from '../../schemas/compiled/reason.js';
import { WrongChangesError } from '../errors.ts';
import type { Signed } from '../signed.ts';
import type { CanonicalChanges } from './canonical-changes.ts';
import { flagOf } from './change-flags.ts';
import type { Places, WrittenChanges } from './changes.ts';
import { type RequestHead, type RequestPart, requestParts } from './request-parts.ts';
import { SIGNER } from './requester.ts';

/** A problem, and where it is: the index of its change, or -1 for the rest of the request, and the pointer in it. */
interface Problem {
  index: number;
  pointer: string;
  text: string;
}

/**
 * The request with these changes, of which there are no more than a request can have.
 * @throws WrongChangesError with everything that is wrong, at the place where the user wrote it.
 */
export function checkedRequest(head: RequestHead, written: WrittenChanges): Signed<ChangeRequest> {
  const [request] = checkedRequests(head, { ...written, readings: [] });
  if (request) return request;
  throw new WrongChangesError([`${written.places.all} has no changes`]);
}

/**
 * The request with these changes, or several where they are too many for one.
 * @throws WrongChangesError with everything that is wrong, at the place where the user wrote it.
 */
export function checkedRequests(head: RequestHead, written: CanonicalChanges): Signed<ChangeRequest>[] {
  const { changes, problems = [], places, readings } = written;
  const parts = requestParts(head, changes, readings).map((part) => checkPart(part, changes, places));
  const all = unique([
    ...problems.map(({ index, pointer, message }) => problemAt(index, pointer, message, places)),
    ...parts.flatMap((part) => part.problems),
    ...repetitions(changes, places),
  ]);
  // The same flag may be wrong in the changes of many accounts.
  if (all.length > 0) throw new WrongChangesError([...new Set(all.map(({ text }) => text))]);
  return parts.flatMap(({ request }) => request ?? []);
}

/** A reason of the service, at the place where the user wrote what is wrong. */
export function placedReason(reason: Reason, { changes, places }: WrittenChanges): string {
  return toProblem(reason, { first: 0, changes, places })[0]?.text ?? `${reason.pointer} ${reason.message}`;
}

function checkPart(
  { first, requestId, request }: RequestPart,
  changes: unknown[],
  places: Places,
): { request?: Signed<ChangeRequest>; problems: Problem[] } {
  const draft: unknown = { ...SIGNER, ...request };
  const problems = formProblems(draft);
  if (validate(draft) && problems.length === 0) {
    return { request: { ...asNamed(draft, request), requestId }, problems: [] };
  }
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
