import { setTimeout as pause } from 'node:timers/promises';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { heldCampaign } from './campaign-scenarios.ts';
import { alwaysOf, callerOf } from './fault-kinds.ts';
import type { Outcome } from './outcome.ts';
import { SYSTEM } from './policy.ts';
import {
  executionOf,
  goThrough,
  linkOf,
  outcomeOf,
  SCHEDULED,
  type Tracked,
  track,
  voteAt,
  wakeLate,
} from './requests.ts';
import type { Scenario } from './scenario.ts';
import { newTicket, sendWebhook } from './ticket-scenarios.ts';
import { newTracked } from './workflow-scenarios.ts';
import { until, type World } from './world.ts';

/** After so long nobody else ends the request of an execution that is gone: ten minutes, scaled. */
const SWEEP_MILLISECONDS = 700;

/** Its execution is stopped while its change is throttled. */
export const stopped: Scenario = async (world, tried) => {
  const tracked = await newTracked(world, SYSTEM.usual);
  await tried.begin([alwaysOf('apply-change', 'PutAlternateContact', 'TooManyRequestsException')]);
  await stopWhileApplying(world, tracked);
  await until('the end', () => ended(tracked), 4000).catch(() => {});
  await tried.end();
  return outcomeOf(tracked);
};

/** Its execution is stopped when the change was made, and before anybody knew. */
export const stoppedUnknowing: Scenario = async (world, tried) => {
  const tracked = await newTracked(world, SYSTEM.usual);
  const lost = { operation: 'PutAlternateContact', caller: callerOf('apply-change'), breaks: 'after' as const };
  await tried.begin([
    { ...lost, times: 1_000_000 },
    alwaysOf('apply-change', 'GetAlternateContact', 'TooManyRequestsException', 1),
  ]);
  await stopWhileApplying(world, tracked);
  await until('the end', () => ended(tracked), 4000).catch(() => {});
  await tried.end();
  return outcomeOf(tracked);
};

/** Keeps the rule from ending what has stopped. */
const UNHEARD = { operation: 'Invoke', error: 'Lambda.ServiceException', inputContains: '"end":{', times: 1_000_000 };

/** The same, and nobody hears of it but whoever looks. */
export const sweptUp =
  (mail?: string): Scenario =>
  async (world, tried) => {
    const tracked = await newTracked(world, SYSTEM.usual);
    const along = [
      alwaysOf('apply-change', 'PutAlternateContact', 'TooManyRequestsException'),
      UNHEARD,
      ...(mail === undefined ? [] : [alwaysOf('end-stranded-requests', 'SendEmail', mail)]),
    ];
    await tried.begin(along);
    await stopWhileApplying(world, tracked);
    await pause(SWEEP_MILLISECONDS);
    await world.invoke('end-stranded-requests', SCHEDULED);
    const isSwept = await ended(tracked);
    await tried.end();
    return sweptOutcome(tracked, isSwept);
  };

/** The other one is told by whoever ends the first in the place of its execution, which could not record how it ended. */
export const competingSwept: Scenario = async (world, tried) => {
  const other = await newTracked(world, SYSTEM.alone);
  await world.user.put(other.request);
  await until('the link of the other', () => linkOf(world, other.requestId));
  const request = world.newRequest(SYSTEM.usual, other.contact);
  const tracked = await track(world, request.requestId, SYSTEM.usual, other.contact);
  await tried.begin([alwaysOf('record-outcome', 'GetItem', 'AccessDeniedException')]);
  await world.user.put(request);
  await goThrough(tracked, 'approve');
  await pause(SWEEP_MILLISECONDS);
  await world.invoke('end-stranded-requests', SCHEDULED);
  const isSwept = await ended(tracked);
  await tried.end();
  const outcome = await sweptOutcome(tracked, isSwept);
  const late = await wakeLate(world, async () => ((await world.record(other.requestKey))?.results ? true : undefined));
  return { ...outcome, delay: outcome.delay || late };
};

/** A campaign of which the same is true, as it waits after its first change. */
export const sweptCampaign: Scenario = async (world, tried) => {
  const campaign = await heldCampaign(world);
  await tried.begin([UNHEARD]);
  const { executionArn = '' } = (await executionOf(campaign)) ?? {};
  await world.user.stepFunctions.send(new StopExecutionCommand({ executionArn }));
  await pause(SWEEP_MILLISECONDS);
  await world.invoke('end-stranded-requests', SCHEDULED);
  const isSwept = await ended(campaign);
  await tried.end();
  return sweptOutcome(campaign, isSwept);
};

/** What the first run has left, the next one does. */
async function sweptOutcome(tracked: Tracked, isSwept: true | undefined): Promise<Outcome> {
  const outcome = await outcomeOf(tracked);
  if (isSwept && outcome.held.length === 0) return { ...outcome, isKept: false };
  await tracked.world.invoke('end-stranded-requests', SCHEDULED);
  return { ...(await outcomeOf(tracked)), delay: 'next run', isKept: false };
}

/** Whether its end is recorded, and everybody told. */
async function ended({ world, requestKey }: Tracked): Promise<true | undefined> {
  const record = await world.record(requestKey);
  return record?.results && !record.isEnding ? true : undefined;
}

async function stopWhileApplying(world: World, tracked: Tracked & { request: object }): Promise<void> {
  await world.user.put(tracked.request);
  const link = await until('the link', () => linkOf(world, tracked.requestId));
  await voteAt(link, 'approve');
  await until('a throttled call', async () =>
    (await world.calls(tracked.since.calls)).find(({ operation }) => operation === 'PutAlternateContact'),
  );
  const { executionArn = '' } = (await executionOf(tracked)) ?? {};
  await world.user.stepFunctions.send(new StopExecutionCommand({ executionArn }));
}

/** The execution of a ticket's request is stopped before it is registered. What could not be told then is replayed. */
export const stoppedTicket: Scenario = async (world, tried) => {
  const { contact, ticket } = newTicket(world, SYSTEM.tickets);
  const { requestId } = ticket.data;
  const tracked = await track(world, requestId, SYSTEM.tickets, contact);
  await tried.begin([{ operation: 'DescribeAccount', caller: callerOf('validate-request'), latencyMs: 3000 }]);
  await sendWebhook(world, SYSTEM.tickets, ticket);
  const executionArn = await until('the execution', async () => (await executionOf(tracked))?.executionArn);
  await world.user.stepFunctions.send(new StopExecutionCommand({ executionArn }));
  const isTold = async () =>
    (await world.events(tracked.since.events)).some(
      ({ detail }) => detail['requestId'] === requestId && detail['status'] === 'FAILED',
    ) || undefined;
  const letter = async () => (await world.deadLetters()).find((text) => text.includes(executionArn));
  await until('the end', async () => (await isTold()) ?? (await letter()), 8000).catch(() => {});
  await tried.end();
  const kept = await letter();
  if (kept !== undefined) await world.invoke('record-outcome', JSON.parse(kept).requestPayload);
  await until('the end at last', isTold);
  return { ...(await outcomeOf(tracked)), isKept: kept !== undefined };
};
