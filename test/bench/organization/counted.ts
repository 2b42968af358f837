import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import type { Place } from '../rollout/on-stack.ts';
import { readIndexes, type TableIndex, tableUnits } from '../rollout/table-units.ts';
import type { Counted, CountedUse } from '../scale/counted.ts';
import { campaignOf } from './campaign.ts';
import { applyCampaign, planCampaign, sweepAll } from './steps.ts';
import { World } from './world.ts';

/** Two pages of changes. */
const ACCOUNTS = 200;

/** Counts what a sweep, a plan and its changes use of other services, for each account or change. */
export async function count(place: Place & { packageDir: string }, directory: string): Promise<Counted> {
  const world = await World.start(ACCOUNTS, place);
  const indexes = await readIndexes(place.packageDir);
  try {
    const used = [await usedSoFar(world, indexes)];
    await sweepAll(world);
    used.push(await usedSoFar(world, indexes));
    const items = await world.aws.readInventory();
    const campaign = campaignOf(items, 1);
    await planCampaign(world, campaign, directory);
    used.push(await usedSoFar(world, indexes));
    await applyCampaign(world, campaign);
    used.push(await usedSoFar(world, indexes));
    const [none = NOTHING, swept = NOTHING, planned = NOTHING, applied = NOTHING] = used;
    return {
      sweep: difference(swept, none, items.length),
      plan: difference(planned, swept, campaign.changes.length),
      apply: difference(applied, planned, campaign.changes.length),
    };
  } finally {
    await world.stop();
  }
}

const NOTHING: CountedUse = { writeUnit: 0, readUnit: 0, objectPut: 0, objectGet: 0 };

async function usedSoFar({ stack }: World, indexes: TableIndex[]): Promise<CountedUse> {
  const calls = (await stack.calls()).filter(({ caller }) => caller.startsWith('alternate-contacts-'));
  const units = tableUnits(
    calls.filter(({ service }) => service === 'dynamodb'),
    indexes,
  );
  return {
    writeUnit: units.write,
    readUnit: units.read,
    objectPut: countOf(calls, 'PutObject'),
    objectGet: countOf(calls, 'GetObject'),
  };
}

function countOf(calls: LoggedCall[], ...operations: string[]): number {
  return calls.filter(({ operation }) => operations.includes(operation)).length;
}

/** For each account, or change. */
function difference(after: CountedUse, before: CountedUse, times: number): CountedUse {
  const of = (use: keyof CountedUse) => (after[use] - before[use]) / times;
  return {
    writeUnit: of('writeUnit'),
    readUnit: of('readUnit'),
    objectPut: of('objectPut'),
    objectGet: of('objectGet'),
  };
}
