import { currentTime } from '../../clock/clock.ts';
import { AwsError } from '../../endpoint/aws-error.ts';
import type { Call, Operation, Service } from '../../endpoint/service.ts';
import { type JsonObject, textAt } from '../../json.ts';
import type { Organization } from '../organizations/organization.ts';
import { ContactStore } from './contact-store.ts';
import { checkAccountInput } from './input-rules.ts';
import { type AccountOperation, createQuota, type QuotaOptions } from './quotas.ts';
import { targetAccountId } from './target.ts';

export interface AccountOptions extends Omit<QuotaOptions, 'now'> {
  organization: Organization;
  initialContacts?: InitialContacts | undefined;
  /** The contacts of an earlier run. */
  kept?: Map<string, JsonObject>;
  /** Milliseconds since 1970; for tests. */
  now?: () => number;
}

/** The contacts that accounts have from the start: what GetAlternateContact answers, by account and type. */
export type InitialContacts = (accountId: string, type: string) => JsonObject | undefined;

/** What a contact consists of; anything else in a call is ignored. */
const MEMBERS = ['AlternateContactType', 'Name', 'Title', 'EmailAddress', 'PhoneNumber'];

/** What an operation does with the contact of a key. */
type Run = (key: string, input: JsonObject, call: Call) => JsonObject;

/** The Account Management API, as the calling account may use it. */
export function createAccountService(given: AccountOptions): Service {
  const { now = currentTime, organization, kept, initialContacts, ...options } = given;
  const operation = (name: AccountOperation, run: Run) =>
    createOperation({ name, organization, takeFromQuota: createQuota(name, { ...options, now }), run });
  const initial = (key: string) => {
    const [accountId = '', type = ''] = key.split('#');
    return initialContacts?.(accountId, type);
  };
  const { put, get, remove } = contactRuns(new ContactStore(now, kept, initial));
  return {
    name: 'account',
    actionPrefix: 'account',
    errorStatuses: {
      AccessDeniedException: 403,
      ResourceNotFoundException: 404,
      TooManyRequestsException: 429,
      InternalServerException: 500,
    },
    operations: {
      PutAlternateContact: operation('PutAlternateContact', put),
      GetAlternateContact: operation('GetAlternateContact', get),
      DeleteAlternateContact: operation('DeleteAlternateContact', remove),
    },
  };
}

interface OperationParts {
  name: AccountOperation;
  organization: Organization;
  takeFromQuota(accountId: string): void;
  run: Run;
}

function createOperation({ name, organization, takeFromQuota, run }: OperationParts): Operation {
  return {
    resources: (input, { accountId }) => [organization.accountManagementArn(accountId, textAt(input, 'AccountId'))],
    run: (input, call) => {
      takeFromQuota(call.caller.accountId);
      checkAccountInput(name, input);
      const accountId = targetAccountId(organization, name, textAt(input, 'AccountId'), call.caller);
      return run(`${accountId}#${textAt(input, 'AlternateContactType')}`, input, call);
    },
  };
}

function contactRuns(contacts: ContactStore): Record<'put' | 'get' | 'remove', Run> {
  return {
    put: (key, input, { lateVisibility }) => {
      const contact = Object.fromEntries(MEMBERS.map((member) => [member, input[member]]));
      contacts.write(key, contact, lateVisibility);
      return {};
    },
    get: (key) => {
      const contact = contacts.read(key);
      if (!contact) throw notSet();
      return { AlternateContact: contact };
    },
    remove: (key, _input, { lateVisibility }) => {
      if (!contacts.has(key)) throw notSet();
      contacts.write(key, undefined, lateVisibility);
      return {};
    },
  };
}

function notSet(): AwsError {
  return new AwsError('ResourceNotFoundException', 'No contact of the inputted alternate contact type found.', 404);
}
