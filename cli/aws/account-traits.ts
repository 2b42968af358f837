import {
  AWSOrganizationsNotInUseException,
  ChildNotFoundException,
  OrganizationsClient,
  TargetNotFoundException,
} from '@aws-sdk/client-organizations';
import { readParentIds, readTags } from '../../functions/aws/account-traits.ts';
import { type AccountTraits, pickTags } from '../../functions/domain/account/account-condition.ts';
import type { NeededTraits } from '../../functions/domain/policy/policy.ts';
import { AwsCallError, RefusedError } from '../errors.ts';
import { call } from './call.ts';
import type { Settings } from './settings.ts';

/** Reads what approval rules look at in an account. */
export interface AccountTraitsReader {
  /**
   * The needed traits of an account and no others; AWS is not called when none are needed.
   * @throws RefusedError when the caller's organization has no such account.
   */
  traitsOf(accountId: string, needed: NeededTraits): Promise<AccountTraits>;
}

/** The quotas of AWS Organizations are shared by all callers in the organization. */
const ATTEMPTS = 10;

export function connectAccountTraits({ client }: Settings): AccountTraitsReader {
  const organizations = new OrganizationsClient({ ...client, maxAttempts: ATTEMPTS });
  return {
    async traitsOf(accountId, { parents, tagKeys }) {
      try {
        const parentIds = parents ? await parentsOf(organizations, accountId) : [];
        if (tagKeys.length === 0) return { accountId, parentIds };
        return { accountId, parentIds, tags: pickTags(await tagsOf(organizations, accountId), tagKeys) };
      } catch (error) {
        throw refusal(accountId, error) ?? error;
      }
    },
  };
}

function parentsOf(client: OrganizationsClient, accountId: string): Promise<string[]> {
  return call('organizations:ListParents', () => readParentIds(client, accountId));
}

function tagsOf(client: OrganizationsClient, accountId: string): Promise<Record<string, string>> {
  return call('organizations:ListTagsForResource', () => readTags(client, accountId));
}

function refusal(accountId: string, error: unknown): RefusedError | undefined {
  const cause = error instanceof AwsCallError ? error.cause : undefined;
  if (cause instanceof ChildNotFoundException || cause instanceof TargetNotFoundException) {
    return new RefusedError(`the organization has no account ${accountId}`);
  }
  if (cause instanceof AWSOrganizationsNotInUseException) {
    return new RefusedError(
      'your credentials belong to an account outside any organization, so it sees no other account',
    );
  }
  return undefined;
}
