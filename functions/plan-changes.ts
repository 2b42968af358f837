import { randomUUID } from 'node:crypto';
import validInput from '../schemas/compiled/plan-changes.input.js';
import validOutput from '../schemas/compiled/plan-changes.output.js';
import { claimContacts, releaseContacts } from './aws/contact-claims.ts';
import { readRecord, updateRecord } from './aws/request-table.ts';
import { knownContacts, shownSince } from './domain/approval/known-contacts.ts';
import { planEvents } from './domain/approval/plan-events.ts';
import { formerShapers, giveWay, isSameOrigin, isSupersededBy, supersede } from './domain/approval/supersession.ts';
import { takeBack } from './domain/approval/withdrawal.ts';
import { contactKey } from './domain/contact/contact.ts';
import { ConcurrentUpdateError, ContactLockedError } from './domain/errors.ts';
import { evolveAll } from './domain/ledger/evolve.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { remainingChanges } from './domain/ledger/remaining-changes.ts';
import { isAdoption } from './domain/organization/finding.ts';
import { exceededCeilings, impossibleQuorums, resolveApproval } from './domain/policy/resolve-approval.ts';
import { planChanges } from './domain/request/plan.ts';
import { isUndecided } from './domain/request/request.ts';
import { type RequestKey, requestKeyOf } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { policy } from './runtime/policy.ts';
import { withCampaignChanges } from './steps/campaign-changes.ts';
import { readNeighbours, recordForOther } from './steps/neighbours.ts';
import { keepPlan, requireAsked, requirePlan } from './steps/plan-evidence.ts';
import { reasonsOf } from './wording/reason.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ requestKey, currentContacts }) => {
    const registered = await readRecord(requestKey);
    if (!registered) throw new Error(`there is no request ${requestKey}`);
    const at = new Date().toISOString();
    if (isPlanned(registered)) return outputOf(await requirePlan(registered));
    await requireAsked(registered);

    const draft = await draftPlan(registered, currentContacts, at);
    const problems = [...exceededCeilings(policy, draft.record, draft.plan), ...impossibleQuorums(draft.approval)];
    if (problems.length > 0) return { valid: false as const, requestKey, reasons: reasonsOf(problems) };
    if (draft.family.length === 0 && draft.takenBackAt === undefined) {
      return outputOf(await storePlan(draft, [], at));
    }

    const supersedes = await supersedeOlder(registered, draft.family, at);
    // Newer ones are here already, or the ticket has taken it back, if the event of this one was late.
    const { family, takenBackAt = '' } = draft;
    const record = await updateRecord(requestKey, (current) =>
      giveWay(evolveAll(current, takeBack(current, takenBackAt, at)), family, at),
    );
    if (isPlanned(record)) return outputOf(record);
    return outputOf(await storePlan(await draftPlan(record, currentContacts, at), supersedes, at));
  },
);

type Draft = Awaited<ReturnType<typeof draftPlan>>;
type CurrentContacts = Parameters<typeof knownContacts>[0];

/** A retry finds the plan of the first try, and a request that has ended meanwhile needs none. */
function isPlanned({ plan, isOutdated, status }: RequestRecord): boolean {
  if (isUndecided(status)) return plan !== undefined && !isOutdated;
  return true;
}

/** The plan as the contacts are now, and the other requests of the same origin. */
async function draftPlan(registered: RequestRecord, currentContacts: CurrentContacts, at: string) {
  const { states, requests, takenBackAt } = await readNeighbours(registered);
  const family = [...requests.values()].filter((other) => isSameOrigin(registered, other));
  // An earlier plan of this request may have found people whom nobody finds any more.
  const former = [...(registered.formerShapers ?? []), ...formerShapers(registered, family, at)];
  const record = { ...registered, formerShapers: [...new Set(former)] };
  const known = knownContacts(currentContacts, await withCampaignChanges(states, requests), requests);
  const plan = planChanges(remainingChanges(record), known, { isAdoption: isAdoption(record.request) });
  const approval = resolveApproval(policy, record, plan);
  const isAsked = approval.requirements.length > 0;
  const readAt = isAsked ? undefined : shownSince(plan, currentContacts);
  return { record, plan, approval, readAt, family, takenBackAt };
}

/** Older requests of the same origin give way to this one. @returns their keys, also those that an earlier try has found */
async function supersedeOlder(record: RequestRecord, family: RequestRecord[], at: string): Promise<RequestKey[]> {
  const superseded: RequestKey[] = [];
  for (const { request } of family) {
    const other = await recordForOther(requestKeyOf(request), (current) => supersede(current, record, at));
    if (isSupersededBy(other.record, requestKeyOf(record.request))) superseded.push(requestKeyOf(request));
  }
  return superseded;
}

/**
 * Stores the plan. One that nobody has to approve claims its contacts first.
 * @throws ContactLockedError while another request has a contact of such a plan
 */
async function storePlan(
  { record, plan, approval, readAt }: Draft,
  supersedes: RequestKey[],
  at: string,
): Promise<RequestRecord> {
  const requestKey = requestKeyOf(record.request);
  const replaced = { supersedes, formerShapers: record.formerShapers };
  const isClaimed = approval.requirements.length > 0 || (await claimContacts(requestKey, plan));
  if (!isClaimed) throw new ContactLockedError('another request has a contact of this plan');
  const events = planEvents({ plan, approval, readAt, nonce: randomUUID() }, at, replaced);
  await keepPlan(record, ...events);
  const stored = await updateRecord(requestKey, (current) => {
    const isWithdrawn = current.withdrawn.length > record.withdrawn.length;
    return isPlanned(current) || isWithdrawn ? current : evolveAll(current, events);
  });
  if (isPlanned(stored) && !stored.results) return requirePlan(stored);
  await releaseContacts(requestKey, plan);
  // Its execution was stopped meanwhile.
  if (stored.results) return stored;
  throw new ConcurrentUpdateError('changes were withdrawn while their plan was made');
}

function outputOf({ request, plan = [], approval }: RequestRecord) {
  const [firstRound] = approval?.rounds ?? [];
  const isAsking = plan.length > 0 && firstRound;
  return {
    valid: true as const,
    requestKey: requestKeyOf(request),
    changes: plan.map(contactKey),
    ...(isAsking && { round: { index: 0, timeoutSeconds: firstRound.seconds } }),
  };
}
