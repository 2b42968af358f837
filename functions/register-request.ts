import { randomUUID } from 'node:crypto';
import type { Account } from '../schemas/compiled/account.js';
import type { ChangeRequest } from '../schemas/compiled/change-request.js';
import validInput from '../schemas/compiled/register-request.input.js';
import validOutput from '../schemas/compiled/register-request.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { putAsked } from './aws/evidence.ts';
import { readProof } from './aws/intake-proofs.ts';
import { addOpenRequest } from './aws/open-requests.ts';
import { readTargets } from './aws/organizations.ts';
import { readRecord, registerRecord, updateRecord } from './aws/request-table.ts';
import { enterRequester } from './aws/requester-load.ts';
import { withNamesThatFit } from './domain/account/account-names.ts';
import { targetContacts } from './domain/account/new-account.ts';
import { asksNobody } from './domain/approval/pre-approval.ts';
import { ForeignSystemError } from './domain/errors.ts';
import type { Requested } from './domain/ledger/events.ts';
import { newRecord, requestedOf } from './domain/ledger/evolve.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { statusChange } from './domain/outcome/status-event.ts';
import { laneOf } from './domain/pace/line.ts';
import { foreignSystem } from './domain/policy/door-problems.ts';
import { limitsOf, mostForContact } from './domain/policy/limits.ts';
import { neededTraits } from './domain/policy/policy.ts';
import { isForWorkflow } from './domain/request/event-source.ts';
import { ORGANIZATION_SYSTEM, type ProvenBy } from './domain/request/request.ts';
import { requestKeyOf } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { policy } from './runtime/policy.ts';
import { reserveChanges, reserveReads, spread } from './steps/turn-reservations.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ eventSource, request, executionArn, accounts, askedAt, enteredAt }) => {
    const key = requestKeyOf(request);
    const provenBy = await proofOf(request, eventSource);
    const known = await readRecord(key);
    // A retry finds the record of the first try, whose nonce is another one.
    const isRetry = known?.executionArn === executionArn;
    const record = isRetry
      ? newRecord(requestedOf(known))
      : await register({ request, executionArn, accounts, provenBy, askedAt }, enteredAt);
    await enter(record);
    const changes = await contactsInLine(known?.turns ? known : record);
    await putStatusEvent(statusChange(record, null, record.createdAt));
    return { requestKey: key, changes };
  },
);

type Asked = Omit<Requested, 'type' | 'at' | 'by' | 'nonce'>;

async function register(asked: Asked, enteredAt: string): Promise<RequestRecord> {
  const accounts = await accountsOf(asked, enteredAt);
  const by = asked.request.requestedBy;
  const happened = { type: 'Requested', at: new Date().toISOString(), by } as const;
  const requested = { ...happened, ...asked, accounts, nonce: randomUUID() };
  const record = newRecord(requested);
  await putAsked(requested);
  await registerRecord(record);
  return record;
}

/**
 * The contacts to read, with their turns. A small request that asks nobody has its contacts read when they may be changed at once, so
 * that the read for the plan compares as well.
 */
async function contactsInLine(record: RequestRecord) {
  const { request, accounts } = record;
  // The pages of a campaign take their turns by themselves.
  if (request.changeSet) return [];
  const contacts = targetContacts(request.changes, accounts, Date.now());
  if (laneOf(contacts.length) === 'back' || !asksNobody(record, policy)) return reserveReads(contacts);
  const isDeletion = request.changes.map(({ action }) => action === 'DELETE');
  const turns = record.turns ?? (await reserveChanges(isDeletion));
  await updateRecord(requestKeyOf(request), (current) => ({ ...current, turns }));
  return spread(turns, contacts);
}

/** The accounts, of which no earlier state is believed where they are, or which tags they have, if a rule asks for that. */
async function accountsOf({ request, accounts, provenBy }: Asked, enteredAt: string): Promise<Account[]> {
  const { parents, tagKeys } = neededTraits(policy);
  if (!parents && tagKeys.length === 0) return accounts;
  const reader = { name: 'register-request', enteredAt, isNews: provenBy === 'workflow' };
  return withNamesThatFit(await readTargets(request.changes, tagKeys, reader));
}

/**
 * How it is known who asks. It trusts no earlier state: only an event of AWS, or of what the service has found, leads to a request of the workflow itself.
 * @throws ForeignSystemError
 */
async function proofOf(request: ChangeRequest, eventSource: string): Promise<ProvenBy> {
  const { system } = request.source;
  if (system === ORGANIZATION_SYSTEM && isForWorkflow(eventSource)) return 'workflow';
  const provenBy = await readProof(request);
  if (foreignSystem(system, { eventSource, provenBy }, policy).length === 0) return provenBy ?? 'claimed';
  throw new ForeignSystemError(`an event of ${eventSource} does not speak for ${system}`);
}

/**
 * Enters the request among the open ones. Nobody floods the service with requests of the workflow itself, and an account that
 * does not get its baseline is worse than one request too many.
 * @throws TooManyOfRequesterError, TooManyForContactError: the request is registered, and ends INVALID
 */
async function enter(record: RequestRecord): Promise<void> {
  if (record.provenBy === 'workflow') return addOpenRequest(record);
  const limits = limitsOf(policy);
  await enterRequester(record, policy.mailboxes ?? {}, limits.openRequestsPerRequester);
  await addOpenRequest(record, mostForContact(limits, record.provenBy));
}
