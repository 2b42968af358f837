import { setTimeout as delay } from 'node:timers/promises';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { readTable, recordIn } from '../../fuzz/checks/records.ts';
import { OPEN } from './accounting.ts';
import { readExecutions } from './ended-executions.ts';
import { SYSTEMS } from './policy.ts';
import type { World } from './world.ts';

const PATIENCE_MS = 15 * 60_000;
const POLL_MS = 5_000;

/**
 * Ends the faults, has everything decided that waits, and waits until nothing is left to do.
 * @returns what is still left after a quarter of an hour
 */
export async function settle(world: World): Promise<string[]> {
  await world.stack.current.setFaults([]);
  const expiring = new Set<string>();
  let isCalm = false;
  world.mailbox.agreeOnTheRest((requestId) => (isCalm && !expiring.has(requestId) ? 'reject' : undefined));
  for (const giveUpAt = Date.now() + PATIENCE_MS; ; await delay(POLL_MS)) {
    const items = await readTable(world.stack.current);
    const records = items.flatMap(recordIn);
    // A request whose end was interrupted: a schedule finishes it.
    const ending = items.filter(({ isEnding }) => isEnding === true).length;
    const open = records.filter(({ status }) => OPEN.includes(status));
    for (const { request } of open) if (request.source.system === SYSTEMS.expiring) expiring.add(request.requestId);
    const running = (await readExecutions(world)).filter(({ isRunning }) => isRunning).length;
    console.log(`  ${open.length} requests are open, ${ending} are ending, ${running} executions are running`);
    if (open.length + ending + running === 0) return [];
    // What is still to be registered may take something else back.
    isCalm ||= running <= open.filter(({ status }) => status === 'PENDING_APPROVAL').length;
    if (Date.now() > giveUpAt) {
      return [
        ...open.map((record) => `${nameOf(record)} is still ${record.status}`),
        `${ending} requests are still ending, ${running} executions still run`,
      ];
    }
  }
}

function nameOf({ request: { source, requestId } }: RequestRecord): string {
  return `${source.system}/${requestId}`;
}
