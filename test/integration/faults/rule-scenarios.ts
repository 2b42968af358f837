import { createHash } from 'node:crypto';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { alwaysOf, type InjectedFault, WITHOUT_SCHEDULES } from './fault-kinds.ts';
import { BOUNCING, HELD, SYSTEM } from './policy.ts';
import { goThrough, linkOf, outcomeOf, SCHEDULED, type Tracked, track, voteAt, wakeLate } from './requests.ts';
import type { Scenario, Tried } from './scenario.ts';
import { newTracked } from './workflow-scenarios.ts';
import { until, type World } from './world.ts';

/** Enough for three attempts of an event's function. */
const EVENT_MILLISECONDS = 8000;

/** Enough for what follows from a run. */
const RUN_MILLISECONDS = 3000;

/** An event cancels a request that waits. */
export const cancelledByEvent: Scenario = async (world, tried) => {
  const tracked = await waitingRequest(world, SYSTEM.alone);
  const { requestId } = tracked;
  const cancel = () =>
    world.putEvent({
      Source: 'alternate-contacts',
      DetailType: 'Alternate Contact Change Cancellation Requested',
      Detail: { requestId, requestedBy: 'jane@example.com', reason: 'no' },
    });
  return endedByEvent(tracked, tried, cancel);
};

/** The mail to the only approver bounces. */
export const bounced: Scenario = async (world, tried) => {
  const tracked = await newTracked(world, SYSTEM.bouncing);
  const bounce = () => world.user.put(tracked.request);
  return endedByEvent(tracked, tried, bounce, async () => {
    const letter = (await world.deadLetters()).find(
      (text) => text.includes(BOUNCING) && text.includes(tracked.requestId),
    );
    await world.putEvent({ Source: 'aws.ses', DetailType: 'Email Bounced', Detail: bounceIn(letter), bus: 'default' });
  });
};

function bounceIn(letter = '{}'): object {
  return JSON.parse(letter).requestPayload?.detail ?? {};
}

async function endedByEvent(tracked: Tracked, tried: Tried, put: () => Promise<void>, again = put) {
  const { world, requestKey, requestId } = tracked;
  const isEnded = async () => ((await world.record(requestKey))?.results ? true : undefined);
  const isKept = async () => ((await world.deadLetters()).some((text) => text.includes(requestId)) ? true : undefined);
  await tried.begin();
  await put();
  await until('the end', async () => (await isEnded()) ?? (await isKept()), EVENT_MILLISECONDS).catch(() => false);
  await tried.end();
  const kept = (await isKept()) === true;
  if (kept) await again();
  const delay = await wakeLate(world, isEnded);
  return { ...(await outcomeOf(tracked)), isKept: kept, delay };
}

interface ScheduledRun {
  functionName: string;
  isDone: () => Promise<boolean>;
  along?: InjectedFault[];
  /** Lets an hour pass. */
  later?: () => Promise<void>;
}

/** Runs a function that a schedule runs, with the fault, then without it, and then an hour later. */
export async function sweeping(world: World, tried: Tried, { functionName, isDone, along, later }: ScheduledRun) {
  const done = async () => ((await isDone()) ? (true as const) : undefined);
  const isDoneAfterRun = async () => {
    await world.invoke(functionName, SCHEDULED);
    return (await until(`what ${functionName} does`, done, RUN_MILLISECONDS).catch(() => false)) === true;
  };
  await tried.begin(along);
  const isFirst = await isDoneAfterRun();
  await tried.end(along);
  if (isFirst) return { answer: '', delay: '' };
  if (await isDoneAfterRun()) return { answer: '', delay: 'next run' };
  await later?.();
  if (await isDoneAfterRun()) return { answer: '', delay: 'next hour' };
  throw new Error(`${functionName} does nothing any more`);
}

/** Its execution was not woken by the vote. */
export const stalled: Scenario = async (world, tried) => {
  const tracked = await waitingRequest(world, SYSTEM.alone);
  const mute = alwaysOf('decide-approval', 'SendTaskSuccess', 'AccessDeniedException');
  await world.stack.setFaults([mute, WITHOUT_SCHEDULES]);
  await voteAt((await linkOf(world, tracked.requestId)) ?? '', 'approve');
  const isDone = async () => (await world.record(tracked.requestKey))?.results !== undefined;
  const run = await sweeping(world, tried, { functionName: 'wake-stalled-approvals', isDone });
  return { ...(await outcomeOf(tracked)), ...run };
};

/** AWS has acknowledged a change, and could not be asked whether it shows it. */
export const unconfirmed: Scenario = async (world, tried) => {
  const tracked = await newTracked(world, SYSTEM.alone);
  const blind = alwaysOf('apply-change', 'GetAlternateContact', 'AccessDeniedException', 1);
  await world.stack.setFaults([blind, WITHOUT_SCHEDULES]);
  await world.user.put(tracked.request);
  await goThrough(tracked, 'approve');
  const isDone = async () => (await world.item(`REQUEST#${tracked.requestKey}`))?.['waitingFor'] !== 'confirmation';
  if (await isDone()) throw new Error('the change is confirmed already');
  const run = await sweeping(world, tried, { functionName: 'confirm-changes', isDone });
  return { ...(await outcomeOf(tracked)), ...run };
};

/** A request that ended more than a year ago. */
export const old: Scenario = async (world, tried) => {
  const tracked = await newTracked(world, SYSTEM.alone);
  await world.user.put(tracked.request);
  await goThrough(tracked, 'reject');
  const item = (await world.item(`REQUEST#${tracked.requestKey}`)) ?? {};
  const past = JSON.parse(JSON.stringify(item).replaceAll(/"20\d\d-(\d\d-\d\dT)/g, '"2020-$1'));
  await world.putItem(past);
  const isDone = async () => (await world.item(`REQUEST#${tracked.requestKey}`))?.['waitingFor'] === undefined;
  const run = await sweeping(world, tried, { functionName: 'redact-requests', isDone });
  return { ...(await outcomeOf(tracked)), ...run };
};

/** An approver who has got enough mails in this hour. */
export const held =
  (along: InjectedFault[] = []): Scenario =>
  async (world, tried) => {
    const pk = `MAILS#approver#${createHash('sha256').update(HELD).digest('hex')}`;
    const hour = Math.floor(Date.now() / 3_600_000) * 3600;
    await world.putItem({ pk, countedHour: hour, mailCount: 1_000_000, ttl: hour + 86_400 });
    const tracked = await newTracked(world, SYSTEM.held);
    await world.user.put(tracked.request);
    await until('the link of the requester', () => linkOf(world, tracked.requestId, 'requests'));
    const isDone = async () => (await world.item(pk))?.['requestKeys'] === undefined;
    const later = async () => {
      const { summaryHour: _, ...item } = (await world.item(pk)) ?? {};
      await world.putItem({ ...item, pk });
    };
    const run = await sweeping(world, tried, { functionName: 'send-held-mails', isDone, along, later });
    // A refused mail leaves nobody to wait for.
    const isOver = async () => ((await world.record(tracked.requestKey))?.results ? (true as const) : undefined);
    const isLeft = along.length > 0 && !(await until('the end', isOver, RUN_MILLISECONDS).catch(() => false));
    const mails = (await world.stack.mails()).filter(({ destination }) => destination.to.includes(HELD));
    const record = await world.record(tracked.requestKey);
    if (record && !record.results)
      await world.user.stepFunctions.send(new StopExecutionCommand({ executionArn: record.executionArn }));
    return {
      answer: '',
      delay: isLeft ? 'waits out its round' : run.delay,
      status: isLeft ? 'EXPIRED' : (record?.status ?? 'nothing'),
      ledger: [],
      contact: 'as before',
      told: mails.length === 0 ? {} : { summary: mails.length },
      held: [],
      isKept: false,
    };
  };

async function waitingRequest(world: World, system: string): Promise<Tracked> {
  const contact = world.newContact();
  const request = world.newRequest(system, contact);
  const tracked = await track(world, request.requestId, system, contact);
  await world.user.put(request);
  await until('everybody to be told', () => linkOf(world, request.requestId, 'requests'));
  return tracked;
}
