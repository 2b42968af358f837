import validInput from '../schemas/compiled/derive-baseline-request.input.js';
import validOutput from '../schemas/compiled/derive-baseline-request.output.js';
import { countBaseline } from './aws/baseline-table.ts';
import { readAccount, readTags } from './aws/organizations.ts';
import { pickTags } from './domain/account/account-condition.ts';
import { isAccessible } from './domain/account/account-context.ts';
import { contactKey } from './domain/contact/contact.ts';
import { baselineChanges, baselineFingerprint, baselineRequest, needsTags } from './domain/organization/baseline.ts';
import { readOrganizationEvent } from './domain/organization/organization-event.ts';
import { neededTraits } from './domain/policy/policy.ts';
import { taskChain } from './middleware/task-chain.ts';
import { ACCOUNT_CONTEXT, environmentVariable } from './runtime/environment.ts';
import { policy } from './runtime/policy.ts';
import { baselineReason } from './wording/organization.ts';

const requestedBy = environmentVariable('SENDER_ADDRESS');
const baseline = policy.baseline ?? {};
const { tagKeys } = neededTraits(policy);

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ event }) => {
  const read = readOrganizationEvent(event);
  if ('ignored' in read) return read;
  const { accountId, news } = read;
  const account = await readAccount(accountId);
  const { state } = account;
  if (state !== 'ACTIVE') return { ignored: `the account ${accountId} is ${state}` };
  if (!isAccessible(accountId, ACCOUNT_CONTEXT)) {
    return { ignored: `the service has no role in the management account ${accountId}` };
  }

  const tags = tagKeys.length > 0 || needsTags(baseline) ? await readTags(accountId) : {};
  const changes = baselineChanges(baseline, { ...account, tags });
  if (changes.length === 0) return { ignored: `the baseline leaves the contacts of ${accountId} alone` };

  const revision = await countBaseline(accountId, baselineFingerprint(changes));
  const reason = baselineReason(accountId, news);
  const detail = baselineRequest(changes, { accountId, revision, reason, requestedBy });
  const accounts = [{ ...account, ...(tagKeys.length > 0 && { tags: pickTags(tags, tagKeys) }) }];
  return { detail, validated: { requestId: detail.requestId, changes: changes.map(contactKey), accounts } };
});
