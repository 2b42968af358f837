import validInput from '../schemas/compiled/derive-baseline-request.input.js';
import validOutput from '../schemas/compiled/derive-baseline-request.output.js';
import policy from '../schemas/compiled/policy.js';
import { countBaseline } from './aws/baseline-table.ts';
import { readAccountState, readParentIds, readTags } from './aws/organizations.ts';
import { pickTags } from './domain/account-condition.ts';
import { unreachableAccounts } from './domain/account-context.ts';
import { asksForTags, baselineChanges, baselineFingerprint, baselineRequest } from './domain/baseline.ts';
import { readOrganizationEvent } from './domain/organization-event.ts';
import { askedOfAccounts } from './domain/policy.ts';
import { ACCOUNT_CONTEXT, environmentVariable } from './runtime/environment.ts';
import { taskChain } from './runtime/task-chain.ts';

const requestedBy = environmentVariable('SENDER_ADDRESS');
const baseline = policy.baseline ?? {};
const { tagKeys } = askedOfAccounts(policy);

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ event }) => {
  const news = readOrganizationEvent(event);
  if ('ignored' in news) return news;
  const { accountId, what } = news;
  const state = await readAccountState(accountId);
  if (state !== 'ACTIVE') return { ignored: `the account ${accountId} is ${state}` };

  const parentIds = await readParentIds(accountId);
  const isTagged = tagKeys.length > 0 || asksForTags(baseline);
  const tags = isTagged ? await readTags(accountId) : {};
  const changes = baselineChanges(baseline, { accountId, parentIds, tags });
  if (changes.length === 0) return { ignored: `the baseline leaves the contacts of ${accountId} alone` };
  const [unreachable] = unreachableAccounts({ changes }, ACCOUNT_CONTEXT);
  if (unreachable) return { ignored: `the request ${unreachable.message}` };

  const revision = await countBaseline(accountId, baselineFingerprint(changes));
  const detail = baselineRequest(changes, { accountId, revision, what, requestedBy });
  const keys = changes.map(({ alternateContactType }) => ({ accountId, alternateContactType }));
  const account = { accountId, state, parentIds, ...(tagKeys.length > 0 && { tags: pickTags(tags, tagKeys) }) };
  return { detail, validated: { requestId: detail.requestId, changes: keys, accounts: [account] } };
});
