import { linkHash } from '../../../functions/domain/approval/page-link.ts';
import type { RequestEvent } from '../../../functions/domain/ledger/events.ts';
import type { RequestTurns } from '../../../functions/domain/ledger/record.ts';
import { isRequestKey, requestIdIn, requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import type { World } from './world.ts';

/** So long ago the first change of the copy had its turn: it may have been applied. */
const LINE_MILLISECONDS = 1000;

/**
 * Lets a requester's link lead to a copy of its request that has two changes, is approved, and has had its first turn. No execution
 * goes on with the copy, so its page stays the same.
 */
export async function leadToCopyInLine(world: World, key: string, link: string): Promise<void> {
  const record = await world.record(key);
  const pk = `VIEW#${linkHash(link.split('/').at(-1) ?? '')}`;
  const opened = await world.item(pk);
  if (!record || !opened || !isRequestKey(key)) throw new Error(`${key} has no record, or no such link`);
  const requestId = `${requestIdIn(key)}-in-line`;
  const at = new Date().toISOString();
  const copied = record.history.map((event) => copyOf(event, requestId));
  const history = [...copied, { type: 'Approved', at, approvedBecause: 'preApproved' }, { type: 'ApplyStarted', at }];
  const copyKey = requestKeyOf({ ...record.request, requestId });
  await world.putItem({ pk: `REQUEST#${copyKey}`, version: 1, history, turns: turns() });
  await world.putItem({ ...opened, requestKey: copyKey });
}

function copyOf(event: RequestEvent, requestId: string): RequestEvent {
  if (event.type === 'Requested') return { ...event, request: { ...event.request, requestId } };
  if (event.type !== 'Planned') return event;
  const others = event.plan.map((change) => ({ ...change, accountId: '222222222222' }));
  return { ...event, plan: [...event.plan, ...others] };
}

function turns(): RequestTurns {
  const last = { line: 'contacts', lane: 'back', at: Date.now(), offset: 0 } as const;
  return { first: { ...last, at: last.at - LINE_MILLISECONDS }, last, each: LINE_MILLISECONDS };
}
