import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import { makeRequest, Requester, SOC } from '../../integration/requester.ts';
import { startStack, type TestStack } from '../../integration/stack.ts';
import type { RolloutCase } from './cases.ts';
import { endedExecutions } from './executions.ts';
import { type HistoryTally, sumTallies, tallyHistory } from './history-tally.ts';
import { lostChanges } from './lost-changes.ts';
import { type Cost, costOf } from './prices.ts';
import { quotaMinima } from './quota-minimum.ts';
import { readIndexes, tableUnits } from './table-units.ts';
import { type Seen, watch } from './watch.ts';

/** How a case was run. */
export interface RunOptions {
  packageDir: string;
  /** A policy that pre-approves what the cases request. */
  policyFile: string;
  timeScale: number;
}

/** What one case has shown; seconds are those of an unscaled clock. */
export interface CaseResult {
  name: string;
  changes: number;
  /** From the first request put until the last execution ended. */
  makespan: number;
  /** Calls of Account Management that were let through, and that were throttled, by operation. */
  passed: Record<string, number>;
  throttled: Record<string, number>;
  lost: string[];
  used: HistoryTally;
  cost: Cost;
  seen: Seen;
  /** Of one request of a single change that needed an approval, on its own. */
  approvedTransitions: number;
}

/** A contact that no case changes, and whose request waits for an approval all the time. */
const KEPT = { accountId: '333333333333', alternateContactType: 'BILLING' } as const;

const PROGRESS_MS = 5_000;
/** The quotas' bursts are full again after so many seconds without a call. */
const REFILL_SECONDS = 3;
/** How often the quotas' own minimum a case may take before it is given up, and what it may take besides. */
const PATIENCE = 4;
const PATIENCE_MS = 120_000;

/** Runs a case on a stack of its own. */
export async function runCase(rolloutCase: RolloutCase, options: RunOptions): Promise<CaseResult> {
  const { packageDir, policyFile, timeScale } = options;
  const stack = await startStack({ packageDir, policyFile, timeScale, accountQuotas: 'scaled' });
  try {
    const user = new Requester(stack);
    const approvedTransitions = await approveOne(user);
    const waiting = makeRequest({ changes: [{ ...KEPT, action: 'PUT', contact: SOC }] });
    await user.put(waiting);
    const page = await user.link(waiting.requestId);
    await delay(REFILL_SECONDS * 1000 * timeScale);
    const { putAt, seen } = await putAll(stack, user, rolloutCase, page, timeScale);
    return { ...(await evaluate(stack, user, rolloutCase, options, putAt)), seen, approvedTransitions };
  } finally {
    await stack.stop();
  }
}

/** A request of one change that needs an approval, from its event to its end; also starts every function. */
async function approveOne(user: Requester): Promise<number> {
  const request = makeRequest();
  await user.put(request);
  await user.vote(await user.link(request.requestId), 'approve');
  const { output, history } = await user.end(request.requestId);
  if (output.status !== 'APPLIED') throw new Error(`${request.requestId} ended ${output.status}`);
  return tallyHistory(history).transitions;
}

/** Puts all requests at once and waits until they have ended, or for as long as there is hope. */
async function putAll(stack: TestStack, user: Requester, { requests }: RolloutCase, page: string, timeScale: number) {
  const changes = requests.flatMap((request) => request.changes).length;
  const minimum = Math.max(...quotaMinima(changes).map(({ seconds }) => seconds));
  const { seen, stop } = watch(stack, page);
  const putAt = Date.now();
  const giveUpAt = putAt + PATIENCE * minimum * 1000 * timeScale + PATIENCE_MS;
  await Promise.all(requests.map((request) => user.put(request)));
  const own = new Set(requests.map(({ requestId }) => requestId));
  const ended = new Set<string>();
  for (let read = 0; ended.size < own.size && Date.now() < giveUpAt; ) {
    await delay(PROGRESS_MS);
    const events = await eventsFrom(stack, read);
    read += events.length;
    for (const { requestId } of events.filter(isEnd)) if (own.has(requestId)) ended.add(requestId);
    const seconds = ((Date.now() - putAt) / 1000).toFixed(0);
    const megabytes = (seen.peakMemory / 1e6).toFixed(0);
    console.log(`  ${seconds} s: ${ended.size} of ${own.size} requests have ended; ${megabytes} MB at most`);
  }
  await stop();
  return { putAt, seen };
}

async function evaluate(
  stack: TestStack,
  user: Requester,
  { name, requests }: RolloutCase,
  options: RunOptions,
  putAt: number,
) {
  // An event tells of the end before the execution has ended.
  await delay(1000);
  const own = new Set(requests.map(({ requestId }) => requestId));
  const ended = (await endedExecutions(stack, user, putAt)).filter(({ requestId }) => own.has(requestId));
  const calls = (await stack.calls()).filter(({ at }) => Date.parse(at) >= putAt);
  const used = sumTallies(ended.map(({ tally }) => tally));
  const units = tableUnits(
    calls.filter(({ service, caller }) => service === 'dynamodb' && used.functions.has(caller)),
    await readIndexes(options.packageDir),
  );
  const statuses = new Map(ended.map(({ requestId, status }) => [requestId, status]));
  return {
    name,
    changes: requests.flatMap(({ changes }) => changes).length,
    makespan: (Math.max(...ended.map(({ endedAt }) => endedAt)) - putAt) / 1000 / options.timeScale,
    passed: countCalls(calls, ({ status }) => status !== 429),
    throttled: countCalls(calls, ({ status }) => status === 429),
    lost: lostChanges(requests, statuses, calls),
    used,
    cost: costOf(used, units),
  };
}

function countCalls(calls: LoggedCall[], isCounted: (call: LoggedCall) => boolean): Record<string, number> {
  const counted = calls.filter((call) => call.service === 'account' && isCounted(call));
  return Object.fromEntries(
    [...Map.groupBy(counted, ({ operation }) => operation)].map(([operation, of]) => [operation, of.length]),
  );
}

interface StatusEvent {
  requestId: string;
  status: string;
}

/** The status events of requests from the one with this number on; other events have no request. */
async function eventsFrom(stack: TestStack, from: number): Promise<StatusEvent[]> {
  const response = await fetch(`${stack.client.endpoint}/_local/events?from=${from}`);
  const events: unknown[] = JSON.parse(await response.text());
  return events.map((event) => {
    const { requestId = '', status = '' } = Object(Object(event).detail);
    return { requestId, status };
  });
}

const UNFINISHED = ['RECEIVED', 'PENDING_APPROVAL', 'APPROVED'];

function isEnd({ requestId, status }: StatusEvent): boolean {
  return requestId !== '' && !UNFINISHED.includes(status);
}
