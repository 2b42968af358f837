import { describe, expect, it } from 'vitest';
import type { AccountNews } from '../../../functions/domain/organization/organization-event.ts';
import { baselineReason } from '../../../functions/wording/organization.ts';

/** Every kind of news, in words. */
const NEWS: Record<AccountNews['type'], [news: AccountNews, words: string]> = {
  created: [{ type: 'created' }, 'was created'],
  createdByControlTower: [{ type: 'createdByControlTower' }, 'was created by AWS Control Tower'],
  updatedByControlTower: [{ type: 'updatedByControlTower' }, 'was updated by AWS Control Tower'],
  joined: [{ type: 'joined' }, 'joined the organization'],
  moved: [{ type: 'moved', to: 'ou-ab12-production' }, 'was moved to ou-ab12-production'],
};

describe('baselineReason', () => {
  it.each(Object.values(NEWS))('tells approvers what happened to the account: %j', (news, words) => {
    expect(baselineReason('444444444444', news)).toBe(
      `The account 444444444444 ${words}. These are the contacts that the policy defines for it.`,
    );
  });
});
