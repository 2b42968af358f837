import type { Aws } from '../../../cli/aws/connect.ts';
import type { RequestExecution } from '../../../cli/aws/executions.ts';
import type { ListedAccount } from '../../../cli/aws/organization.ts';
import type { ListedRequest } from '../../../cli/aws/request-table.ts';
import { RefusedError } from '../../../cli/errors.ts';
import { type AccountTraits, pickTags } from '../../../functions/domain/account/account-condition.ts';
import type { KeptEvidence } from '../../../functions/domain/approval/kept-evidence.ts';
import { type AlternateContactType, contactName } from '../../../functions/domain/contact/contact.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import type { Line } from '../../../functions/domain/pace/line.ts';
import { type RequestKey, requestIdIn } from '../../../functions/domain/request/request-key.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { publicKeyOf } from '../aws/fake-kms.ts';
import { EXECUTION_ARN } from '../builders.ts';
import { type CampaignAnswers, type CampaignCalls, fakeCampaigns } from './fake-campaigns.ts';
import { type DeadLetterAnswers, type DeadLetterCalls, fakeDeadLetters } from './fake-dead-letters.ts';
import { fakeInventory, type InventoryAnswers, type InventoryCalls } from './fake-inventory.ts';

/** What the fake AWS answers. A list of records answers one read after the other, and the last one all later reads. */
export interface Answers extends DeadLetterAnswers, CampaignAnswers, InventoryAnswers {
  records?: (RequestRecord | undefined)[];
  /** The line that is read; it is the same every time. */
  line?: Line;
  /** Thrown when it is read. */
  lineError?: Error;
  /** Records by requestId or key; `records` answer for all other requests. */
  stored?: Record<string, RequestRecord>;
  /** The keys of the requests with the same requestId; by default one, of the command line. */
  keys?: RequestKey[];
  execution?: RequestExecution;
  requests?: ListedRequest[];
  /** The contacts of every account. */
  contacts?: Partial<Record<AlternateContactType, Contact>>;
  /** Contacts by name, such as `222222222222/SECURITY`; `contacts` answers for all others. */
  contactsByName?: Record<string, Contact | null>;
  /** Thrown when a contact is read. */
  unreadable?: Error;
  /** The accounts of which that is so (default: all). */
  unreadableAccounts?: string[];
  /** The accounts of the organization; those beneath an organizational unit are the same. */
  accounts?: FakeAccount[];
  /** The management account, where it is not the caller's. */
  foreignManagementAccount?: string;
  /** The organizational units and tags of every account. */
  traits?: Partial<AccountTraits>;
  /** What was kept about every request beside its record. */
  evidence?: Partial<KeptEvidence>;
  /** The contacts that every execution was started for. */
  executionContacts?: ContactKey[];
  /** Thrown by every call. */
  error?: Error;
  /** Thrown when the request with this number, counted from 1, is sent. */
  sendError?: { at: number; error: Error };
  /** Thrown when a request is cancelled. */
  cancelError?: Error;
}

/** An account, and what a tag selects it by. */
export interface FakeAccount extends ListedAccount {
  tags?: Record<string, string>;
  unit?: string;
}

/** What was sent, and the arguments of other calls. */
export interface Calls extends DeadLetterCalls, CampaignCalls, InventoryCalls {
  requests: Parameters<Aws['sendRequest']>[0][];
  cancellations: Parameters<Aws['cancelRequest']>[0][];
  listed: { status: string; since: string | undefined }[];
  traits: Parameters<Aws['traitsOf']>[];
  /** The names of the contacts that were read. */
  contacts: string[];
  /** How many contacts were being read at the same time, at most. */
  contactsAtOnce: number;
}

/** An AWS that answers what a test wants, and records the calls. */
export function fakeAws(answers: Answers = {}): { aws: Aws; calls: Calls } {
  const {
    records = [],
    stored = {},
    keys,
    execution,
    requests = [],
    traits = {},
    error,
    sendError,
    cancelError,
  } = answers;
  const calls: Calls = {
    ...{ requests: [], cancellations: [], listed: [], traits: [], contacts: [], contactsAtOnce: 0 },
    ...{ replays: [], deleted: [], reads: 0, queues: [], steered: [], changeSets: [], startedSweeps: [] },
  };
  let reads = 0;
  const orThrow = <T>(answer: T): T => {
    if (error) throw error;
    return answer;
  };
  const aws: Aws = {
    sendRequest: async (request) => {
      if (sendError?.at === calls.requests.length + 1) throw sendError.error;
      calls.requests.push(orThrow(request));
    },
    cancelRequest: async (cancellation) => {
      if (cancelError) throw cancelError;
      calls.cancellations.push(orThrow(cancellation));
    },
    keysOf: async (requestId) => orThrow(keys ?? [`cli/${requestId}`]),
    readRecord: async (requestKey) => {
      const found = stored[requestKey] ?? stored[requestIdIn(requestKey)];
      if (found) return orThrow(found);
      reads += 1;
      return orThrow(records[Math.min(reads, records.length) - 1]);
    },
    readLine: async () => {
      if (answers.lineError) throw answers.lineError;
      return answers.line;
    },
    async *listRequests(status, since) {
      calls.listed.push(orThrow({ status, since }));
      yield* requests.filter((request) => request.status === status);
    },
    findExecution: async () => orThrow(execution),
    traitsOf: async (accountId, needed) => {
      calls.traits.push(orThrow([accountId, needed]));
      const parentIds = needed.parents ? (traits.parentIds ?? []) : [];
      if (needed.tagKeys.length === 0) return { accountId, parentIds };
      return { accountId, parentIds, tags: pickTags(traits.tags ?? {}, needed.tagKeys) };
    },
    ...fakeEvidence(answers),
    ...fakeCampaigns(answers, calls, error),
    ...fakeInventory(answers, calls, error),
    contactsOf: fakeContacts(answers, calls),
    ...fakeOrganization(answers),
    ...fakeDeadLetters(answers, calls, error),
  };
  return { aws, calls };
}

/** Its keys are those of the fake KMS. */
function fakeEvidence({ evidence = {}, executionContacts = [], error }: Answers) {
  const { asked, fingerprint, plan, votes = [], preApproval, applied = [] } = evidence;
  const { isChecked = false, links = new Map() } = evidence;
  const names = (contacts: ContactKey[]) => contacts.map(contactName);
  return {
    readAsked: async () => {
      if (error) throw error;
      return asked === undefined ? undefined : { asked, executionArn: EXECUTION_ARN };
    },
    contactsOfExecution: async () => executionContacts,
    readPlan: async (_: RequestKey, wanted: string) => (wanted === fingerprint ? plan : undefined),
    isApprovalChecked: async (_: RequestKey, wanted: string) => isChecked && wanted === fingerprint,
    readVotingLinks: async (hashes: string[]) => new Map([...links].filter(([hash]) => hashes.includes(hash))),
    readVotes: async () => votes,
    readPreApproval: async (_: RequestKey, wanted: string) => (wanted === fingerprint ? preApproval : undefined),
    readApplied: async (_: RequestKey, contacts: ContactKey[]) =>
      applied.filter((contact) => names(contacts).includes(contactName(contact))),
    readPublicKey: async (signing: string) => publicKeyOf(signing),
  };
}

function fakeOrganization({ accounts = [], foreignManagementAccount }: Answers) {
  const listed = accounts.map(({ tags: _tags, unit: _unit, ...account }) => account);
  return {
    describeAccount: async (accountId: string) => {
      const account = listed.find((each) => each.accountId === accountId);
      if (account) return account;
      throw new RefusedError(`the organization has no account ${accountId}`);
    },
    listAccounts: async () => listed,
    listAccountsBeneath: async (parentId: string) => listed.filter((_, index) => accounts[index]?.unit === parentId),
    tagsOf: async (accountId: string) => accounts.find((each) => each.accountId === accountId)?.tags ?? {},
    foreignManagementAccount: async () => foreignManagementAccount,
  };
}

function fakeContacts(
  { contacts = {}, contactsByName = {}, unreadable, unreadableAccounts, error }: Answers,
  calls: Calls,
): Aws['contactsOf'] {
  let underWay = 0;
  return async (accountId) => async (alternateContactType) => {
    const name = contactName({ accountId, alternateContactType });
    calls.contacts.push(name);
    underWay += 1;
    calls.contactsAtOnce = Math.max(calls.contactsAtOnce, underWay);
    await Promise.resolve();
    underWay -= 1;
    if (error) throw error;
    if (unreadable && (unreadableAccounts?.includes(accountId) ?? true)) throw unreadable;
    const named = contactsByName[name];
    return named === undefined ? (contacts[alternateContactType] ?? null) : named;
  };
}
