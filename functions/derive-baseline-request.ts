import type { Account } from '../schemas/compiled/account.js';
import type { ChangeRequest } from '../schemas/compiled/change-request.js';
import validInput from '../schemas/compiled/derive-baseline-request.input.js';
import validOutput from '../schemas/compiled/derive-baseline-request.output.js';
import { countBaseline } from './aws/baseline-table.ts';
import { readInventory } from './aws/inventory.ts';
import { readAccount, readTags } from './aws/organizations.ts';
import { pickTags } from './domain/account/account-condition.ts';
import { isAccessible } from './domain/account/account-context.ts';
import { targetContacts } from './domain/account/new-account.ts';
import { contactName, isSameContact } from './domain/contact/contact.ts';
import { AccountNotReadyError } from './domain/errors.ts';
import { wantedContacts } from './domain/inventory/wanted-contacts.ts';
import {
  baselineChanges,
  baselineFingerprint,
  baselineRequest,
  baselineTagKeys,
} from './domain/organization/baseline.ts';
import { type DriftedContact, driftRequest, readFinding } from './domain/organization/finding.ts';
import { type AccountNews, readOrganizationEvent } from './domain/organization/organization-event.ts';
import { neededTraits } from './domain/policy/policy.ts';
import { askedAt } from './domain/request/asked-at.ts';
import { WORKFLOW_EVENT_SOURCE } from './domain/request/event-source.ts';
import { requestKeyOf } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { ACCOUNT_CONTEXT, environmentVariable } from './runtime/environment.ts';
import { policy } from './runtime/policy.ts';
import { baselineReason, driftReason } from './wording/organization.ts';

const requestedBy = environmentVariable('SENDER_ADDRESS');
const baseline = policy.baseline ?? {};
const ownTagKeys = baselineTagKeys(baseline);
const { tagKeys } = neededTraits(policy);

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ event }) => {
  const finding = event.source === WORKFLOW_EVENT_SOURCE ? readFinding(event.detail) : undefined;
  if (finding?.kind === 'drift') return deriveForDrift(finding, askedAt(event.time, new Date()));
  const read = finding
    ? { accountId: finding.accountId, news: { type: 'found' } as const }
    : readOrganizationEvent(event);
  if ('ignored' in read) return read;
  if ('closed' in read) return { withdraw: { kind: 'accountClosed' as const, accountId: read.closed } };
  const { accountId, news } = read;
  if (isAboutOtherTags(news)) return { ignored: 'the baseline does not look at these tags' };
  if (!isAccessible(accountId, ACCOUNT_CONTEXT)) {
    return { ignored: `the service has no role in the management account ${accountId}` };
  }
  const account = await readReadyAccount(accountId);
  if (account.state !== 'ACTIVE') return { ignored: `the account ${accountId} is ${account.state}` };
  return derive(account, news, askedAt(event.time, new Date()));
});

/** The event of new tags may not name their keys. */
function isAboutOtherTags(news: AccountNews): boolean {
  if (news.type !== 'tagged') return false;
  return ownTagKeys.length === 0 || (news.keys.length > 0 && !news.keys.some((key) => ownTagKeys.includes(key)));
}

/** @throws AccountNotReadyError when the account is new and AWS has not set it up: the event says that it will be there. */
async function readReadyAccount(accountId: string): Promise<Account> {
  const account = await readAccount(accountId);
  if (account.state === 'UNKNOWN') throw new AccountNotReadyError(`AWS Organizations knows no account ${accountId}`);
  if (account.state === 'PENDING_ACTIVATION') {
    throw new AccountNotReadyError(`the account ${accountId} is PENDING_ACTIVATION`);
  }
  return account;
}

async function derive(account: Account, news: AccountNews, time: string) {
  const { accountId } = account;
  const tags = await neededTags(accountId);
  const changes = baselineChanges(baseline, { ...account, tags });
  // Also counted when it is empty: an account that comes back to its old baseline then gets a new request.
  const revision = await countBaseline(accountId, baselineFingerprint(changes));
  if (changes.length === 0) return { withdraw: { kind: 'baselineGone' as const, accountId, revision } };

  const detail = baselineRequest(changes, { accountId, revision, reason: baselineReason(account, news), requestedBy });
  return asked(detail, account, tags, time);
}

/** Asks for what a contact should be, or that it may stay as it was found. */
async function deriveForDrift(drifted: DriftedContact, time: string) {
  const { accountId, alternateContactType, answer } = drifted;
  const account = await readReadyAccount(accountId);
  if (account.state !== 'ACTIVE') return { ignored: `the account ${accountId} is ${account.state}` };
  const tags = await neededTags(accountId);
  const { contacts = {} } = (await readInventory(accountId)) ?? {};
  const found = contacts[alternateContactType]?.contact;
  const wanted = wantedContacts(baseline, { ...account, tags, contacts })[alternateContactType];
  if (found === undefined || wanted === undefined || isSameContact(found, wanted)) {
    return { ignored: `${contactName(drifted)} is as it should be` };
  }
  const reason = driftReason(account, drifted);
  const detail = driftRequest(drifted, answer === 'revert' ? wanted : found, { reason, requestedBy });
  return asked(detail, account, tags, time);
}

async function neededTags(accountId: string): Promise<Record<string, string>> {
  return tagKeys.length > 0 || ownTagKeys.length > 0 ? readTags(accountId) : {};
}

/** The request, with what ValidateRequest returns for others. */
function asked(detail: ChangeRequest, account: Account, tags: Record<string, string>, time: string) {
  const accounts = [{ ...account, ...(tagKeys.length > 0 && { tags: pickTags(tags, tagKeys) }) }];
  const contacts = targetContacts(detail.changes, accounts, Date.now());
  return { detail, validated: { requestKey: requestKeyOf(detail), askedAt: time, changes: contacts, accounts } };
}
