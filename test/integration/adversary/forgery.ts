import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { VoteStatement } from '../../../functions/domain/approval/evidence.ts';
import { linkHash, linkProof } from '../../../functions/domain/approval/page-link.ts';
import { type EventOf, type RequestEvent, WORKFLOW } from '../../../functions/domain/ledger/events.ts';
import { recordOf, requestedOf } from '../../../functions/domain/ledger/evolve.ts';
import { askedDigest, planFingerprint, planStatement } from '../../../functions/domain/ledger/fingerprint.ts';
import { digest } from '../../../functions/domain/request/digest.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import { APPROVER, OTHER_APPROVER } from '../requester.ts';
import { put, sign } from './calls.ts';
import type { Means } from './means.ts';
import { linkItem, type StoredItem, type Target } from './target.ts';

const { privateKey: OWN_KEY } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Stores another ledger for a request, with attributes that agree with it. */
export async function forgeLedger(means: Means, item: StoredItem, history: RequestEvent[]): Promise<void> {
  const { status, createdAt, request } = recordOf(history);
  const { requestId, requestedBy } = request;
  const beside = { status, createdAt, requestId, requestedBy, contacts: [], accounts: [], waitingFor: 'wake' };
  await means.make(put({ ...item, ...beside, version: item.version + 1, history }));
}

/** The events of a decision that nobody has made. */
export function decided(approvedBecause: EventOf<'Approved'>['approvedBecause']): RequestEvent[] {
  return [{ type: 'Approved', at: new Date().toISOString(), by: WORKFLOW, approvedBecause }];
}

/** The same ledger with another plan. */
export function replanned(
  history: RequestEvent[],
  change: (planned: EventOf<'Planned'>) => EventOf<'Planned'>,
): RequestEvent[] {
  return history.map((event) => (event.type === 'Planned' ? change(event) : event));
}

/** Puts the plan of a ledger among those that were made, and were checked, if a role allows it. @returns its fingerprint */
export async function forgePlan(means: Means, { requestKey }: Target, history: RequestEvent[]): Promise<string> {
  const planned = history.findLast((event) => event.type === 'Planned');
  if (!planned) throw new Error('there is no plan');
  const plan = planStatement(askedDigest(requestedOf({ history })), planned);
  const fingerprint = planFingerprint(plan);
  await means.makeIfPossible(put({ pk: `PLAN#${requestKey}#${fingerprint}`, plan }));
  await means.makeIfPossible(put({ pk: `CHECKED#${requestKey}#${fingerprint}` }));
  return fingerprint;
}

/** Puts approvals of both approvers among the votes, and in the ledger. */
export async function forgeVotes(means: Means, target: Target, fingerprint: string): Promise<RequestEvent[]> {
  const at = new Date().toISOString();
  const voters = [APPROVER, OTHER_APPROVER];
  const events: RequestEvent[] = [];
  for (const [number, approver] of voters.entries()) {
    const confirmation = { kind: 'link', person: approver } as const;
    const ballot = { approver, decision: 'approve', comment: '', at, fingerprint, confirmation } as const;
    const secret = randomBytes(32).toString('base64url');
    await means.makeIfPossible(put(linkItem(secret, target.requestKey, approver)));
    const cast = { link: linkHash(secret), proof: linkProof(secret, 'approve') };
    const statement: VoteStatement = { statement: 'vote', request: target.requestKey, ...ballot, ...cast };
    const vote = { ...statement, signature: await signed(means, statement) };
    await means.make(put({ pk: `VOTE#${target.requestKey}#${number}`, vote }));
    events.push({ ...ballot, type: 'VoteCast', by: approver, number });
  }
  return events;
}

/** Signs with the best key that can be had: that of votes, that of pre-approvals, or one of one's own. */
export async function signed(means: Means, statement: object): Promise<string> {
  const text = digest(statement);
  for (const key of ['votes', 'pre-approvals'] as const) {
    const signature = await means.makeIfPossible(sign(key, text));
    if (signature !== undefined) return signature;
  }
  return createSign('sha256').update(text).sign(OWN_KEY, 'base64');
}

/** Stores another contact in the plan of the record, and that plan among the plans, if a role allows it. */
export async function forgeContact(means: Means, target: Target, after: Contact, found?: StoredItem) {
  const item = found ?? (await target.item());
  const history = replanned(item.history, (planned) => ({
    ...planned,
    plan: planned.plan.map((change) => ({ ...change, after })),
  }));
  await forgeLedger(means, item, history);
  return { history, fingerprint: await forgePlan(means, target, history) };
}
