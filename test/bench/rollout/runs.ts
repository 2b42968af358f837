import { acceptedPuts, foreignCalls, ownCalls, throttledShare, timeOf } from './account-calls.ts';
import { changesFrom, type RolloutCase, rolloutOf } from './cases.ts';
import { accountCalls, scriptOf, startScript } from './clocked-stack.ts';
import { onStack, type Place } from './on-stack.ts';
import { type CaseResult, rollOut, warmUp } from './run-case.ts';

/** Contacts from this number on are left to somebody else. */
const FOREIGN_FROM = 11_900;
const FOREIGN_CONTACTS = 100;

/** So long after the others comes the single request. */
const LATER_MS = 5_000;

/** Runs a case on a stack of its own. */
export function runCase(rolloutCase: RolloutCase, place: Place): Promise<CaseResult & { approvedTransitions: number }> {
  return onStack(place, async (stack) => {
    const approvedTransitions = await warmUp(stack);
    return { name: rolloutCase.name, approvedTransitions, ...(await rollOut(stack, rolloutCase)) };
  });
}

/** Runs a case while somebody else puts contacts at half of the quota's rate, all the time. */
export function runBesideSomebody(
  rolloutCase: RolloutCase,
  place: Place,
): Promise<CaseResult & { foreignThrottled: number }> {
  return onStack(place, async (stack) => {
    await warmUp(stack);
    const { length: before } = await accountCalls(stack, 0);
    await startScript(stack, 'somebody-else', { changes: changesFrom(FOREIGN_FROM, FOREIGN_CONTACTS) });
    const figures = await rollOut(stack, rolloutCase);
    const calls = await accountCalls(stack, before);
    const until = Math.max(...ownCalls(calls).map(timeOf));
    const foreign = foreignCalls(calls).filter((call) => call.operation === PUT && timeOf(call) <= until);
    return { ...figures, name: `${rolloutCase.name}, beside somebody`, foreignThrottled: throttledShare(foreign) };
  });
}

const PUT = 'PutAlternateContact';

/** Rolls out three hundred changes and, a little later, a single one. */
export function runLatecomer(place: Place): Promise<CaseResult & { lateSeconds: number }> {
  const { name, requests } = rolloutOf(3, 100);
  const late = rolloutOf(1, 1, { first: 300 }).requests;
  return onStack(place, async (stack) => {
    await warmUp(stack);
    const { eventBusName } = stack.health;
    let id = '';
    const put = async () => {
      id = await startScript(stack, 'put-later', { requests, late, eventBusName, afterMs: LATER_MS });
    };
    const figures = await rollOut(stack, { name, requests: [...requests, ...late], isApproved: false }, put);
    const accountId = late[0]?.changes[0]?.accountId;
    const written = acceptedPuts(await accountCalls(stack, 0)).find(({ input }) => input['AccountId'] === accountId);
    const putAt = Number((await scriptOf(stack, id)).result);
    const lateSeconds = written ? (timeOf(written) - putAt) / 1000 : Number.POSITIVE_INFINITY;
    return { ...figures, name: `${name}, and a single one 5 s later`, lateSeconds };
  });
}
