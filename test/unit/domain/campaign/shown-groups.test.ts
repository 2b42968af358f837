import { describe, expect, it } from 'vitest';
import { foldGroups, requesterGroups } from '../../../../functions/domain/campaign/shown-groups.ts';
import { NEW_CONTACT, OLD_CONTACT } from '../../builders.ts';
import { changeGroup } from '../../campaign-builders.ts';

const LARGE = changeGroup(1204);
const SMALL = changeGroup(5, { before: OLD_CONTACT });
const REMOVAL = changeGroup(1, { before: OLD_CONTACT, after: null });

describe('foldGroups', () => {
  it('tells groups of more than five accounts from exceptions', () => {
    const six = changeGroup(6);
    expect(foldGroups([LARGE, six, SMALL, REMOVAL], 10)).toEqual({
      many: [LARGE, six],
      few: [SMALL, REMOVAL],
      further: { groups: 0, changes: 0 },
    });
  });

  it('calls none an exception when all are small', () => {
    expect(foldGroups([SMALL, REMOVAL], 10)).toMatchObject({ many: [SMALL, REMOVAL], few: [] });
  });

  it('counts those that are too many, which are never ones that remove a contact', () => {
    expect(foldGroups([LARGE, SMALL, changeGroup(5), REMOVAL], 2)).toEqual({
      many: [LARGE],
      few: [REMOVAL],
      further: { groups: 2, changes: 10 },
    });
  });
});

describe('requesterGroups', () => {
  const named = (name: string) => ({ ...OLD_CONTACT, name });
  const groups = [
    changeGroup(10, { before: named('One') }),
    changeGroup(9, { before: null }),
    changeGroup(8, { before: named('Other') }),
    REMOVAL,
  ];

  it('hides what contacts are now, so that groups with the same end are one', () => {
    const shown = requesterGroups(groups, false);
    expect(shown.map(({ before: now, after, count }) => [now, after, count])).toEqual([
      ['hidden', NEW_CONTACT, 18],
      [null, NEW_CONTACT, 9],
      ['hidden', null, 1],
    ]);
    expect(JSON.stringify(shown)).not.toContain('One');
  });

  it('names no more accounts of a merged group than of one', () => {
    const [merged] = requesterGroups([changeGroup(10, { before: named('One') }), changeGroup(10)], true);
    expect(merged?.accounts).toHaveLength(10);
    expect(requesterGroups(groups, false)[0]?.accounts).toHaveLength(10);
  });

  it('shows everything to who may see it', () => {
    expect(requesterGroups(groups, true)).toEqual(groups);
  });
});
