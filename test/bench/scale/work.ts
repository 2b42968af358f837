import { linePace } from '../../../functions/domain/pace/line-pace.ts';
import { quotasOf } from '../../../functions/domain/pace/quotas.ts';
import { CHANGES_OF_A_PAGE } from '../../../functions/domain/request/change-set.ts';
import { calledTask, type Machine, machines } from '../../../statemachine/definition.ts';
import { ASSUMED } from '../cost/assumptions.ts';
import type { Usage } from '../cost/prices.ts';
import { COUNTED, type CountedUse } from './counted.ts';
import { SWEEP_SHARE, sizeOf } from './function-size.ts';
import { childrenOf, pathOf } from './path.ts';

/** What a campaign or a sweep takes on AWS if nobody else asks for anything, and nothing fails. */
export interface Work {
  /** Seconds of reading contacts, and of changing them. */
  reading: number;
  changing: number;
  /** Executions that Maps start. */
  children: number;
  usage: Usage;
}

const PACE = linePace(quotasOf('us-east-1'));

/** Seconds that a read of a contact has for itself in a sweep or a plan, and that a change has. */
const READ_SECONDS = (PACE.read * 100) / SWEEP_SHARE / 1000;
const CHANGE_SECONDS = PACE.change / 1000;

/** Of an account. */
const CONTACTS = 3;

/** What an invocation logs, in bytes, with what Lambda itself does: as much as in a request of 100 changes. */
const LOGGED_BYTES = 1140;

/** To the approver, that they are asked, and to the requester, that the request waits, is approved and has ended. */
const MAILS = 4;

const { campaign: CAMPAIGN, sweep: SWEEP } = machines;
const PLANNING = childrenOf(CAMPAIGN, 'PlanPages');
const APPLYING = childrenOf(CAMPAIGN, 'ApplyPages');
const READING = childrenOf(SWEEP, 'ReadAccounts');

/** The most executions that a Map has at a time. */
export const MOST_AT_ONCE = Math.max(PLANNING.atOnce, APPLYING.atOnce, READING.atOnce);

const OF_CAMPAIGN = pathOf(CAMPAIGN, {
  IsValid: 'RegisterRequest',
  IsApprovalRequired: 'CheckCampaign',
  IsApproved: 'ApplyPages',
});
const OF_PLANNING = pathOf(PLANNING);
const OF_APPLYING = pathOf(APPLYING, { IsHeld: 'AwaitPageTurn' });
/** A page waits until its turn is near. */
const OF_WAITING = ['BeginPage', 'IsHeld', 'HoldPage'];
const OF_SWEEP = pathOf(SWEEP, { IsSweeping: 'ReadAccounts' });

/** A campaign of so many changes, each of another account than that before it. */
export function campaignWork(changes: number): Work {
  const pages = Math.ceil(changes / CHANGES_OF_A_PAGE);
  const [reading, changing] = [changes * READ_SECONDS, changes * CHANGE_SECONDS];
  const short = tasksOn(OF_CAMPAIGN, CAMPAIGN) + pages * tasksOn([...OF_WAITING, ...OF_APPLYING], APPLYING);
  const gigabyteSeconds =
    // These have as long as they may, although they need less.
    longest('validate-change-set') +
    longest('plan-campaign') +
    longest('check-campaign') +
    sizeOf('plan-page').gigabytes * PLANNING.atOnce * reading +
    sizeOf('apply-change').gigabytes * changes * (ASSUMED.turnMs.ApplyChange / 1000) +
    sizeOf('end-page').gigabytes * short * (ASSUMED.invocationMs / 1000);
  return {
    ...{ reading, changing, children: 2 * pages },
    usage: {
      stateTransition:
        OF_CAMPAIGN.length + pages * (OF_PLANNING.length + OF_WAITING.length + OF_APPLYING.length) + changes,
      ...ofFunctions(short + pages * tasksOn(OF_PLANNING, PLANNING) + changes, gigabyteSeconds),
      ...ofOthers([COUNTED.plan, COUNTED.apply], changes),
      ...{ mail: MAILS, trace: 1 + 2 * pages },
    },
  };
}

/** A sweep of so many accounts. */
export function sweepWork(accounts: number): Work {
  const batches = Math.ceil(accounts / READING.items);
  const reading = accounts * CONTACTS * READ_SECONDS;
  const gigabyteSeconds =
    longest('list-accounts') +
    longest('end-sweep') +
    sizeOf('read-account-contacts').gigabytes * READING.atOnce * reading;
  const path = pathOf(READING);
  return {
    ...{ reading, changing: 0, children: batches },
    usage: {
      stateTransition: OF_SWEEP.length + batches * path.length,
      ...ofFunctions(tasksOn(OF_SWEEP, SWEEP) + batches * tasksOn(path, READING), gigabyteSeconds),
      ...ofOthers([COUNTED.sweep], accounts),
      trace: 1 + batches,
    },
  };
}

function ofFunctions(invocation: number, gigabyteSecond: number): Usage {
  return { invocation, gigabyteSecond, logGigabyte: (invocation * LOGGED_BYTES) / 1e9 };
}

function ofOthers(counted: CountedUse[], times: number): Usage {
  const sum = (item: keyof CountedUse) => counted.reduce((total, use) => total + use[item], 0) * times;
  return {
    writeUnit: sum('writeUnit'),
    readUnit: sum('readUnit'),
    objectPut: sum('objectPut'),
    objectGet: sum('objectGet'),
  };
}

/** How many functions are called on a path. */
function tasksOn(path: string[], { States }: Pick<Machine, 'States'>): number {
  return path.filter((name) => States[name] && calledTask(States[name]) !== undefined).length;
}

/** GB-seconds of a function that runs for as long as it may. */
function longest(name: string): number {
  const { gigabytes, seconds } = sizeOf(name);
  return gigabytes * seconds;
}
