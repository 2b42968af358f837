import validInput, { type PreApproveInput } from '../schemas/compiled/pre-approve.input.js';
import validOutput, { type PreApproveOutput } from '../schemas/compiled/pre-approve.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { putPreApproval, readPlan } from './aws/evidence.ts';
import { readProof } from './aws/intake-proofs.ts';
import { readAccount, readTags, readTargets } from './aws/organizations.ts';
import { readRecord, updateRecord } from './aws/request-table.ts';
import { sign } from './aws/signatures.ts';
import { pickTags } from './domain/account/account-condition.ts';
import { preApprovalEvents } from './domain/approval/plan-events.ts';
import { isPreApproved, type KnownFacts, readAtOf } from './domain/approval/pre-approval.ts';
import { needsNewPlan } from './domain/approval/rounds.ts';
import type { AlternateContactType } from './domain/contact/contact.ts';
import { NotApprovedError } from './domain/errors.ts';
import { evolveAll } from './domain/ledger/evolve.ts';
import { planFingerprint } from './domain/ledger/fingerprint.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { baselineChanges, baselineTagKeys } from './domain/organization/baseline.ts';
import { readFinding } from './domain/organization/finding.ts';
import { readOrganizationEvent } from './domain/organization/organization-event.ts';
import { previousStatus, statusChange } from './domain/outcome/status-event.ts';
import { foreignSystem } from './domain/policy/door-problems.ts';
import { neededTraits } from './domain/policy/policy.ts';
import { digest } from './domain/request/digest.ts';
import { isForWorkflow, WORKFLOW_EVENT_SOURCE } from './domain/request/event-source.ts';
import { isUndecided, ORGANIZATION_SYSTEM } from './domain/request/request.ts';
import { taskChain } from './middleware/task-chain.ts';
import { environmentVariable } from './runtime/environment.ts';
import { policy } from './runtime/policy.ts';
import { contactsToPlanAgain } from './steps/replanning.ts';
import { turnsGoingOn, turnsToApply } from './steps/turn-reservations.ts';

const KEY = environmentVariable('PRE_APPROVAL_KEY');
const { tagKeys } = neededTraits(policy);

/**
 * Approves what the policy lets through without asking anybody. It trusts nothing that an earlier state has stored: what was
 * asked is in the event that Step Functions itself hands over, and the account is read again.
 * @throws NotApprovedError when the policy asks somebody, or when the plan is not what the event asked for
 */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async (input) => {
  const { requestKey } = input;
  const at = new Date().toISOString();
  const planned = await readRecord(requestKey);
  if (!planned) throw new Error(`there is no request ${requestKey}`);
  const record = isToBeApproved(planned) ? await approve(planned, input, at) : planned;
  if (needsNewPlan(record)) return { status: 'OUTDATED' as const, changes: await contactsToPlanAgain(record) };
  if (record.status === 'APPROVED') await putStatusEvent(statusChange(record, previousStatus(record), at));
  const status = endOf(record);
  return { status, ...(status === 'APPROVED' && { changes: await changesToApply(record) }) };
});

async function changesToApply(record: RequestRecord) {
  const { plan = [], turns } = record;
  const readAt = readAtOf(record);
  const given = turns && readAt !== undefined ? await turnsGoingOn(turns, readAt) : turns;
  return (await turnsToApply({ plan, ...(given && { turns: given }) })).changes;
}

async function approve(planned: RequestRecord, { requestKey, ...rest }: PreApproveInput, at: string) {
  const { fingerprint = '' } = planned;
  const [plan, facts] = await Promise.all([readPlan(requestKey, fingerprint), readFacts(planned, rest)]);
  if (!plan || planFingerprint(plan) !== fingerprint || !facts || !isPreApproved(planned, facts, policy)) {
    throw new NotApprovedError(`the policy does not pre-approve the plan of ${requestKey}`);
  }
  const { turns } = await turnsToApply(planned);
  await putPreApproval(requestKey, await sign(KEY, { statement: 'preApproval', request: requestKey, fingerprint, at }));
  return updateRecord(requestKey, (current) =>
    isToBeApproved(current) && current.fingerprint === fingerprint
      ? { ...evolveAll(current, preApprovalEvents(at)), turns }
      : current,
  );
}

function isToBeApproved({ status, plan, isOutdated }: RequestRecord): boolean {
  return isUndecided(status) && plan !== undefined && !isOutdated;
}

/** What was asked, by whom and for which accounts, from everywhere but the record; nothing if the record says otherwise. */
async function readFacts(
  record: RequestRecord,
  { event, enteredAt }: Omit<PreApproveInput, 'requestKey'>,
): Promise<KnownFacts | undefined> {
  if (isForWorkflow(String(event.source))) return readBaselineFacts(event);
  const { request } = record;
  if (digest(event.detail) !== digest(request)) return undefined;
  const provenBy = await readProof(request);
  const sender = { eventSource: event.source, provenBy };
  if (foreignSystem(request.source.system, sender, policy).length > 0) return undefined;
  // Where no rule asks for more of an account than its id, there is nothing to read, and nothing to believe.
  const isEnough = !neededTraits(policy).parents && tagKeys.length === 0;
  const reader = { name: 'pre-approve', enteredAt };
  return {
    changes: request.changes,
    source: request.source,
    accounts: isEnough ? [] : await readTargets(request.changes, tagKeys, reader),
    provenBy: provenBy ?? 'claimed',
  };
}

async function readBaselineFacts(event: PreApproveInput['event']): Promise<KnownFacts | undefined> {
  const about = subjectOf(event);
  if (!about) return undefined;
  const account = await readAccount(about.accountId);
  const baseline = policy.baseline ?? {};
  const tags = tagKeys.length > 0 || baselineTagKeys(baseline).length > 0 ? await readTags(about.accountId) : {};
  const changes = baselineChanges(baseline, { ...account, tags });
  return {
    changes: changes.filter((change) => about.type === undefined || change.alternateContactType === about.type),
    source: { system: ORGANIZATION_SYSTEM },
    accounts: [{ ...account, tags: pickTags(tags, tagKeys) }],
    provenBy: 'workflow',
  };
}

/** The account, and the contact if it is about one. Nobody but an approver says that a contact may stay as somebody else has set it. */
function subjectOf(event: PreApproveInput['event']): { accountId: string; type?: AlternateContactType } | undefined {
  if (event.source !== WORKFLOW_EVENT_SOURCE) {
    const read = readOrganizationEvent(event);
    return 'news' in read ? read : undefined;
  }
  const finding = readFinding(event.detail);
  if (finding.kind === 'newAccount') return finding;
  return finding.answer === 'revert' ? { accountId: finding.accountId, type: finding.alternateContactType } : undefined;
}

function endOf({ status, request }: RequestRecord): PreApproveOutput['status'] {
  if (status === 'APPROVED' || status === 'CANCELLED') return status;
  throw new Error(`request ${request.requestId} cannot be pre-approved: it is ${status}`);
}
