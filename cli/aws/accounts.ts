import { AccountClient } from '@aws-sdk/client-account';
import {
  AWSOrganizationsNotInUseException,
  DescribeOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { readAlternateContact } from '../../functions/aws/alternate-contact.ts';
import type { AlternateContactType } from '../../functions/domain/contact/contact.ts';
import type { Contact } from '../../schemas/compiled/contact.js';
import { RefusedError } from '../errors.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import { once } from './once.ts';
import type { Settings } from './settings.ts';

/** Reads contacts as they are now. */
export interface Accounts {
  /**
   * Returns a function that reads the contacts of this account; `null` means not set.
   * @throws RefusedError when these credentials cannot see the account.
   */
  contactsOf(accountId: string): Promise<(type: AlternateContactType) => Promise<Contact | null>>;
  /** The management account, if these credentials belong to another one and so cannot see its contacts. */
  foreignManagementAccount(): Promise<string | undefined>;
}

/** The quota of GetAlternateContact is shared by all callers in the account. */
const ATTEMPTS = 10;

export function connectAccounts({ client }: Settings, readCaller: () => Promise<Caller>): Accounts {
  const account = new AccountClient({ ...client, maxAttempts: ATTEMPTS });
  const managementAccount = once(() =>
    readManagementAccountId(new OrganizationsClient({ ...client, maxAttempts: ATTEMPTS })),
  );
  return {
    async contactsOf(accountId) {
      const AccountId = await addressed(accountId, await readCaller(), managementAccount);
      return (AlternateContactType) =>
        call('account:GetAlternateContact', () =>
          readAlternateContact(account, { AlternateContactType, ...(AccountId !== undefined && { AccountId }) }),
        );
    },

    async foreignManagementAccount() {
      const managementAccountId = await managementAccount();
      return managementAccountId === (await readCaller()).accountId ? undefined : managementAccountId;
    },
  };
}

/**
 * Without an AccountId, the call is about the caller's own account, whether or not it is in an organization.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html
 */
async function addressed(
  target: string,
  { accountId }: Caller,
  managementAccount: () => Promise<string | undefined>,
): Promise<string | undefined> {
  if (target === accountId) return undefined;
  const managementAccountId = await managementAccount();
  if (managementAccountId === undefined) {
    throw new RefusedError(
      `your credentials belong to account ${accountId}, which is in no organization, so it can only see itself`,
    );
  }
  if (target !== managementAccountId) return target;
  throw new RefusedError(`${target} is the management account: only its own credentials can read its contacts`);
}

async function readManagementAccountId(organizations: OrganizationsClient): Promise<string | undefined> {
  return call('organizations:DescribeOrganization', async () => {
    try {
      return (await organizations.send(new DescribeOrganizationCommand({}))).Organization?.MasterAccountId;
    } catch (error) {
      if (error instanceof AWSOrganizationsNotInUseException) return undefined;
      throw error;
    }
  });
}
