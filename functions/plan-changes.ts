import validInput from '../schemas/compiled/plan-changes.input.js';
import validOutput from '../schemas/compiled/plan-changes.output.js';
import { claimContacts, releaseContacts } from './aws/contact-claims.ts';
import { putStatusEvent } from './aws/event-bus.ts';
import { readNeighbours, recordForOther } from './aws/neighbours.ts';
import { readRecord, updateRecord } from './aws/request-table.ts';
import { knownContacts } from './domain/approval/known-contacts.ts';
import { planEvents } from './domain/approval/plan-events.ts';
import { formerShapers, giveWay, isSameOrigin, isSupersededBy, supersede } from './domain/approval/supersession.ts';
import { takeBack } from './domain/approval/withdrawal.ts';
import { contactKey } from './domain/contact/contact.ts';
import { ConcurrentUpdateError, ContactLockedError } from './domain/errors.ts';
import { evolveAll } from './domain/ledger/evolve.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { remainingChanges } from './domain/ledger/remaining-changes.ts';
import { previousStatus, statusChange } from './domain/outcome/status-event.ts';
import { impossibleQuorums, resolveApproval } from './domain/policy/resolve-approval.ts';
import { planChanges } from './domain/request/plan.ts';
import { taskChain } from './middleware/task-chain.ts';
import { policy } from './runtime/policy.ts';
import { reasonsOf } from './wording/reason.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ requestId, currentContacts }) => {
    const registered = await readRecord(requestId);
    if (!registered) throw new Error(`there is no request ${requestId}`);
    const at = new Date().toISOString();
    if (isPlanned(registered)) return announced(registered, at);

    const draft = await draftPlan(registered, currentContacts, at);
    const problems = impossibleQuorums(draft.approval);
    if (problems.length > 0) return { valid: false as const, requestId, reasons: reasonsOf(problems) };
    if (draft.family.length === 0 && draft.takenBackAt === undefined) {
      return announced(await storePlan(draft, [], at), at);
    }

    const supersedes = await supersedeOlder(registered, draft.family, at);
    // Newer ones are here already, or the ticket has taken it back, if the event of this one was late.
    const { family, takenBackAt = '' } = draft;
    const record = await updateRecord(requestId, (current) =>
      giveWay(evolveAll(current, takeBack(current, takenBackAt, at)), family, at),
    );
    if (isPlanned(record)) return announced(record, at);
    return announced(await storePlan(await draftPlan(record, currentContacts, at), supersedes, at), at);
  },
);

type Draft = Awaited<ReturnType<typeof draftPlan>>;
type CurrentContacts = Parameters<typeof knownContacts>[0];

/** A retry finds the plan of the first try, and a request that has ended meanwhile needs none. */
function isPlanned({ plan, isOutdated, status }: RequestRecord): boolean {
  if (status === 'RECEIVED' || status === 'PENDING_APPROVAL') return plan !== undefined && !isOutdated;
  return true;
}

/** The plan as the contacts are now, and the other requests of the same origin. */
async function draftPlan(registered: RequestRecord, currentContacts: CurrentContacts, at: string) {
  const { states, requests, takenBackAt } = await readNeighbours(registered);
  const family = [...requests.values()].filter((other) => isSameOrigin(registered, other));
  // An earlier plan of this request may have found people whom nobody finds any more.
  const former = [...(registered.formerShapers ?? []), ...formerShapers(registered, family, at)];
  const record = { ...registered, formerShapers: [...new Set(former)] };
  const known = knownContacts(currentContacts, states, requests);
  const plan = planChanges(remainingChanges(record), known);
  const approval = resolveApproval(policy, record, plan);
  return { record, plan, approval, family, takenBackAt };
}

/** Older requests of the same origin give way to this one. @returns their ids, also those that an earlier try has found */
async function supersedeOlder(record: RequestRecord, family: RequestRecord[], at: string): Promise<string[]> {
  const superseded: string[] = [];
  for (const { request } of family) {
    const other = await recordForOther(request.requestId, (current) => supersede(current, record, at));
    if (isSupersededBy(other.record, record.request.requestId)) superseded.push(request.requestId);
  }
  return superseded;
}

/**
 * Stores the plan. One that nobody has to approve claims its contacts first.
 * @throws ContactLockedError while another request has a contact of such a plan
 */
async function storePlan({ record, plan, approval }: Draft, supersedes: string[], at: string): Promise<RequestRecord> {
  const { requestId } = record.request;
  const replaced = { supersedes, formerShapers: record.formerShapers };
  const isClaimed = approval.requirements.length > 0 || (await claimContacts(requestId, plan));
  if (!isClaimed) throw new ContactLockedError('another request has a contact of this plan');
  const stored = await updateRecord(requestId, (current) => {
    const isWithdrawn = current.withdrawn.length > record.withdrawn.length;
    return isPlanned(current) || isWithdrawn ? current : evolveAll(current, planEvents(plan, approval, at, replaced));
  });
  if (isPlanned(stored)) return stored;
  await releaseContacts(requestId, plan);
  throw new ConcurrentUpdateError('changes were withdrawn while their plan was made');
}

/** Nobody else announces a pre-approval, so a retry does it again. */
async function announced(record: RequestRecord, at: string) {
  const { request, status, plan = [], approval } = record;
  if (status === 'APPROVED') await putStatusEvent(statusChange(record, previousStatus(record), at));
  const [firstRound] = approval?.rounds ?? [];
  const isAsking = plan.length > 0 && firstRound;
  return {
    valid: true as const,
    requestId: request.requestId,
    changes: plan.map(contactKey),
    ...(isAsking && { round: { index: 0, timeoutSeconds: firstRound.seconds } }),
  };
}
