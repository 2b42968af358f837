import { setTimeout as delay } from 'node:timers/promises';
import type { Change } from '../../../schemas/compiled/change-request.js';
import { acceptedPuts, throttledShare, timeOf, writtenContacts } from './account-calls.ts';
import { accountCalls, scriptOf, startScript } from './clocked-stack.ts';
import { isInPlace } from './lost-changes.ts';
import { onStack, type Place } from './on-stack.ts';
import { putMinimum } from './quota-minimum.ts';

/** What a script has done; seconds are those of the stack's clock. */
export interface PeerResult {
  name: string;
  /** Whether it compares a contact before it writes, as the service does. */
  compares: boolean;
  changes: number;
  /** From the first call to the last write; what the quota of Put needs. */
  makespan: number;
  minimum: number;
  lost: number;
  /** Of its calls of Account Management. */
  throttled: number;
  /** When each change was written, in seconds since the first call. */
  writes: number[];
}

/** The scripts by their names in `scripts/`, and what they do. */
const PEERS = {
  loop: 'one after the other, default retry',
  'ten-in-parallel': 'ten in parallel, default retry',
  'read-then-write': 'ten in parallel, read first, retry long',
};

type Peer = keyof typeof PEERS;

export const PEER_NAMES: readonly Peer[] = ['loop', 'ten-in-parallel', 'read-then-write'];

const POLL_MS = 500;

/** Has a script make changes, on a stack of its own that does nothing else. */
export function runPeer(peer: Peer, changes: Change[], place: Place): Promise<PeerResult> {
  return onStack(place, async (stack) => {
    const id = await startScript(stack, peer, { changes });
    while ((await scriptOf(stack, id)).status === 'running') await delay(POLL_MS);
    const calls = await accountCalls(stack, 0);
    const startedAt = calls[0] ? timeOf(calls[0]) : Number.NaN;
    const writes = acceptedPuts(calls).map((call) => (timeOf(call) - startedAt) / 1000);
    const contacts = writtenContacts(calls);
    return {
      name: PEERS[peer],
      compares: peer === 'read-then-write',
      changes: changes.length,
      makespan: Math.max(0, ...writes),
      minimum: putMinimum(changes.length),
      lost: changes.filter((change) => !isInPlace(change, contacts)).length,
      throttled: throttledShare(calls),
      writes,
    };
  });
}
