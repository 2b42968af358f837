import { describe, expect, it } from 'vitest';
import { campaignProgress } from '../../../functions/domain/campaign/campaign-progress.ts';
import {
  campaignProgressText,
  countsText,
  groupText,
  removalTexts,
  rulesText,
  scopeText,
  searchText,
  stateWords,
  unreadableTexts,
} from '../../../functions/wording/campaign.ts';
import { BILLING, DENIED, NEW_CONTACT, OLD_CONTACT, VOTED_AT } from '../builders.ts';
import {
  applyingCampaign,
  campaignControl,
  campaignCounts,
  changeGroup,
  liveCounts,
  planSummary,
} from '../campaign-builders.ts';

const REMOVED = { before: OLD_CONTACT, after: null };

function progress(control = {}, counts = {}, minutes = 10) {
  const ended = { ...campaignCounts({ applied: 0, ...counts }), ended: [0] };
  const now = Date.parse(VOTED_AT) + minutes * 60_000;
  const live = ended.applied > 0 ? liveCounts(ended, now) : undefined;
  const readings = { control: campaignControl(control), counts: ended, live };
  return campaignProgress(applyingCampaign(), readings, now);
}

describe('groupText', () => {
  it.each([
    [{}, 'SECURITY of 1,204 accounts: not set → Response team'],
    [{ before: OLD_CONTACT }, 'SECURITY of 1,204 accounts: Security desk → Response team'],
    [REMOVED, 'SECURITY of 1,204 accounts: Security desk → removed'],
    [
      { before: { ...NEW_CONTACT, emailAddress: 'x@example.com', phoneNumber: '1' } },
      'SECURITY of 1,204 accounts: Response team (E-mail, Phone changed)',
    ],
    [{ count: 1 }, 'SECURITY of 1 account: not set → Response team'],
  ])('tells %j as "%s"', (differences, text) => {
    expect(groupText(changeGroup(1204, differences))).toBe(text);
  });

  it('says nothing of a contact that is hidden', () => {
    expect(groupText({ ...changeGroup(2), before: 'hidden' })).toBe('SECURITY of 2 accounts: Response team');
    expect(groupText({ ...changeGroup(2), before: 'hidden', after: null })).toBe('SECURITY of 2 accounts: removed');
  });

  it('spells out what cannot be seen', () => {
    expect(groupText(changeGroup(2, { after: { ...NEW_CONTACT, name: 'SOC\u202E' } }))).toContain('SOC[U+202E]');
  });
});

describe('removalTexts', () => {
  it('says how many accounts lose which contact', () => {
    const groups = [
      changeGroup(10, REMOVED),
      changeGroup(2, REMOVED),
      changeGroup(1, { ...REMOVED, alternateContactType: 'BILLING' }),
      changeGroup(1204),
    ];
    expect(removalTexts(groups, 13)).toEqual([
      '1 account loses their BILLING contact.',
      '12 accounts lose their SECURITY contact.',
    ]);
  });

  it('counts those of groups that are left out', () => {
    expect(removalTexts([changeGroup(10, REMOVED)], 1010)).toEqual([
      '10 accounts lose their SECURITY contact.',
      '1,000 more accounts lose a contact.',
    ]);
    expect(removalTexts([], 1)).toEqual(['1 account loses a contact.']);
  });

  it('says nothing when nothing is removed', () => {
    expect(removalTexts([changeGroup()], 0)).toEqual([]);
  });
});

describe('the words for a plan', () => {
  it('say how large it is', () => {
    expect(scopeText(planSummary({ count: 10_000, accounts: 3334 }), 20)).toBe(
      '10,000 changes in 3,334 accounts, in 20 groups of equal changes.',
    );
  });

  it.each([
    [{ all: 0, shown: 0 }, 'No change of an account with “prod”.'],
    [{ all: 1, shown: 1 }, '1 change of accounts with “prod”.'],
    [{ all: 1204, shown: 50 }, '1,204 changes of accounts with “prod”. The first 50 are shown.'],
  ])('say of a search that found %j: %s', (found, text) => {
    expect(searchText({ query: 'prod', ...found })).toBe(text);
  });

  it('say why a contact could not be read', () => {
    expect(unreadableTexts([{ ...BILLING, error: DENIED }])).toEqual([
      'BILLING contact of 222222222222: AccessDeniedException: no permission',
    ]);
  });

  it.each([
    [undefined, undefined],
    [{ stopAt: '5%' }, 'If more than 5 % of the changes fail, it stops by itself.'],
    [
      { canary: { changes: 5 } },
      'The first 5 changes go alone. The others wait until the requester or an approver lets them go on.',
    ],
    [
      { canary: { changes: 1, resumeAfter: '90m' }, stopAt: '0%' },
      'The first change goes alone. The others wait until the requester or an approver lets them go on, or for 1 hour 30 minutes if nothing failed. If more than 0 % of the changes fail, it stops by itself.',
    ],
  ])('say of the rules %j: %s', (rules, text) => {
    expect(rulesText(rules)).toBe(text);
  });
});

describe('the words for the progress', () => {
  it.each([
    [{}, {}, '0 of 9,900 applied'],
    [{}, { applied: 3000 }, '3,000 of 9,900 applied: about 23 minutes left'],
    [
      { state: 'paused' },
      { applied: 2950, failed: 1200, conflicts: 1, cancelled: 3 },
      '2,950 of 9,900 applied, 1,200 failed, 1 conflict, 3 cancelled',
    ],
    [{}, { applied: 9900 }, '9,900 of 9,900 applied'],
  ] as const)('say of %j with %j: %s', (control, counts, text) => {
    expect(campaignProgressText(progress(control, counts))).toBe(text);
  });

  it.each([
    [{ state: 'running' }, 'Running', 'each at its turn'],
    [{ state: 'paused' }, 'Paused', 'No other begins'],
    [{ state: 'stopped' }, 'Stopped', 'Too many changes have failed'],
    [{ state: 'cancelled' }, 'Cancelled', 'No other begins'],
    [{ state: 'canary' }, 'Waiting after the first changes', 'until somebody lets them go on.'],
    [
      { state: 'canary', resumesAt: VOTED_AT },
      'Waiting after the first changes',
      'On 1 Jun 2026, 12:00 UTC they go on',
    ],
  ] as const)('say what %j is', (control, label, sentence) => {
    const words = stateWords(progress(control, { applied: 5 }));
    expect(words.label).toBe(label);
    expect(words.sentence).toContain(sentence);
  });

  it('count what became of the changes', () => {
    expect(countsText(campaignCounts({ applied: 1, failed: 2 }))).toBe('1 change applied, 2 failed');
  });
});
