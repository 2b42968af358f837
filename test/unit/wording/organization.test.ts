import { describe, expect, it } from 'vitest';
import type { AccountNews } from '../../../functions/domain/organization/organization-event.ts';
import { baselineReason } from '../../../functions/wording/organization.ts';
import { account } from '../builders.ts';

/** Every kind of news, in words. */
const NEWS: Record<AccountNews['type'], [news: AccountNews, words: string]> = {
  created: [{ type: 'created' }, 'was created'],
  createdByControlTower: [{ type: 'createdByControlTower' }, 'was created by AWS Control Tower'],
  updatedByControlTower: [{ type: 'updatedByControlTower' }, 'was updated by AWS Control Tower'],
  joined: [{ type: 'joined' }, 'joined the organization'],
  moved: [{ type: 'moved', to: 'ou-ab12-production' }, 'was moved to ou-ab12-production'],
  tagged: [{ type: 'tagged', keys: ['CostCenter'] }, 'has other tags'],
};

describe('baselineReason', () => {
  it.each(Object.values(NEWS))('tells approvers what happened to the account: %j', (news, words) => {
    expect(baselineReason(account(), news)).toBe(
      `The account 222222222222 (Payments, Root / Production) ${words}. These are the contacts that the policy defines for it.`,
    );
  });
});
