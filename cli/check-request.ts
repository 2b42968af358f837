import { type Reason, readableContacts, repeatedContacts } from '../functions/domain/request.ts';
import { schemaReasons } from '../functions/domain/schema-reasons.ts';
import validate, { type ChangeRequest } from '../schemas/compiled/change-request.js';
import { flagOf } from './change-flags.ts';
import type { Places, WrittenChanges } from './changes.ts';
import { WrongChangesError } from './errors.ts';
import { plainReasons } from './plain-reason.ts';

/** A problem, and the index of the change that has it; -1 is the rest of the request. */
type Problem = [index: number, text: string];

const CHANGES_LIMIT = 100;

/**
 * The request with these changes, if all of it holds.
 * @throws WrongChangesError naming everything that does not, at the place where the user wrote it.
 */
export function checkedRequest(head: object, { changes, problems = [], places }: WrittenChanges): ChangeRequest {
  const request: unknown = { ...head, changes };
  const isValid = validate(request);
  const all: Problem[] = [
    ...problems,
    ...plainReasons(isValid ? [] : schemaReasons(validate.errors ?? [])).flatMap((reason) =>
      toProblem(reason, changes, places),
    ),
    ...repetitions(changes, places),
  ];
  if (isValid && all.length === 0) return request;
  throw new WrongChangesError(all.sort(([left], [right]) => left - right).map(([, text]) => text));
}

/** A reason of the service, `pointer message`, with the place where the user wrote it instead of the pointer. */
export function placedReason(reason: string, { changes, places }: WrittenChanges): string {
  const [, pointer, message = ''] = /^(\/\S*) (.*)$/s.exec(reason) ?? [];
  if (pointer === undefined) return reason;
  return toProblem({ pointer, message }, changes, places)[0]?.[1] ?? reason;
}

function toProblem({ pointer, message }: Reason, changes: unknown[], places: Places): Problem[] {
  if (pointer === '/changes') return [[-1, `${places.all} ${countText(changes.length)}`]];
  const [, digits, rest = ''] = /^\/changes\/(\d+)(.*)$/s.exec(pointer) ?? [];
  if (digits === undefined) return [[-1, `${flagOf(pointer)} ${message}`]];
  const index = Number(digits);
  // A row that could not be read has said so already.
  if (changes[index] === undefined) return [];
  return [[index, `${places.part(index, rest)} ${message}`]];
}

/** The rule's own words, for those changes that can be read, with the place of the other one. */
function repetitions(changes: unknown[], places: Places): Problem[] {
  const readable = changes.flatMap((change, index) =>
    readableContacts({ changes: [change] }).map((key) => ({ index, change: { ...key, action: 'DELETE' as const } })),
  );
  const indexOf = (text: string) => readable[Number(text)]?.index ?? 0;
  const request = { requestId: '', requestedBy: '', reason: '', source: { system: 'cli' } };
  return repeatedContacts({ ...request, changes: readable.map(({ change }) => change) }).map(({ pointer, message }) => {
    const index = indexOf(pointer.slice('/changes/'.length));
    const text = message.replace(/\/changes\/(\d+)$/, (_, other: string) => places.mention(indexOf(other)));
    return [index, `${places.part(index, '')} ${text}`];
  });
}

function countText(count: number): string {
  return count === 0
    ? 'has no changes'
    : `has ${count} changes, and a request holds at most ${CHANGES_LIMIT}: split the file`;
}
