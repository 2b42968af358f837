import { AccountClient, GetAlternateContactCommand, ResourceNotFoundException } from '@aws-sdk/client-account';
import {
  AWSOrganizationsNotInUseException,
  DescribeOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { AlternateContactType, Contact } from '../../functions/domain/contact.ts';
import { RefusedError } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import { once } from './once.ts';

/** Reads contacts as they are now. */
export interface Accounts {
  /**
   * A function that reads the contacts of this account; `null` is one that is not set.
   * @throws RefusedError when the account cannot be reached with these credentials.
   */
  contactsOf(accountId: string): Promise<(type: AlternateContactType) => Promise<Contact | null>>;
}

/** The quota of GetAlternateContact is for all callers of the account. */
const ATTEMPTS = 10;

/** The accounts that the caller may see. */
export function connectAccounts({ client }: Settings, readCaller: () => Promise<Caller>): Accounts {
  const global = once(async () => ({
    ...client,
    region: globalRegion((await readCaller()).region),
    maxAttempts: ATTEMPTS,
  }));
  const accountClient = once(async () => new AccountClient(await global()));
  const managementAccount = once(async () => readManagementAccountId(new OrganizationsClient(await global())));
  return {
    async contactsOf(accountId) {
      const AccountId = await addressed(accountId, await readCaller(), managementAccount);
      const account = await accountClient();
      return (type) =>
        readContact(account, { AlternateContactType: type, ...(AccountId !== undefined && { AccountId }) });
    },
  };
}

/**
 * Leaving the AccountId out names the caller's own account, be it in an organization or not.
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
      `these credentials are of account ${accountId}, which is in no organization: it can only see itself`,
    );
  }
  if (target !== managementAccountId) return target;
  throw new RefusedError(`${target} is the management account: only credentials of its own can read its contacts`);
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

async function readContact(
  account: AccountClient,
  input: { AlternateContactType: AlternateContactType; AccountId?: string },
): Promise<Contact | null> {
  return call('account:GetAlternateContact', async () => {
    try {
      const { AlternateContact: found } = await account.send(new GetAlternateContactCommand(input));
      const {
        Name: name = '',
        Title: title = '',
        EmailAddress: emailAddress = '',
        PhoneNumber: phoneNumber = '',
      } = found ?? {};
      return { name, title, emailAddress, phoneNumber };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return null;
      throw error;
    }
  });
}

/** Account Management and Organizations are global services with one endpoint in each partition. */
function globalRegion(region: string): string {
  return region.startsWith('cn-') ? 'cn-northwest-1' : 'us-east-1';
}
