import organization from './organization.json' with { type: 'json' };

/** The organization of `organization.json`, with so many accounts for rollouts. */
export function organizationOf(bulkAccounts: number): typeof organization {
  const accountRanges = organization.accountRanges.map((range) => ({
    ...range,
    last: String(Number(range.first) + bulkAccounts - 1),
  }));
  return { ...organization, accountRanges };
}
