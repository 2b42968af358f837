import { AccountClient, GetAlternateContactCommand, ResourceNotFoundException } from '@aws-sdk/client-account';
import {
  AWSOrganizationsNotInUseException,
  DescribeOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { addressedAccountId } from '../../functions/domain/account-context.ts';
import type { AlternateContactType, Contact } from '../../functions/domain/contact.ts';
import { UnreachableAccountError } from '../../functions/domain/errors.ts';
import { RefusedError } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';

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
  return {
    async contactsOf(accountId) {
      const caller = await readCaller();
      const global = { ...client, region: globalRegion(caller.region), maxAttempts: ATTEMPTS };
      const AccountId = await addressed(accountId, caller, new OrganizationsClient(global));
      const account = new AccountClient(global);
      return (type) =>
        readContact(account, { AlternateContactType: type, ...(AccountId !== undefined && { AccountId }) });
    },
  };
}

/** Leaving the AccountId out names the caller's own account, be it in an organization or not. */
async function addressed(
  target: string,
  { accountId }: Caller,
  organizations: OrganizationsClient,
): Promise<string | undefined> {
  if (target === accountId) return undefined;
  const managementAccountId = await readManagementAccountId(organizations);
  if (managementAccountId === undefined) {
    throw new RefusedError(
      `these credentials are of account ${accountId}, which is in no organization: it can only see itself`,
    );
  }
  try {
    return addressedAccountId(target, { accountId, managementAccountId });
  } catch (error) {
    if (!(error instanceof UnreachableAccountError)) throw error;
    throw new RefusedError(`${target} is the management account: only credentials of its own can read its contacts`);
  }
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
