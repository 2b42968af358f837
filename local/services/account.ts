import { AwsError } from '../endpoint/aws-error.ts';
import type { Operation, Service } from '../endpoint/service.ts';
import { type JsonObject, objectAt, textAt } from '../json.ts';
import { accountResourceArn, organization } from '../organization.ts';
import { checkAccountInput } from './account-rules.ts';
import { TokenBucket } from './token-bucket.ts';

/**
 * Requests per second and burst of each operation.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/quotas.html
 */
const QUOTAS = {
  PutAlternateContact: { perSecond: 5, burst: 8 },
  GetAlternateContact: { perSecond: 10, burst: 15 },
  DeleteAlternateContact: { perSecond: 1, burst: 6 },
};

/** How the Account API is set up. */
export interface AccountOptions {
  /** Whether calls over the quotas are refused. */
  quotas: boolean;
  /** Milliseconds since 1970; for tests. */
  now?: () => number;
}

/** The Account Management API of the organization's management account. */
export function createAccountService({ quotas, now = Date.now }: AccountOptions): Service {
  const contacts = new Map<string, JsonObject>();
  const operation = (name: keyof typeof QUOTAS, run: (key: string, input: JsonObject) => JsonObject): Operation => {
    const bucket = new TokenBucket(QUOTAS[name], now);
    return {
      resources: (input) => [accountResourceArn(textAt(input, 'AccountId'))],
      run: (input) => {
        if (quotas && !bucket.take()) throw new AwsError('TooManyRequestsException', 'Too Many Requests', 429);
        checkAccountInput(name, input);
        const accountId = checkTarget(name, textAt(input, 'AccountId'));
        return run(`${accountId}#${textAt(input, 'AlternateContactType')}`, input);
      },
    };
  };
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
      PutAlternateContact: operation('PutAlternateContact', (key, { AccountId: _, ...contact }) => {
        contacts.set(key, contact);
        return {};
      }),
      GetAlternateContact: operation('GetAlternateContact', (key) => {
        if (!contacts.has(key)) throw notSet();
        return { AlternateContact: objectAt(Object.fromEntries(contacts), key) };
      }),
      DeleteAlternateContact: operation('DeleteAlternateContact', (key) => {
        if (!contacts.delete(key)) throw notSet();
        return {};
      }),
    },
  };
}

/** The account to work on: the caller's own without an id, else a member that can be changed. */
function checkTarget(operation: string, accountId: string | undefined): string {
  if (accountId === undefined) return organization.managementAccountId;
  const account = organization.accounts.get(accountId);
  const isMember = account !== undefined && accountId !== organization.managementAccountId;
  if (isMember && account.state === 'ACTIVE') return accountId;
  const reasons = isMember
    ? `the account is ${account.state}`
    : 'it is no member account of the organization; the management account leaves AccountId out for itself';
  const message = `You are not authorized to perform account:${operation} on account ${accountId}: ${reasons}`;
  throw new AwsError('AccessDeniedException', message, 403);
}

function notSet(): AwsError {
  return new AwsError('ResourceNotFoundException', 'No contact of the inputted alternate contact type found.', 404);
}
