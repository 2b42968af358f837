import {
  AWSOrganizationsNotInUseException,
  ChildNotFoundException,
  ListParentsCommand,
  OrganizationsClient,
  paginateListTagsForResource,
  TargetNotFoundException,
} from '@aws-sdk/client-organizations';
import { type AccountPlace, pickTags } from '../../functions/domain/account-condition.ts';
import type { askedOfAccounts } from '../../functions/domain/policy.ts';
import { AwsCallError, RefusedError } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { call } from './call.ts';

/** Reads what approval rules ask to know of an account. */
export interface AccountPlaces {
  /**
   * What is asked of the account, and nothing else; where nothing is asked, AWS is not called.
   * @throws RefusedError when the caller's organization has no such account.
   */
  placeOf(accountId: string, asked: ReturnType<typeof askedOfAccounts>): Promise<AccountPlace>;
}

/** The quotas of AWS Organizations are for all callers of the organization. */
const ATTEMPTS = 10;

/** The accounts of the caller's organization. */
export function connectAccountPlaces({ client }: Settings): AccountPlaces {
  const organizations = new OrganizationsClient({ ...client, maxAttempts: ATTEMPTS });
  return {
    async placeOf(accountId, { parents, tagKeys }) {
      try {
        const parentIds = parents ? await readParentIds(organizations, accountId) : [];
        if (tagKeys.length === 0) return { accountId, parentIds };
        return { accountId, parentIds, tags: pickTags(await readTags(organizations, accountId), tagKeys) };
      } catch (error) {
        throw refusal(accountId, error) ?? error;
      }
    },
  };
}

/** The ids of the organizational units above the account and of the root, nearest first. */
async function readParentIds(organizations: OrganizationsClient, accountId: string): Promise<string[]> {
  const parentIds: string[] = [];
  for (let child: string | undefined = accountId; child !== undefined && !child.startsWith('r-'); ) {
    const command: ListParentsCommand = new ListParentsCommand({ ChildId: child });
    const { Parents } = await call('organizations:ListParents', () => organizations.send(command));
    child = Parents?.[0]?.Id;
    if (child !== undefined) parentIds.push(child);
  }
  return parentIds;
}

async function readTags(client: OrganizationsClient, accountId: string): Promise<Record<string, string>> {
  return call('organizations:ListTagsForResource', async () => {
    const tags: Record<string, string> = {};
    for await (const page of paginateListTagsForResource({ client }, { ResourceId: accountId })) {
      for (const { Key = '', Value = '' } of page.Tags ?? []) tags[Key] = Value;
    }
    return tags;
  });
}

function refusal(accountId: string, error: unknown): RefusedError | undefined {
  const cause = error instanceof AwsCallError ? error.cause : undefined;
  if (cause instanceof ChildNotFoundException || cause instanceof TargetNotFoundException) {
    return new RefusedError(`the organization has no account ${accountId}`);
  }
  if (cause instanceof AWSOrganizationsNotInUseException) {
    return new RefusedError(
      'these credentials are of an account that is in no organization: it knows no other account',
    );
  }
  return undefined;
}
