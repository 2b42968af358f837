import { setTimeout as delay } from 'node:timers/promises';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { readTable, recordIn } from '../../fuzz/checks/records.ts';
import { readExecutions } from './ended-executions.ts';
import { SYSTEMS } from './policy.ts';
import type { World } from './world.ts';

const PATIENCE_MS = 15 * 60_000;
const POLL_MS = 5_000;

/** The statuses of requests that have not ended. */
export const OPEN = ['RECEIVED', 'PENDING_APPROVAL', 'APPROVED'];

/**
 * Ends the faults, has everything decided that waits, and waits until nothing is left to do.
 * @returns what is still left after a quarter of an hour
 */
export async function settle(world: World): Promise<string[]> {
  await world.stack.current.setFaults([]);
  const expiring = new Set<string>();
  world.mailbox.agreeOnTheRest((requestId) => (expiring.has(requestId) ? undefined : 'reject'));
  for (const giveUpAt = Date.now() + PATIENCE_MS; ; await delay(POLL_MS)) {
    const records = (await readTable(world.stack.current)).flatMap(recordIn);
    const open = records.filter(({ status }) => OPEN.includes(status));
    for (const { request } of open) if (request.source.system === SYSTEMS.expiring) expiring.add(request.requestId);
    const running = (await readExecutions(world)).filter(({ isRunning }) => isRunning).length;
    console.log(`  ${open.length} requests are open, ${running} executions are running`);
    if (open.length === 0 && running === 0) return [];
    if (Date.now() > giveUpAt) return open.map((record) => `${nameOf(record)} is still ${record.status}`);
  }
}

function nameOf({ request: { source, requestId } }: RequestRecord): string {
  return `${source.system}/${requestId}`;
}
