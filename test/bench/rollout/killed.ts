import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ExecutionStatus, paginateListExecutions, RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { readTable, recordIn } from '../../fuzz/checks/records.ts';
import { Requester } from '../../integration/requester.ts';
import { findFreePorts, type TestStack } from '../../integration/stack.ts';
import { acceptedPuts } from './account-calls.ts';
import { rolloutOf } from './cases.ts';
import { accountCalls, clockOf, startClocked } from './clocked-stack.ts';
import { readExecutions } from './executions.ts';
import { figuresOf } from './figures.ts';
import { keptWrites, repeated, writesOfBoth } from './kept-writes.ts';
import { killStack } from './kill-stack.ts';
import { lostChanges } from './lost-changes.ts';
import type { Place } from './on-stack.ts';
import { watchMemory } from './peak-memory.ts';
import { type CaseResult, putAll, warmUp } from './run-case.ts';

const POLL_MS = 500;

/** Kills the stack when half of the changes are written, starts it again, and redrives what has failed. */
export async function runKilled(requestCount: number, place: Place): Promise<CaseResult & { redriven: number }> {
  const startedAt = performance.now();
  const stateDir = await mkdtemp(join(tmpdir(), 'rollout-'));
  const options = { ...place, ports: await findFreePorts(), environment: { STATE_DIR: stateDir } };
  const { requests } = rolloutOf(requestCount, 1);
  let stack = await startClocked(options);
  try {
    await warmUp(stack);
    const since = await clockOf(stack);
    const { length: callsBefore } = await accountCalls(stack, 0);
    await putAll(stack, requests);
    const callsOfFirst = await untilWritten(stack, callsBefore, requestCount / 2);
    await killStack(stack);
    const writesOfFirst = await keptWrites(stateDir);
    stack = await startClocked(options);
    const memory = watchMemory(stack.process.pid ?? 0);
    const redriven = await untilEnded(stack);
    const calls = [...callsOfFirst, ...(await accountCalls(stack, 0))];
    const read = await readExecutions(stack, new Requester(stack), { since, decidingState: 'RegisterRequest' });
    const statuses = await statusesIn(stack);
    const figures = figuresOf({ requests, statuses, calls, isApproved: false, ...read });
    memory.stop();
    await stack.stop();
    const writes = writesOfBoth(writesOfFirst, await keptWrites(stateDir));
    const contacts = new Map(writes.map(({ name, contact }) => [name, contact]));
    return {
      ...figures,
      lost: lostChanges(requests, statuses, contacts),
      twice: repeated(writes),
      name: `${requestCount.toLocaleString('en')} single, pre-approved, killed in the middle`,
      peakMemory: memory.peak(),
      wallSeconds: (performance.now() - startedAt) / 1000,
      redriven,
    };
  } finally {
    await stack.stop();
    await rm(stateDir, { recursive: true, force: true });
  }
}

/** The calls until so many changes are written. */
async function untilWritten(stack: TestStack, from: number, count: number) {
  for (;;) {
    const calls = await accountCalls(stack, from);
    if (acceptedPuts(calls).length >= count) return calls;
    await delay(POLL_MS);
  }
}

/** Waits until no execution runs, and redrives those that have failed, once. */
async function untilEnded(stack: TestStack): Promise<number> {
  await untilNoneRuns(stack);
  const failed = await executionsOf(stack, 'FAILED');
  const { stepFunctions } = new Requester(stack);
  for (const executionArn of failed) await stepFunctions.send(new RedriveExecutionCommand({ executionArn }));
  await untilNoneRuns(stack);
  return failed.length;
}

async function untilNoneRuns(stack: TestStack): Promise<void> {
  while ((await executionsOf(stack, 'RUNNING')).length > 0) await delay(POLL_MS);
}

async function executionsOf(stack: TestStack, statusFilter: ExecutionStatus): Promise<string[]> {
  const { stateMachineArn } = stack.health;
  const client = new Requester(stack).stepFunctions;
  const pages = paginateListExecutions({ client }, { stateMachineArn, statusFilter, maxResults: 1000 });
  return (await Array.fromAsync(pages)).flatMap(({ executions = [] }) =>
    executions.map(({ executionArn }) => executionArn ?? ''),
  );
}

/** How each request has ended, by its requestId. */
async function statusesIn(stack: TestStack): Promise<Map<string, string>> {
  const records = (await readTable(stack)).flatMap(recordIn);
  return new Map(records.map(({ request, status }) => [request.requestId, status]));
}
