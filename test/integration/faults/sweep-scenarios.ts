import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SOC } from '../requester.ts';
import type { InjectedFault } from './fault-kinds.ts';
import type { Outcome } from './outcome.ts';
import { SCHEDULED } from './requests.ts';
import type { Scenario, Tried } from './scenario.ts';
import { until, type World } from './world.ts';

/** Accounts of an organization of six. */
const CHANGED = { accountId: '222222222222', alternateContactType: 'SECURITY' } as const;
const NEW = '444444444444';
const OTHERS = ['111111111111', '222222222222', '333333333333', '900000000001', '900000000002'];

/** An account that the inventory knows, and the organization does not. */
const GONE = '888888888888';

/** Keeps a change from being known by its event. */
const UNHEARD: InjectedFault = {
  operation: 'Invoke',
  error: 'Lambda.ServiceException',
  inputContains: 'aws.account',
  times: 1_000_000,
};

const ENDED = 'event Alternate Contact Sweep Ended';

let changes = 0;

/** A sweep that finds a contact which somebody has changed, and misses an account. */
export const swept: Scenario = async (world, tried) => {
  if (!(await world.known(CHANGED.accountId))) await sweep(world);
  const at = new Date(0).toISOString();
  await world.putKnown({ accountId: GONE, parentIds: [], state: 'ACTIVE', listedAt: at, contacts: {}, version: 1 });
  return sweeping(world, tried, async () => {
    changes += 1;
    await world.setContact(CHANGED, { ...SOC, name: `Watch ${changes}` });
  });
};

/** The execution of the sweep before is gone, and has left it unended. */
export const sweptAfterDead: Scenario = async (world, tried) => {
  const executionArn = `${machineOf(world).replace(':stateMachine:', ':execution:')}:dead`;
  await world.putItem({ pk: 'SWEEP#current', sweepId: 'dead', executionArn, startedAt: new Date(0).toISOString() });
  return sweeping(world, tried);
};

/** An account has joined since the first sweep, and no event has reported it. */
export const sweptNew: Scenario = async (world, tried) => {
  await sweep(world);
  await world.putItem({ pk: 'SWEEP#first', startedAt: new Date(0).toISOString() });
  for (const accountId of OTHERS) await world.putItem({ pk: `BASELINE#${accountId}` });
  await world.deleteItem(`BASELINE#${NEW}`);
  return sweeping(world, tried);
};

/** A sweep with the fault; what it has left, the next one does. */
async function sweeping(world: World, tried: Tried, change?: () => Promise<void>): Promise<Outcome> {
  const from = (await world.now()).events;
  await tried.begin([UNHEARD]);
  await change?.();
  const first = await sweep(world);
  await tried.end([UNHEARD]);
  const isUnread = first.status === 'SUCCEEDED' && first.unreadable > 0;
  const isFailed = first.status !== 'SUCCEEDED';
  const last = isUnread || isFailed ? await sweep(world) : first;
  const isTold = async () =>
    !change || Object.keys(await toldSince(world, from)).some((name) => name.includes('Drift'));
  const isLate = !(await isTold());
  if (isLate) await world.invoke('report-drift', SCHEDULED);
  const told = await toldSince(world, from);
  // The one that was not whole has told so.
  if (isUnread) told[ENDED] = (told[ENDED] ?? 0) - 1;
  const delay = isFailed ? 'no sweep' : isUnread ? 'unread' : isLate ? 'next run' : '';
  const isOver = Object(await world.item('SWEEP#current')).endedAt !== undefined;
  return {
    ...{ answer: '', ledger: [], contact: 'as before', isKept: false, delay, told },
    status: `${last.status} ${last.read} of ${last.accounts}`,
    held: isOver ? [] : ['the sweep'],
  };
}

/** What was told: not the requests for what somebody has changed, of which there are only a few a day. */
async function toldSince(world: World, from: number): Promise<Record<string, number>> {
  const told: Record<string, number> = {};
  for (const { 'detail-type': type, detail } of await world.events(from)) {
    if (!/Drift Detected$|Sweep Ended$|Baseline Due$/.test(type) || detail['kind'] === 'drift') continue;
    const name = `event ${type}`;
    told[name] = (told[name] ?? 0) + 1;
  }
  return told;
}

async function sweep(world: World) {
  const { stepFunctions } = world.user;
  const command = new StartExecutionCommand({ stateMachineArn: machineOf(world), input: '{}' });
  const { executionArn } = await stepFunctions.send(command);
  return until('the end of the sweep', async () => {
    const { status = '', output = '{}' } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'RUNNING') return undefined;
    const { accounts, read, unreadable } = Object(JSON.parse(output));
    return { status, accounts: Number(accounts), read: Number(read), unreadable: Number(unreadable) };
  });
}

function machineOf(world: World): string {
  return world.stack.health.stateMachineArn.replace(/change-request$/, 'sweep');
}
