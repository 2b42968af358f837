import { AwsError } from '../endpoint/aws-error.ts';
import type { Call, Operation, Service } from '../endpoint/service.ts';
import { type JsonObject, textAt } from '../json.ts';
import { accountResourceArn } from '../organization.ts';
import { type AccountOperation, createQuota, type QuotaOptions } from './account-quotas.ts';
import { checkAccountInput } from './account-rules.ts';
import { targetAccountId } from './account-target.ts';
import { ContactStore } from './contact-store.ts';

/** How the Account API is set up. */
export interface AccountOptions extends Omit<QuotaOptions, 'now'> {
  /** Milliseconds since 1970; for tests. */
  now?: () => number;
}

/** What an operation does with the contact of a key. */
type Run = (key: string, input: JsonObject, call: Call) => JsonObject;

/** The Account Management API, as the account that calls may use it. */
export function createAccountService({ now = Date.now, ...options }: AccountOptions): Service {
  const operation = (name: AccountOperation, run: Run) => {
    const takeFromQuota = createQuota(name, { ...options, now });
    return createOperation(name, takeFromQuota, run);
  };
  const { put, get, remove } = contactRuns(new ContactStore(now));
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

function createOperation(name: AccountOperation, takeFromQuota: (accountId: string) => void, run: Run): Operation {
  return {
    resources: (input, { accountId }) => [accountResourceArn(accountId, textAt(input, 'AccountId'))],
    run: (input, call) => {
      takeFromQuota(call.caller.accountId);
      checkAccountInput(name, input);
      const accountId = targetAccountId(name, textAt(input, 'AccountId'), call.caller);
      return run(`${accountId}#${textAt(input, 'AlternateContactType')}`, input, call);
    },
  };
}

function contactRuns(contacts: ContactStore): Record<'put' | 'get' | 'remove', Run> {
  return {
    put: (key, { AccountId: _, ...contact }, { lateVisibility }) => {
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
