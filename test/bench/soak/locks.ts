import { readTable } from '../../fuzz/checks/records.ts';
import type { World } from './world.ts';

/** The locks of contacts that are held; one that was left behind ends with its lease. */
export async function heldLocks({ stack }: World): Promise<string[]> {
  const now = Date.now() / 1000;
  const items = await readTable(stack.current);
  return items
    .filter(({ pk, ttl }) => String(pk).startsWith('CONTACT#') && Number(ttl) > now)
    .map(({ pk, holder }) => `${pk} is locked by ${holder}`);
}
