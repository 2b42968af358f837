import type { ErrorObject } from 'ajv';
import policy from '../schemas/compiled/policy.js';
import validInput, { type ValidateRequestInput } from '../schemas/compiled/validate-request.input.js';
import validOutput from '../schemas/compiled/validate-request.output.js';
import { readAccountState, readParentIds, readTags } from './aws/organizations.ts';
import { pickTags } from './domain/account-condition.ts';
import { unreachableAccounts } from './domain/account-context.ts';
import { InvalidRequestError, MalformedEventError } from './domain/errors.ts';
import { askedOfAccounts } from './domain/policy.ts';
import {
  type Account,
  foreignEmailDomains,
  inactiveAccounts,
  type Reason,
  repeatedContacts,
  reservedSystem,
} from './domain/request.ts';
import { schemaReasons } from './domain/schema-reasons.ts';
import { ACCOUNT_CONTEXT } from './runtime/environment.ts';
import { taskChain } from './runtime/task-chain.ts';

const asked = askedOfAccounts(policy);

async function validateRequest({ event: { detail: request } }: ValidateRequestInput) {
  const accountIds = [...new Set(request.changes.map(({ accountId }) => accountId))];
  const accounts = await Array.fromAsync(accountIds, readAccount);
  const reasons = [
    ...reservedSystem(request),
    ...repeatedContacts(request),
    ...inactiveAccounts(request, accounts),
    ...unreachableAccounts(request, ACCOUNT_CONTEXT),
    ...foreignEmailDomains(request, policy.allowedEmailDomains),
  ];
  if (reasons.length > 0) throw new InvalidRequestError(reasons);
  const changes = request.changes.map(({ accountId, alternateContactType }) => ({ accountId, alternateContactType }));
  return { requestId: request.requestId, changes, accounts };
}

/** One after the other: 100 accounts at once would exceed the quota of AWS Organizations. */
async function readAccount(accountId: string): Promise<Account> {
  const state = await readAccountState(accountId);
  if (state !== 'ACTIVE') return { accountId, state, parentIds: [] };
  const parentIds = asked.parents ? await readParentIds(accountId) : [];
  if (asked.tagKeys.length === 0) return { accountId, state, parentIds };
  return { accountId, state, parentIds, tags: pickTags(await readTags(accountId), asked.tagKeys) };
}

/** What the schema finds in the detail is the requester's to mend; an event without a detail is nobody's request. */
function refusal(errors: ErrorObject[]): Error {
  const reasons = schemaReasons(errors);
  const inDetail = (reason: Reason) => reason.pointer.startsWith('/event/detail/');
  const stray = reasons.filter((reason) => !inDetail(reason));
  if (stray.length > 0) {
    return new MalformedEventError(stray.map(({ pointer, message }) => `${pointer} ${message}`).join('\n'));
  }
  return new InvalidRequestError(
    reasons.map(({ pointer, message }) => ({ pointer: pointer.slice('/event/detail'.length), message })),
  );
}

export const handler = taskChain({ input: validInput, output: validOutput })
  .onError((request) => {
    if (request.error?.name === 'BadRequestError') request.error = refusal(validInput.errors ?? []);
  })
  .handler(validateRequest);
