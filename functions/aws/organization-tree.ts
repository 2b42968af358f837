import {
  AWSOrganizationsNotInUseException,
  OrganizationsClient,
  paginateListOrganizationalUnitsForParent,
  paginateListRoots,
} from '@aws-sdk/client-organizations';
import type { Account } from '../../schemas/compiled/account.js';
import { ACCOUNT_CONTEXT } from '../runtime/environment.ts';
import { accountsOf } from './account-pages.ts';
import { namingFaults } from './service-faults.ts';

/** Thousands of calls in a row are throttled, so each is tried for some minutes. */
const organizations = namingFaults(new OrganizationsClient({ maxAttempts: 15 }));

/** A root or an OU: its name and those above it from the root down, and their ids, nearest first. */
interface Unit {
  id: string;
  path: string[];
  parentIds: string[];
}

/**
 * All accounts of the organization with their places, OU by OU. Outside an organization, only the service's own account is known.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html
 */
export async function* listOrganization(): AsyncGenerator<Account> {
  const units = await rootsOrNone();
  if (units.length === 0) yield { accountId: ACCOUNT_CONTEXT.accountId, state: 'ACTIVE', parentIds: [] };
  for (let unit = units.pop(); unit; unit = units.pop()) {
    const { id, path, parentIds } = unit;
    for await (const { accounts } of accountsOf(organizations, id)) {
      for (const account of accounts) yield { ...account, parentIds, ouPath: path };
    }
    units.push(...(await unitsIn(id, unit)));
  }
}

async function rootsOrNone(): Promise<Unit[]> {
  try {
    const roots: Unit[] = [];
    for await (const { Roots = [] } of paginateListRoots({ client: organizations }, {})) {
      for (const { Id: id = '', Name = 'Root' } of Roots) roots.push({ id, path: [Name], parentIds: [id] });
    }
    return roots;
  } catch (error) {
    if (error instanceof AWSOrganizationsNotInUseException) return [];
    throw error;
  }
}

async function unitsIn(ParentId: string, { path, parentIds }: Unit): Promise<Unit[]> {
  const found: Unit[] = [];
  const pages = paginateListOrganizationalUnitsForParent({ client: organizations }, { ParentId });
  for await (const { OrganizationalUnits = [] } of pages) {
    for (const { Id: id = '', Name = id } of OrganizationalUnits) {
      found.push({ id, path: [...path, Name], parentIds: [id, ...parentIds] });
    }
  }
  return found;
}
