import { createAccountService } from 'embedded-aws/services/account/account.ts';
import { Organization } from 'embedded-aws/services/organizations/organization.ts';
import { createOrganizationsService } from 'embedded-aws/services/organizations/organizations.ts';
import { describe, expect, test } from 'vitest';
import { ALTERNATE_CONTACT_TYPES } from '../../../functions/domain/contact/contact.ts';
import { organizationOf } from '../../../local/organization.ts';

const CALL = {
  caller: { id: 'local', kind: 'user' as const, accountId: '111111111111', arn: 'arn', userId: 'local' },
  request: { method: 'POST', path: '/', headers: {}, body: Buffer.alloc(0) },
};

/** All entries of a list of Organizations, page by page, and how many pages there are. */
async function listAll(organization: Organization, operation: string, input: object, member: string) {
  const { run } = createOrganizationsService(organization).operations[operation] ?? {};
  const entries: { Id: string; Name: string; State: string }[] = [];
  let NextToken: string | undefined;
  do {
    const page = Object(await run?.({ ...input, NextToken }, CALL));
    entries.push(...page[member]);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return entries;
}

describe('an organization of 50,000 accounts', () => {
  const { organization: definition, initialContacts } = organizationOf(50_000);
  const organization = new Organization(definition);

  test('has as many active ones with consecutive ids, and some that are not', async () => {
    const accounts = await listAll(organization, 'ListAccounts', {}, 'Accounts');
    const active = accounts.filter(({ Id, State }) => Id.startsWith('9') && State === 'ACTIVE');
    expect(active).toHaveLength(50_000);
    expect(active.map(({ Id }) => Id).sort()).toEqual(
      Array.from({ length: 50_000 }, (_, n) => String(900_000_000_001 + n)),
    );
    expect(new Set(accounts.map(({ State }) => State))).toEqual(
      new Set(['ACTIVE', 'SUSPENDED', 'CLOSED', 'PENDING_CLOSURE']),
    );
  });

  test('has 40 OUs in three levels, in which all accounts are', async () => {
    const units = (ParentId: string) =>
      listAll(organization, 'ListOrganizationalUnitsForParent', { ParentId }, 'OrganizationalUnits');
    const accounts = (ParentId: string) => listAll(organization, 'ListAccountsForParent', { ParentId }, 'Accounts');
    const levels: number[] = [];
    let found = (await accounts('r-ab12')).length;
    for (let parents = await units('r-ab12'); parents.length > 0; ) {
      levels.push(parents.length);
      for (const { Id } of parents) found += (await accounts(Id)).length;
      parents = (await Promise.all(parents.map(({ Id }) => units(Id)))).flat();
    }
    expect(levels).toEqual([4 + 3, 12, 24]);
    expect(found).toBe(organization.accounts.all.length);
  });

  test('leaves the first thousand as they are in a small one', () => {
    const { organization: small, initialContacts: none } = organizationOf(1000);
    const first = organization.accounts.all.filter(({ parentId }) => parentId === 'ou-ab12-bulk0001');
    expect(first).toEqual(new Organization(small).accounts.in('ou-ab12-bulk0001'));
    expect(none).toBeUndefined();
    expect(initialContacts?.('900000001000', 'SECURITY')).toBeUndefined();
  });

  test('has contacts of which most in an OU are the same, some differ and some are not set', () => {
    const storefront = organization.accounts.in('ou-ab12-unitretailstorefrontprod');
    const names = storefront.map(({ id }) => initialContacts?.(id, 'SECURITY')?.['Name'] ?? 'none');
    const share = (name: string) => names.filter((each) => each === name).length / names.length;
    expect(share('Retail security')).toBeGreaterThan(0.9);
    expect(share('none')).toBeGreaterThan(0.02);
    expect(new Set(names).size).toBeGreaterThan(5);
  });

  test('has the same contacts every time', () => {
    const again = organizationOf(2000).initialContacts;
    const contacts = (of = initialContacts) =>
      ALTERNATE_CONTACT_TYPES.map((type) => [1001, 1500, 2000].map((last) => of?.(`90000000${last}`, type)));
    expect(contacts(again)).toEqual(contacts());
  });
});

test('a contact of the start can be read, replaced and deleted, also for the next run', async () => {
  const { organization, initialContacts } = organizationOf(1500);
  const kept = new Map();
  const run = async (name: string, input: object) => {
    const options = { quotas: 'off', timeScale: 1, initialContacts, kept } as const;
    const { operations } = createAccountService({ ...options, organization: new Organization(organization) });
    return operations[name]?.run({ AlternateContactType: 'SECURITY', ...input }, CALL);
  };
  const AccountId = organization.accounts.find(({ id }) => initialContacts?.(id, 'SECURITY'))?.id ?? '';
  const contact = initialContacts?.(AccountId, 'SECURITY');
  expect(await run('GetAlternateContact', { AccountId })).toEqual({ AlternateContact: contact });
  expect(await run('DeleteAlternateContact', { AccountId })).toEqual({});
  await expect(run('GetAlternateContact', { AccountId })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await run('PutAlternateContact', { ...contact, AccountId, Name: 'Another' });
  expect(await run('GetAlternateContact', { AccountId })).toMatchObject({ AlternateContact: { Name: 'Another' } });
});
