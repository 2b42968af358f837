import { readableContacts } from '../../functions/domain/request/readable-request.ts';
import { repeatedContacts } from '../../functions/domain/request/request-rules.ts';
import { reasonOf, schemaReasons } from '../../functions/wording/reason.ts';
import validate, { type ChangeRequest } from '../../schemas/compiled/change-request.js';
import { MOST_CHANGES } from '../../schemas/compiled/limits.js';
import type { Reason } from '../../schemas/compiled/reason.js';
import { WrongChangesError } from '../errors.ts';
import { flagOf } from './change-flags.ts';
import type { Places, WrittenChanges } from './changes.ts';

/** A problem and the index of its change; -1 is the rest of the request. */
type Problem = [index: number, text: string];

/**
 * The request with these changes.
 * @throws WrongChangesError with everything that is wrong, at the place where the user wrote it.
 */
export function checkedRequest(head: object, { changes, problems = [], places }: WrittenChanges): ChangeRequest {
  const request: unknown = { ...head, changes };
  const isValid = validate(request);
  const all: Problem[] = [
    ...problems,
    ...schemaReasons(isValid ? [] : (validate.errors ?? [])).flatMap((reason) => toProblem(reason, changes, places)),
    ...repetitions(changes, places),
  ];
  if (isValid && all.length === 0) return request;
  throw new WrongChangesError(all.sort(([left], [right]) => left - right).map(([, text]) => text));
}

/** A reason of the service, at the place where the user wrote what is wrong. */
export function placedReason(reason: Reason, { changes, places }: WrittenChanges): string {
  return toProblem(reason, changes, places)[0]?.[1] ?? `${reason.pointer} ${reason.message}`;
}

function toProblem({ pointer, message }: Reason, changes: unknown[], places: Places): Problem[] {
  const [, head, index, ...rest] = pointer.split('/');
  if (head !== 'changes') return [[-1, `${flagOf(pointer)} ${message}`]];
  if (index === undefined) return [[-1, `${places.all} ${countText(changes.length)}`]];
  // A row that could not be read has already been reported.
  if (changes[Number(index)] === undefined) return [];
  return [[Number(index), `${places.part(Number(index), rest.map((part) => `/${part}`).join(''))} ${message}`]];
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
    return [[index, `${places.part(index, '')} ${message}`]];
  });
}

function countText(count: number): string {
  return count === 0
    ? 'has no changes'
    : `has ${count} changes, but a request can have at most ${MOST_CHANGES}: split the file`;
}
