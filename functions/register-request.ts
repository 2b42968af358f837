import { randomUUID } from 'node:crypto';
import type { ChangeRequest } from '../schemas/compiled/change-request.js';
import validInput from '../schemas/compiled/register-request.input.js';
import validOutput from '../schemas/compiled/register-request.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { putAsked } from './aws/evidence.ts';
import { readProof } from './aws/intake-proofs.ts';
import { addOpenRequest } from './aws/open-requests.ts';
import { readRecord, registerRecord } from './aws/request-table.ts';
import { enterRequester } from './aws/requester-load.ts';
import { ForeignSystemError } from './domain/errors.ts';
import { newRecord } from './domain/ledger/evolve.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { statusChange } from './domain/outcome/status-event.ts';
import { foreignSystem } from './domain/policy/door-problems.ts';
import { limitsOf, mostForContact } from './domain/policy/limits.ts';
import { ORGANIZATION_SYSTEM, type ProvenBy } from './domain/request/request.ts';
import { requestKeyOf } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { policy } from './runtime/policy.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ eventSource, request, executionArn, accounts, askedAt }) => {
    const at = new Date().toISOString();
    const provenBy = await proofOf(request, eventSource);
    const by = request.requestedBy;
    const asked = { request, executionArn, accounts, provenBy, askedAt, nonce: randomUUID() };
    const requested = { type: 'Requested', at, by, ...asked } as const;
    const record = newRecord(requested);
    const key = requestKeyOf(request);
    // A retry finds the record of the first try, whose nonce is another one.
    if ((await readRecord(key))?.executionArn !== executionArn) {
      await putAsked(requested);
      await registerRecord(record);
    }
    await enter(record);
    await putStatusEvent(statusChange(record, null, at));
    return { requestKey: key };
  },
);

/**
 * How it is known who asks. It trusts no earlier state: only an event of AWS leads to a request of the workflow itself.
 * @throws ForeignSystemError
 */
async function proofOf(request: ChangeRequest, eventSource: string): Promise<ProvenBy> {
  const { system } = request.source;
  if (system === ORGANIZATION_SYSTEM && eventSource.startsWith('aws.')) return 'workflow';
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
