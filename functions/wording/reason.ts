import type { Reason } from '../../schemas/compiled/reason.js';
import type { Problem } from '../domain/request/problem.ts';
import { type SchemaError, schemaProblems } from '../domain/request/schema-problems.ts';
import { changeSetProblemText, isChangeSetProblem } from './change-set-problem.ts';
import { isKnownField, placeText } from './place.ts';
import { problemText } from './problem-text.ts';

/** A problem in words: the message completes a sentence that begins with the name of the value. */
export function reasonOf(problem: Problem): Reason {
  const message = isChangeSetProblem(problem) ? changeSetProblemText(problem) : problemText(problem);
  return { pointer: problem.pointer, code: problem.code, message };
}

/** More would help nobody, and an execution's state holds 256 KB. */
const MOST_REASONS = 100;

/**
 * All problems in words for whoever may read them: a name that the sender has chosen for a property is left out, because an
 * answer, a mail or a comment that repeats it says what the sender wants said. Beyond the first hundred only their number.
 */
export function reasonsOf(problems: Problem[]): Reason[] {
  const tellable = oncePerText(problems.map(withoutChosenName));
  const further = tellable.length - MOST_REASONS;
  const reasons = tellable.slice(0, MOST_REASONS).map(reasonOf);
  return further > 0 ? [...reasons, reasonOf({ pointer: '', code: 'furtherProblems', count: further })] : reasons;
}

/** Schema errors in words. Values are never repeated: they may be personal data. */
export function schemaReasons(errors: SchemaError[]): Reason[] {
  return reasonsOf(schemaProblems(errors));
}

/**
 * `Account must be 12 digits, …`: each reason in one line, with the names that people know the fields by.
 * @param request tells whether there are several changes; it may have any shape, and be unknown
 */
export function reasonTexts(reasons: Reason[], request: unknown): string[] {
  const { changes } = Object(request);
  const isOfLater = ({ pointer }: Reason) => /^\/changes\/[1-9]/.test(pointer);
  const hasSeveralChanges = (Array.isArray(changes) && changes.length > 1) || reasons.some(isOfLater);
  return reasons.map(({ pointer, message }) => `${placeText(pointer, { hasSeveralChanges })} ${message}`);
}

/** An unknown property is a problem of the object that has it. */
function withoutChosenName(problem: Problem): Problem {
  const { pointer, code } = problem;
  if (code === 'doubtfulName') return { ...problem, pointer: knownPart(pointer) };
  if (code !== 'unknownProperty' || isKnownField(pointer.split('/').at(-1) ?? '')) return problem;
  return { pointer: pointer.slice(0, pointer.lastIndexOf('/')), code: 'unknownProperties' };
}

/** The pointer as far as its names are those of a request. */
function knownPart(pointer: string): string {
  const parts = pointer.split('/').slice(1);
  const unknown = parts.findIndex((part) => !isKnownField(part) && !/^\d+$/.test(part));
  return (unknown < 0 ? parts : parts.slice(0, unknown)).map((part) => `/${part}`).join('');
}

function oncePerText(problems: Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const text = JSON.stringify(problem);
    const isFirst = !seen.has(text);
    seen.add(text);
    return isFirst;
  });
}
