import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { runOf } from '../../../functions/domain/campaign/object-keys.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { CHANGES_OF_A_PAGE } from '../../../functions/domain/request/change-set.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { acceptedPuts } from '../rollout/account-calls.ts';
import { patiently } from '../soak/patiently.ts';
import { vote } from '../soak/vote.ts';
import { follow, type Moment, type PhaseTime } from './phase.ts';
import type { World } from './world.ts';

/** Some of the way that is not all of it. */
const ALMOST = 0.999;

/** Has the whole organization read into the inventory. */
export async function sweepAll(world: World, moments: Moment[] = []): Promise<PhaseTime> {
  await ran(world, 'sweep');
  const progress = async () => {
    const { endedAt, read = 0, accounts = Number.POSITIVE_INFINITY } = (await world.aws.readSweep()) ?? {};
    return endedAt === undefined ? Math.min(ALMOST, read / accounts) : 1;
  };
  return follow('sweep', world, progress, moments);
}

/** Asks for changes as one campaign, and waits until its approver is asked. @param directory for the file with the changes */
export async function planCampaign(
  world: World,
  { requestId, reason, requestedBy, changes }: ChangeRequest,
  directory: string,
  moments: Moment[] = [],
): Promise<PhaseTime> {
  const file = join(directory, `${requestId}.jsonl`);
  await writeFile(file, changes.map((change) => `${JSON.stringify(change)}\n`).join(''));
  const head = ['--request-id', requestId, '--requested-by', requestedBy, '--reason', reason];
  await ran(world, 'request', '--file', file, ...head, '--yes');
  const pages = Math.ceil(changes.length / CHANGES_OF_A_PAGE);
  return follow('plan', world, () => plannedShare(world, requestId, pages), moments);
}

/** Approves a campaign, and waits until all of it has ended. */
export async function applyCampaign(
  world: World,
  { requestId, changes }: ChangeRequest,
  moments: Moment[] = [],
): Promise<PhaseTime> {
  const { length: before } = acceptedPuts(await world.calls());
  await approve(world, requestId);
  const progress = async () => {
    const record = await recordOf(world, requestId);
    if (record?.status !== 'APPROVED' && record?.status !== 'PENDING_APPROVAL') return 1;
    return Math.min(ALMOST, (acceptedPuts(await world.calls()).length - before) / changes.length);
  };
  return follow('apply', world, progress, moments);
}

/** The record of a request that the command line has sent; none before it is registered. */
export function recordOf({ aws }: World, requestId: string): Promise<RequestRecord | undefined> {
  return patiently('the record', () => aws.readRecord(`cli/${requestId}`));
}

/** Decides a request as its approver would. */
export async function approve({ user }: World, requestId: string): Promise<void> {
  const link = await patiently('the link of the approver', () => user.link(requestId));
  await patiently('the vote', async () => {
    if (!(await vote(link, 'approve'))) throw new Error(`${requestId} is not approved`);
  });
}

/** Runs a command of `contacts`, until it works. */
function ran(world: World, ...words: string[]): Promise<void> {
  return patiently(`contacts ${words[0]}`, async () => {
    const { status, output } = await world.run(...words);
    if (status !== 0) throw new Error(output);
  });
}

/** Of the pages of a plan; 1 as soon as the approver is asked. @throws Error when there is nothing to approve */
async function plannedShare(world: World, requestId: string, pages: number): Promise<number> {
  const record = await recordOf(world, requestId);
  if (!record) return 0;
  if (record.status === 'RECEIVED') return Math.min(ALMOST, (await plannedPages(world, record)) / pages);
  if (record.status === 'PENDING_APPROVAL') return 1;
  throw new Error(`${requestId} is ${record.status}`);
}

async function plannedPages({ stack: { client, health } }: World, record: RequestRecord): Promise<number> {
  const bucket = new S3Client({ ...client, forcePathStyle: true });
  const Bucket = `${health.eventBusName}-111111111111-${client.region}`;
  const { KeyCount = 0 } = await bucket.send(new ListObjectsV2Command({ Bucket, Prefix: `plans/${runOf(record)}/` }));
  return KeyCount;
}
