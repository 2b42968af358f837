import { setTimeout as delay } from 'node:timers/promises';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { makeRequest, Requester } from '../../integration/requester.ts';
import type { TestStack } from '../../integration/stack.ts';
import { inParallel } from '../soak/in-parallel.ts';
import { approveAll } from './approvals.ts';
import type { RolloutCase } from './cases.ts';
import { accountCalls, CLOCK_SPEED, clockOf, setSpeed } from './clocked-stack.ts';
import { EndedRequests } from './ended-requests.ts';
import { readExecutions } from './executions.ts';
import { type Figures, figuresOf } from './figures.ts';
import { tallyHistory } from './history-tally.ts';
import type { OfMachine } from './on-stack.ts';

/** What a case has shown, and what it took of this machine. */
export type CaseResult = Figures & OfMachine & { name: string };

const POLL_MS = 20;
/** The quotas' bursts are full again after so many seconds without a call. */
const REFILL_SECONDS = 10;
/** Requests of so many changes get their turns as they are registered, unless somebody has to approve them. */
const MOST_IN_FRONT = 3;

/** Puts all requests at once, unless told otherwise, has them decided, and waits until they have ended. */
export async function rollOut(stack: TestStack, rolloutCase: RolloutCase, put = putAll): Promise<Figures> {
  const user = new Requester(stack);
  const { requests, isApproved } = rolloutCase;
  const since = await clockOf(stack);
  const { length: callsBefore } = await accountCalls(stack, 0);
  const ended = new EndedRequests(requests);
  await put(stack, requests);
  if (isApproved) await approveAll(stack, requests);
  await ended.wait(stack);
  const read = await readExecutions(stack, user, { since, decidingState: decidingStateOf(rolloutCase) });
  const calls = await accountCalls(stack, callsBefore);
  return figuresOf({ requests, statuses: ended.statuses, calls, isApproved, ...read });
}

/** Puts requests at once: the stack's clock stands still meanwhile. */
export async function putAll(stack: TestStack, requests: ChangeRequest[]): Promise<void> {
  const user = new Requester(stack);
  await setSpeed(stack, 0);
  await inParallel(requests, (request) => user.put(request));
  await setSpeed(stack, CLOCK_SPEED);
}

/**
 * Has one request of a single change approved and applied, which also starts every function.
 * @returns its state transitions
 */
export async function warmUp(stack: TestStack): Promise<number> {
  const user = new Requester(stack);
  const request = makeRequest();
  await user.put(request);
  await user.vote(await user.link(request.requestId), 'approve');
  const { output, history } = await user.end(request.requestId);
  if (output.status !== 'APPLIED') throw new Error(`${request.requestId} ended ${output.status}`);
  await refill(stack);
  return tallyHistory(history).transitions;
}

async function refill(stack: TestStack): Promise<void> {
  const fullAt = (await clockOf(stack)) + REFILL_SECONDS * 1000;
  while ((await clockOf(stack)) < fullAt) await delay(POLL_MS);
}

/** When an execution leaves it, its changes may be applied. */
function decidingStateOf({ requests, isApproved }: RolloutCase): string {
  if (isApproved) return 'RequestApproval';
  return requests.some(({ changes }) => changes.length > MOST_IN_FRONT) ? 'PreApprove' : 'RegisterRequest';
}
