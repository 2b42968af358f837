import { describe, expect, it } from 'vitest';
import type { AccountNews } from '../../../functions/domain/organization/organization-event.ts';
import { baselineReason, driftReason } from '../../../functions/wording/organization.ts';
import { account } from '../builders.ts';

/** Every kind of news, in words. */
const NEWS: Record<AccountNews['type'], [news: AccountNews, words: string]> = {
  found: [{ type: 'found' }, 'is new in the organization, which no event has reported'],
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

describe('driftReason', () => {
  const drifted = {
    accountId: '222222222222',
    alternateContactType: 'SECURITY',
    foundAt: '2026-06-01T10:00:00.000Z',
  } as const;

  it.each([
    ['revert', 'This is the contact that it should have.'],
    ['adopt', 'If you approve, the contact may stay as it is now, although the policy defines another one.'],
  ] as const)('tells approvers what happened, and what they decide, to %s', (answer, end) => {
    expect(driftReason(account(), { ...drifted, answer })).toBe(
      `Somebody has changed the SECURITY contact of the account 222222222222 (Payments, Root / Production) outside of this service. ${end}`,
    );
  });
});
