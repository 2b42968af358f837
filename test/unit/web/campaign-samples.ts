import type { ChangeGroup, PlanSummary } from '../../../functions/domain/campaign/campaign-plan.ts';
import { ALTERNATE_CONTACT_TYPES } from '../../../functions/domain/contact/contact.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { campaignRecord, planSummary } from '../campaign-builders.ts';
import { NEW_CONTACT, OLD_CONTACT } from './web-samples.ts';

/** 10,000 changes in 20 groups: three large ones, and exceptions of which one removes contacts. */
export function manyGroups(): PlanSummary {
  const sizes = [3300, 3290, 3280, ...Array.from({ length: 17 }, (_, index) => (index < 3 ? 20 - index * 5 : 5))];
  const groups = sizes.map(groupOf);
  const rest = 10_000 - groups.reduce((sum, { count }) => sum + count, 0);
  const [first, ...others] = groups;
  const all = first ? [{ ...first, count: first.count + rest }, ...others] : [];
  const removed = all.filter(({ after }) => after === null).reduce((sum, { count }) => sum + count, 0);
  return planSummary({ groups: all, accounts: 3334, inPlace: 2, removed });
}

/** The campaign with that plan. It waits for its approvers. */
export function manyGroupsRecord(): RequestRecord {
  const { count, accounts, removed } = manyGroups();
  return campaignRecord([], { count, accounts, removed });
}

function groupOf(count: number, index: number): ChangeGroup {
  const isLarge = index < 3;
  const team = `Team ${index - 1}`;
  const before = isLarge ? null : { ...OLD_CONTACT, name: team, emailAddress: `team-${index - 1}@example.com` };
  return {
    alternateContactType: ALTERNATE_CONTACT_TYPES[2 - (index % 3)] ?? 'SECURITY',
    before,
    after: index === 4 ? null : NEW_CONTACT,
    count,
    accounts: Array.from({ length: Math.min(10, count) }, (_, position) => ({
      accountId: String(900_000_000_001 + index * 10 + position),
      name: `workload-${index + 1}-${position + 1}`,
      ouPath: ['Root', 'Workloads', index % 2 === 0 ? 'Production' : 'Staging'],
    })),
  };
}
