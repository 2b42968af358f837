import { describe, expect, it } from 'vitest';
import type { InventoryItem, SeenContact, SetBy } from '../../../../functions/domain/inventory/inventory.ts';
import {
  comparedWith,
  isSeenSince,
  type Look,
  withLook,
  withOwnChange,
} from '../../../../functions/domain/inventory/looks.ts';
import { ACCOUNT_ID, APPROVER, NEW_CONTACT, OLD_CONTACT, REQUEST_KEY, REQUESTER } from '../../builders.ts';

const BASELINE = { default: { SECURITY: OLD_CONTACT } };
const SET_AT = '2026-06-01T10:00:00.000Z';
const SOON = '2026-06-01T10:04:59.000Z';
const LATER = '2026-06-01T10:05:00.000Z';

const SET_BY: SetBy = {
  requestKey: REQUEST_KEY,
  requestedBy: REQUESTER,
  approvedBy: [APPROVER],
  at: SET_AT,
  fingerprint: 'abc',
};

function itemWith(seen?: Partial<SeenContact>): InventoryItem {
  const known = { contact: OLD_CONTACT, seenAt: SET_AT, standing: 'inLine' as const };
  const contacts = seen ? { SECURITY: { ...known, ...seen } } : {};
  return { accountId: ACCOUNT_ID, parentIds: [], state: 'ACTIVE', listedAt: SET_AT, contacts };
}

const look = (differences: Partial<Look> = {}): Look =>
  Object.assign({ alternateContactType: 'SECURITY', at: LATER, foundBy: 'sweep', contact: NEW_CONTACT }, differences);

const seenAfter = (item: InventoryItem, found: Look = look()) => withLook(item, found, BASELINE).contacts.SECURITY;

describe('the first look at a contact', () => {
  it.each([
    [OLD_CONTACT, 'inLine'],
    [NEW_CONTACT, 'drifted'],
    [null, 'missing'],
  ])('finds how it stands, and no change by anybody', (contact, standing) => {
    expect(seenAfter(itemWith(), look({ contact }))).toEqual({ contact, seenAt: LATER, standing });
  });

  it('leaves alone what the baseline leaves alone', () => {
    const found = look({ alternateContactType: 'BILLING' });
    expect(withLook(itemWith(), found, BASELINE).contacts.BILLING?.standing).toBe('unmanaged');
  });
});

describe('a later look', () => {
  it('keeps who has set the contact, and since when, when it is the same', () => {
    const seen = seenAfter(itemWith({ setBy: SET_BY, since: SET_AT }), look({ contact: OLD_CONTACT }));
    expect(seen).toEqual({ contact: OLD_CONTACT, seenAt: LATER, since: SET_AT, setBy: SET_BY, standing: 'inLine' });
  });

  it('finds that somebody else has changed it, when it is another one', () => {
    expect(seenAfter(itemWith({ setBy: SET_BY }), look({ changedBy: 'arn:aws:iam::1:user/a' }))).toEqual({
      contact: NEW_CONTACT,
      seenAt: LATER,
      since: LATER,
      standing: 'drifted',
      changedOutside: {
        foundAt: LATER,
        foundBy: 'sweep',
        changedBy: 'arn:aws:iam::1:user/a',
        isReported: false,
        isMailed: false,
      },
    });
  });

  it('finds that this service has set it, when the inventory had missed that', () => {
    const seen = seenAfter(itemWith({}), look({ setBy: SET_BY }));
    expect(seen).toMatchObject({ contact: NEW_CONTACT, setBy: SET_BY, since: SET_AT });
    expect(seen?.changedOutside).toBeUndefined();
  });

  it('keeps a change by somebody else that not everybody has been told of, when this service has set it since', () => {
    const changedOutside = { foundAt: SET_AT, foundBy: 'sweep' as const, isReported: true, isMailed: false };
    expect(seenAfter(itemWith({ changedOutside }), look({ setBy: SET_BY }))).toMatchObject({
      setBy: SET_BY,
      changedOutside,
    });
  });

  it('counts only if it began later than what is known', () => {
    const item = itemWith({ seenAt: LATER });
    expect(withLook(item, look({ at: SOON }), BASELINE)).toBe(item);
  });

  it('does not count while a read may still show what was before this service set it', () => {
    const item = itemWith({ setBy: SET_BY });
    expect(withLook(item, look({ at: SOON }), BASELINE)).toBe(item);
    expect(seenAfter(item, look({ at: LATER }))?.contact).toEqual(NEW_CONTACT);
    expect(seenAfter(item, look({ at: SOON, foundBy: 'event' }))?.contact).toEqual(NEW_CONTACT);
  });

  it('that fails keeps what was seen, says why, and is made good by the next one', () => {
    const failed: Look = {
      ...{ alternateContactType: 'SECURITY', at: LATER, foundBy: 'sweep' },
      error: 'AccessDeniedException',
    };
    const denied = withLook(itemWith({}), failed, BASELINE);
    expect(denied.contacts.SECURITY).toMatchObject({
      contact: OLD_CONTACT,
      error: 'AccessDeniedException',
      standing: 'unreadable',
    });
    expect(seenAfter(denied, look({ contact: OLD_CONTACT }))).toEqual({
      contact: OLD_CONTACT,
      seenAt: LATER,
      standing: 'inLine',
    });
  });
});

describe('a change by this service', () => {
  const change = { alternateContactType: 'SECURITY', before: OLD_CONTACT, after: NEW_CONTACT } as const;
  const setLater = { ...SET_BY, at: LATER };

  it('says who has set the contact, and is no drift', () => {
    const after = withOwnChange(itemWith({}), { ...change, setBy: setLater }, BASELINE);
    expect(after.contacts.SECURITY).toEqual({
      ...{ contact: NEW_CONTACT, seenAt: LATER, since: LATER, setBy: setLater },
      standing: 'drifted',
    });
  });

  it('tells of a change by somebody else that nobody has seen, when the contact was another one before', () => {
    const other = { ...NEW_CONTACT, name: 'Somebody else' };
    const after = withOwnChange(itemWith({}), { ...change, before: other, setBy: setLater }, BASELINE);
    expect(after.contacts.SECURITY?.changedOutside).toMatchObject({ foundAt: LATER, isReported: false });
  });

  it('tells of a change by somebody else that nobody has seen, when it sets the contact back', () => {
    const back = { ...change, before: NEW_CONTACT, after: OLD_CONTACT, setBy: setLater };
    const after = withOwnChange(itemWith({}), back, BASELINE);
    expect(after.contacts.SECURITY).toMatchObject({ setBy: setLater, changedOutside: { foundAt: LATER } });
  });

  it('tells of a change by somebody else that nobody has seen, when that has set what was approved', () => {
    const inPlace = { ...change, before: NEW_CONTACT, setBy: setLater };
    expect(withOwnChange(itemWith({}), inPlace, BASELINE).contacts.SECURITY?.changedOutside).toBeDefined();
    const seen = itemWith({ contact: NEW_CONTACT });
    expect(withOwnChange(seen, inPlace, BASELINE).contacts.SECURITY?.changedOutside).toBeUndefined();
  });

  it('keeps a change by somebody else until everybody has been told of it, and forgets it then', () => {
    const changedOutside = { foundAt: SET_AT, foundBy: 'sweep' as const, isReported: true, isMailed: false };
    const kept = withOwnChange(itemWith({ changedOutside }), { ...change, setBy: setLater }, BASELINE);
    expect(kept.contacts.SECURITY?.changedOutside).toEqual(changedOutside);
    const told = itemWith({ changedOutside: { ...changedOutside, isMailed: true } });
    expect(withOwnChange(told, { ...change, setBy: setLater }, BASELINE).contacts.SECURITY).not.toHaveProperty(
      'changedOutside',
    );
  });

  it('is kept once, when it is tried again', () => {
    const once = withOwnChange(itemWith({}), { ...change, setBy: setLater }, BASELINE);
    const again = { ...setLater, at: '2026-06-01T10:06:00.000Z' };
    expect(
      withOwnChange(once, { ...change, setBy: again }, BASELINE).contacts.SECURITY?.changedOutside,
    ).toBeUndefined();
  });

  it('makes an adopted contact the wanted one, until this service sets another one', () => {
    const adoption = { ...change, before: NEW_CONTACT, setBy: setLater, isAdoption: true };
    const adopted = withOwnChange(itemWith({ contact: NEW_CONTACT }), adoption, BASELINE);
    expect(adopted.contacts.SECURITY).toMatchObject({ adopted: NEW_CONTACT, standing: 'inLine' });
    const at = '2026-06-01T11:00:00.000Z';
    const drifted = withLook(adopted, look({ contact: OLD_CONTACT, at }), BASELINE);
    expect(drifted.contacts.SECURITY).toMatchObject({ adopted: NEW_CONTACT, standing: 'drifted' });
    const back = { ...change, setBy: { ...SET_BY, at: '2026-06-01T12:00:00.000Z' } };
    expect(withOwnChange(drifted, back, BASELINE).contacts.SECURITY?.adopted).toEqual(NEW_CONTACT);
    const other = { ...back, before: NEW_CONTACT, after: OLD_CONTACT };
    expect(withOwnChange(adopted, other, BASELINE).contacts.SECURITY).toMatchObject({ standing: 'inLine' });
    expect(withOwnChange(adopted, other, BASELINE).contacts.SECURITY).not.toHaveProperty('adopted');
  });
});

describe('an account that moves', () => {
  it('is compared with what its contacts should be where it is now', () => {
    const moved = { ...itemWith({}), parentIds: ['ou-ab12-sandbox01'] };
    const overrides = [{ when: { ou: ['ou-ab12-sandbox01'] }, contacts: { SECURITY: NEW_CONTACT } }];
    expect(comparedWith(moved, { ...BASELINE, overrides }).contacts.SECURITY?.standing).toBe('drifted');
  });
});

describe('a contact', () => {
  it.each([
    ['was read after that', { seenAt: LATER }, SOON, true],
    ['was read before', { seenAt: SET_AT }, SOON, false],
    ['was set by this service a moment before, which a read may not show yet', { setBy: SET_BY }, SOON, true],
    ['was set by this service long before', { setBy: SET_BY }, LATER, false],
  ])('need not be read again, or has to be, when it %s', (_when, seen, since, isSeen) => {
    expect(isSeenSince(itemWith(seen).contacts.SECURITY, since)).toBe(isSeen);
    expect(isSeenSince(undefined, since)).toBe(false);
  });
});
