import type { Account } from '../../../schemas/compiled/account.js';
import isRequest, { type Change } from '../../../schemas/compiled/change-request.js';
import type { AccountContext } from '../account/account-context.ts';
import { contactName } from '../contact/contact.ts';
import type { Policy } from '../policy/policy.ts';
import { MOST_BYTES_OF_A_LINE, requestOfLine } from '../request/change-set.ts';
import { confusableDomains } from '../request/contact-problems.ts';
import { formProblems } from '../request/form-problems.ts';
import { oncePerPlace, type Problem } from '../request/problem.ts';
import { foreignEmailDomains, inaccessibleAccounts, inactiveAccounts } from '../request/request-rules.ts';
import { readStrictJson } from '../request/strict-json.ts';

/** A change set as far as it can be read: the changes in its order, and what is wrong, line by line (the first is 1). */
export interface ReadChangeSet {
  changes: { line: number; change: Change }[];
  problems: LineProblems;
}

/** What a line of a change set is checked against, besides the form of a change. */
export interface LineRules {
  policy: Pick<Policy, 'allowedEmailDomains' | 'confusableDomains'>;
  context: AccountContext;
}

/** The first of the lines with problems are named. */
const NAMED_LINES = 100;

/** What is wrong with the lines of a change set: all of the first hundred, and the number of the others. */
class LineProblems {
  readonly #named: Problem[] = [];
  readonly #lines = new Set<number>();
  #further = 0;

  /** @param problems of one line; its number stands at their beginning in place of that of a change */
  add(line: number, problems: Problem[]): void {
    if (problems.length === 0) return;
    if (this.#lines.has(line) || this.#lines.size < NAMED_LINES) {
      this.#lines.add(line);
      this.#named.push(...problems.map((problem) => movedTo(line, problem)));
    } else this.#further += 1;
  }

  /** In the order of the lines. */
  all(): Problem[] {
    const inOrder = this.#named.toSorted((one, other) => lineOf(one) - lineOf(other));
    if (this.#further === 0) return inOrder;
    return [...inOrder, { pointer: '/changeSet', code: 'furtherProblems', count: this.#further }];
  }
}

/**
 * Reads a change set: each line is one change, as in a small request, no two of the same contact. What is wrong with an account is
 * found by `accountProblems`, once the accounts are known.
 */
export function readChangeSet(text: string, rules: LineRules): ReadChangeSet {
  const problems = new LineProblems();
  const changes: ReadChangeSet['changes'] = [];
  const firstLineOf = new Map<string, number>();
  let line = 0;
  for (const written of linesOf(text)) {
    line += 1;
    const read = readLine(written, rules);
    problems.add(line, 'problems' in read ? read.problems : repeated(read.change, firstLineOf, line));
    if ('change' in read) changes.push({ line, change: read.change });
  }
  return { changes, problems };
}

/** How many lines a change set has. What follows on the last line feed is one more. */
export function countLines(text: string): number {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) lines += 1;
  return lines;
}

/** What is wrong with the account of a change. */
export function accountProblems(change: Change, account: Account | undefined): Problem[] {
  return inactiveAccounts({ changes: [change] }, account ? [account] : []);
}

/** A text without a line feed at its end has a line that was cut off, which is no JSON, or one more line. */
function* linesOf(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const next = end < 0 ? text.length : end;
    yield text.slice(start, next);
    start = next + 1;
  }
}

function readLine(written: string, rules: LineRules): { change: Change } | { problems: Problem[] } {
  const read = parsed(written);
  if ('problems' in read) return read;
  const request = requestOfLine(read.value);
  const problems = formProblems(request);
  if (problems.length > 0 || !isRequest(request)) return { problems };
  const [change] = request.changes;
  const broken = oncePerPlace([
    ...inaccessibleAccounts(request, rules.context),
    ...foreignEmailDomains(request, rules.policy.allowedEmailDomains),
    ...confusableDomains(request, rules.policy.confusableDomains),
  ]);
  return broken.length > 0 || !change ? { problems: broken } : { change };
}

function parsed(written: string): ReturnType<typeof readStrictJson> {
  if (written.length > MOST_BYTES_OF_A_LINE) {
    return { problems: [{ pointer: '/changes/0', code: 'tooLong', limit: MOST_BYTES_OF_A_LINE }] };
  }
  try {
    const read = readStrictJson(written);
    return 'problems' in read ? { problems: read.problems.map(ofChange) } : read;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { problems: [{ pointer: '/changes/0', code: 'notJson' }] };
  }
}

function repeated(change: Change, firstLineOf: Map<string, number>, line: number): Problem[] {
  const name = contactName(change);
  const first = firstLineOf.get(name);
  if (first === undefined) {
    firstLineOf.set(name, line);
    return [];
  }
  return [{ pointer: '/changes/0', code: 'repeatedContact', firstPointer: `/changeSet/${first}` }];
}

function ofChange(problem: Problem): Problem {
  return { ...problem, pointer: `/changes/0${problem.pointer}` };
}

const FIRST_CHANGE = /^\/changes\/0/;

function movedTo(line: number, problem: Problem): Problem {
  return { ...problem, pointer: problem.pointer.replace(FIRST_CHANGE, `/changeSet/${line}`) };
}

function lineOf({ pointer }: Problem): number {
  return Number(pointer.split('/')[2]);
}
