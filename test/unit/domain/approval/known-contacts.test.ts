import { describe, expect, it } from 'vitest';
import {
  type ContactState,
  comingRevision,
  contactFingerprint,
  formersAfter,
  knownContacts,
} from '../../../../functions/domain/approval/known-contacts.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { type RequestKey, requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import type { Contact } from '../../../../schemas/compiled/contact.js';
import {
  APPLIED_AT,
  BILLING,
  changeRequest,
  NEW_CONTACT,
  OLD_CONTACT,
  pendingRecord,
  type RecordFacts,
  SECURITY,
  VOTED_AT,
} from '../../builders.ts';

const BY_HAND: Contact = { ...OLD_CONTACT, name: 'By hand' };
const EARLIER: Contact = { ...OLD_CONTACT, name: 'Of last year' };
const MINUTES = 60_000;

/** Another request that changes the contact from the old one to the new one. */
const other = (facts: RecordFacts) => pendingRecord({ request: changeRequest({ requestId: 'cli-2' }), ...facts });
const applying = other({ status: 'APPROVED', applyingSince: VOTED_AT });
const applied = other({ status: 'APPLIED' });

const stateOf = (differences: Partial<ContactState>): ContactState => ({
  ...SECURITY,
  requestKeys: [],
  revision: 4,
  ...differences,
});

/** What is known when a read of this age shows the contact; by default it is from after all changes. */
function known(
  contact: Contact | null,
  state: Partial<ContactState>,
  record?: RequestRecord,
  readAt = minutesAfter(1),
) {
  const requests = new Map<RequestKey, RequestRecord>(record && [[requestKeyOf(record.request), record]]);
  return knownContacts([{ ...SECURITY, contact, readAt }], [stateOf(state)], requests)[0];
}

function minutesAfter(minutes: number): string {
  return new Date(Date.parse(APPLIED_AT) + minutes * MINUTES).toISOString();
}

describe('knownContacts', () => {
  it('are what was read, and how often this service has changed them', () => {
    expect(known(OLD_CONTACT, {})).toEqual({ ...SECURITY, contact: OLD_CONTACT, revision: 4 });
    expect(known(null, { revision: 0 })).toEqual({ ...SECURITY, contact: null, revision: 0 });
  });

  it('keep each contact to itself', () => {
    const read = [SECURITY, BILLING].map((key) => ({ ...key, contact: OLD_CONTACT, readAt: APPLIED_AT }));
    const states = [stateOf({}), stateOf({ ...BILLING, revision: 7 })];
    expect(knownContacts(read, states, new Map()).map(({ revision }) => revision)).toEqual([4, 7]);
  });

  it('are without a revision when nothing is known of the contact', () => {
    const read = { ...SECURITY, contact: OLD_CONTACT, readAt: APPLIED_AT };
    expect(knownContacts([read], [], new Map())).toEqual([{ ...SECURITY, contact: OLD_CONTACT }]);
  });

  describe('while another request is changing a contact', () => {
    const claimed = { claimedBy: 'jira/cli-2' as const };

    it.each([
      { what: 'what it was before', contact: OLD_CONTACT },
      { what: 'what it becomes', contact: NEW_CONTACT },
      { what: 'something else', contact: BY_HAND },
    ])('are what that makes of it when a read shows $what', ({ contact }) => {
      expect(known(contact, claimed, applying)).toMatchObject({ contact: NEW_CONTACT, revision: 5 });
    });

    it('are what that has made of it when it has ended and has yet to release the contact', () => {
      expect(known(OLD_CONTACT, claimed, applied)).toMatchObject({ contact: NEW_CONTACT, revision: 5 });
    });

    it('are what was read when it could not make its change', () => {
      expect(known(OLD_CONTACT, claimed, other({ status: 'FAILED' }))).toMatchObject({
        contact: OLD_CONTACT,
        revision: 4,
      });
    });

    it.each([
      { what: 'has not begun', record: other({ status: 'APPROVED' }) },
      { what: 'is gone', record: undefined },
    ])('are what was read when it $what', ({ record }) => {
      expect(known(OLD_CONTACT, claimed, record)).toMatchObject({ contact: OLD_CONTACT, revision: 4 });
    });
  });

  describe('after another request has changed a contact', () => {
    const until = Date.parse(APPLIED_AT) / 1000;
    const formers = [EARLIER, OLD_CONTACT].map((contact) => ({ fingerprint: contactFingerprint(contact), until }));
    const changed = { changedBy: 'jira/cli-2' as const, formers };

    it('are what that has made of it when a read soon afterwards shows what it was before', () => {
      expect(known(OLD_CONTACT, changed, applied, minutesAfter(15))).toMatchObject({
        contact: NEW_CONTACT,
        revision: 4,
      });
    });

    it('are what a campaign has made of it, which no record says', () => {
      const setByCampaign = { after: NEW_CONTACT, appliedAt: APPLIED_AT };
      expect(known(OLD_CONTACT, { ...changed, setByCampaign })).toMatchObject({ contact: NEW_CONTACT });
      expect(known(BY_HAND, { ...changed, setByCampaign })).toMatchObject({ contact: BY_HAND });
      expect(known(BY_HAND, { ...changed, setByCampaign }, undefined, minutesAfter(-1))).toMatchObject({
        contact: NEW_CONTACT,
      });
    });

    it('are what was read when that was long afterwards', () => {
      expect(known(OLD_CONTACT, changed, applied, minutesAfter(15.01))).toMatchObject({ contact: OLD_CONTACT });
    });

    it('are what that has made of it when a read soon afterwards shows what it was before several changes', () => {
      expect(known(EARLIER, changed, applied, minutesAfter(1))).toMatchObject({ contact: NEW_CONTACT });
    });

    it('are what was read when somebody else has made something of it that it never was', () => {
      expect(known(BY_HAND, changed, applied, minutesAfter(0.01))).toMatchObject({ contact: BY_HAND });
    });

    it('are what that has made of it, whatever a read showed before the change', () => {
      expect(known(BY_HAND, changed, applied, minutesAfter(-1))).toMatchObject({ contact: NEW_CONTACT });
      expect(known(OLD_CONTACT, changed, applied, minutesAfter(-60 * 24))).toMatchObject({ contact: NEW_CONTACT });
    });

    it('are what was read when its record is gone', () => {
      expect(known(OLD_CONTACT, changed, undefined)).toMatchObject({ contact: OLD_CONTACT });
    });
  });
});

describe('formersAfter', () => {
  const of = (until: number) => ({ fingerprint: contactFingerprint(OLD_CONTACT), until });

  it('are those that a read may still show, and what the contact was now', () => {
    expect(formersAfter([of(99), of(100)], OLD_CONTACT, 1000)).toEqual([of(100), of(1000)]);
  });

  it('are twenty at most', () => {
    const many = Array.from({ length: 30 }, (_, index) => of(1000 + index));
    expect(formersAfter(many, OLD_CONTACT, 1030).map(({ until }) => until)).toEqual(
      Array.from({ length: 20 }, (_, index) => 1011 + index),
    );
  });
});

describe('comingRevision', () => {
  const requests = new Map<RequestKey, RequestRecord>([['jira/cli-2', applying]]);

  it.each([
    { when: 'nobody is changing the contact', state: {}, revision: 4 },
    { when: 'a request is changing it', state: { claimedBy: 'jira/cli-2' as const }, revision: 5 },
    { when: 'the request that has it is unknown', state: { claimedBy: 'jira/cli-3' as const }, revision: 4 },
    {
      when: 'the request changes another contact',
      state: { ...BILLING, claimedBy: 'jira/cli-2' as const },
      revision: 4,
    },
  ])('is $revision when $when', ({ state, revision }) => {
    expect(comingRevision(stateOf(state), requests)).toBe(revision);
  });
});
