import validRequest, { type ChangeRequest } from '../schemas/compiled/change-request.js';
import validInput from '../schemas/compiled/validate-change-set.input.js';
import validOutput from '../schemas/compiled/validate-change-set.output.js';
import { getText } from './aws/bucket.ts';
import { accountProblems, countLines, readChangeSet } from './domain/campaign/change-set-lines.ts';
import { ObjectAlteredError, ObjectMissingError, ObjectTooLargeError } from './domain/object-errors.ts';
import { askedAt } from './domain/request/asked-at.ts';
import { MOST_BYTES_OF_A_LINE, withChanges } from './domain/request/change-set.ts';
import { formProblems } from './domain/request/form-problems.ts';
import { oncePerPlace, type Problem } from './domain/request/problem.ts';
import { misnamedChangeSet, reservedId } from './domain/request/request-rules.ts';
import { taskChain } from './middleware/task-chain.ts';
import { ACCOUNT_CONTEXT } from './runtime/environment.ts';
import { policy } from './runtime/policy.ts';
import { foreignClaims, malformedEvent } from './steps/intake-check.ts';
import { readAccountsOf } from './steps/target-accounts.ts';
import { layOut } from './steps/target-pages.ts';
import { reasonsOf } from './wording/reason.ts';

export const handler = taskChain({ input: validInput, output: validOutput })
  .onError((request) => {
    if (request.error?.name === 'BadRequestError') request.error = malformedEvent(validInput.errors ?? []);
  })
  .handler(async ({ event, enteredAt, run }) => {
    const { source, time } = event;
    const detail = withChanges(event.detail);
    const foreign = await foreignClaims(source, detail);
    if (foreign.length > 0 || !validRequest(detail)) return invalid([...foreign, ...formProblems(detail)]);
    const found = await readText(detail);
    if ('problems' in found) return invalid(found.problems);
    const lines = countLines(found.text);
    if (lines !== found.count) return invalid([{ pointer: '/changeSet/count', code: 'wrongCount', count: lines }]);
    const { changes, problems } = readChangeSet(found.text, { policy, context: ACCOUNT_CONTEXT });
    // Lines with problems are enough to refuse it: nobody waits for what is wrong with the accounts of the others.
    if (problems.all().length > 0) return invalid(problems.all());
    const ids = new Set(changes.map(({ change }) => change.accountId));
    const accounts = await readAccountsOf(ids, { name: 'validate-change-set', enteredAt });
    for (const { line, change } of changes) problems.add(line, accountProblems(change, accounts.get(change.accountId)));
    if (problems.all().length > 0) return invalid(problems.all());
    const pages = await layOut(run, changes, accounts);
    return { valid: true as const, request: detail, askedAt: askedAt(time, new Date()), pages };
  });

/** The text of the change set, if it is what the request says. */
async function readText(request: ChangeRequest): Promise<{ text: string; count: number } | { problems: Problem[] }> {
  const { changeSet, replaces } = request;
  const problems = oncePerPlace([
    ...formProblems(request),
    ...reservedId(request),
    ...misnamedChangeSet(request),
    // It would withdraw what nobody can name any more.
    ...(replaces ? [{ pointer: '/replaces', code: 'notAllowedHere' } as const] : []),
    ...(changeSet ? [] : [{ pointer: '/changeSet', code: 'required' } as const]),
  ]);
  if (problems.length > 0 || !changeSet) return { problems };
  try {
    const { key, sha256, count } = changeSet;
    return { text: await getText(key, sha256, count * MOST_BYTES_OF_A_LINE), count };
  } catch (error) {
    if (error instanceof ObjectMissingError)
      return { problems: [{ pointer: '/changeSet/key', code: 'changeSetMissing' }] };
    if (error instanceof ObjectAlteredError) {
      return { problems: [{ pointer: '/changeSet/sha256', code: 'changeSetAltered' }] };
    }
    if (error instanceof ObjectTooLargeError) {
      return { problems: [{ pointer: '/changeSet/key', code: 'changeSetTooLarge', bytes: MOST_BYTES_OF_A_LINE }] };
    }
    throw error;
  }
}

function invalid(problems: Problem[]) {
  return { valid: false as const, reasons: reasonsOf(problems) };
}
