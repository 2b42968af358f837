import validRequest, { type ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { contactProblems, unreadableTexts } from './contact-problems.ts';
import { oncePerPlace, type Problem } from './problem.ts';
import { schemaProblems } from './schema-problems.ts';

/**
 * Everything that is wrong with a request of any shape by itself, at most once for each place: what breaks the schema, and
 * texts and contacts that are of no use to anybody. Without problems, the request is a `ChangeRequest`.
 */
export function formProblems(request: unknown): Problem[] {
  if (validRequest(request)) {
    return [...unreadableTexts(request), ...contactProblems(request), ...strayTexts(request)];
  }
  const problems = [
    ...schemaProblems(validRequest.errors ?? []),
    ...hiddenProblems(request),
    ...unreadableTexts(request),
    ...contactProblems(request),
  ];
  return oncePerPlace(problems).sort((left, right) => changeIndex(left) - changeIndex(right));
}

/** What was written for changes that the request does not have. Approvers would read it as something that was left out. */
function strayTexts({ asWritten = [], changes }: ChangeRequest): Problem[] {
  return asWritten.flatMap(({ pointer }, index): Problem[] =>
    Number(pointer.split('/')[2]) < changes.length
      ? []
      : [{ pointer: `/asWritten/${index}/pointer`, code: 'notAllowedHere' }],
  );
}

/** What else is wrong with changes whose action is unknown: their schema hangs on it. */
function hiddenProblems(request: unknown): Problem[] {
  const { changes } = Object(request);
  if (!Array.isArray(changes)) return [];
  return changes.flatMap((change: unknown, index) => {
    const { action, contact } = Object(change);
    if (typeof change !== 'object' || change === null || action === 'PUT' || action === 'DELETE') return [];
    const probe = { changes: [{ ...change, action: contact === undefined ? 'DELETE' : 'PUT' }] };
    return validRequest(probe) ? [] : schemaProblems(validRequest.errors ?? []).flatMap(movedTo(index));
  });
}

/** Moves the problems of the only change to another index, and drops all others. */
function movedTo(index: number): (problem: Problem) => Problem[] {
  const [from, to] = ['/changes/0/', `/changes/${index}/`];
  return (problem) =>
    problem.pointer.startsWith(from) ? [{ ...problem, pointer: `${to}${problem.pointer.slice(from.length)}` }] : [];
}

/** The problems of the request itself come first. */
function changeIndex({ pointer }: Problem): number {
  const [, head, index] = pointer.split('/');
  return head === 'changes' && index !== undefined ? Number(index) : -1;
}
