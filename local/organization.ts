import type { StackOptions } from 'embedded-aws/stack-options.ts';
import { GROWN_UNITS, grownAccounts, grownContact } from './grown-organization.ts';
import organization from './organization.json' with { type: 'json' };

/** The accounts of the range in `organization.json` have no contacts and no tags, as tests rely on. */
const [BULK] = organization.accountRanges;
const FIRST = Number(BULK?.first);
const BULK_ACCOUNTS = Number(BULK?.last) - FIRST + 1;

/**
 * The organization of `organization.json` with so many accounts besides its fixed ones, from 900000000001 on. Those beyond the
 * thousandth are in a tree of OUs, as those of a company that has grown, and have contacts.
 */
export function organizationOf(size: number): Pick<StackOptions, 'organization' | 'initialContacts'> {
  const last = String(FIRST + Math.min(size, BULK_ACCOUNTS) - 1);
  const accountRanges = organization.accountRanges.map((range) => ({ ...range, last }));
  if (size <= BULK_ACCOUNTS) return { organization: { ...organization, accountRanges } };
  const grown = grownAccounts(FIRST + BULK_ACCOUNTS, size - BULK_ACCOUNTS);
  return {
    organization: {
      ...organization,
      accountRanges,
      organizationalUnits: [...organization.organizationalUnits, ...GROWN_UNITS],
      accounts: [...organization.accounts, ...grown],
    },
    initialContacts: (accountId, type) => grownContact(Number(accountId) - FIRST - BULK_ACCOUNTS, type),
  };
}
