import { describe, expect, it } from 'vitest';
import { CONTACT_FIELDS } from '../../../../functions/domain/contact/contact.ts';
import type { EventOf } from '../../../../functions/domain/ledger/events.ts';
import { askedDigest, planFingerprint, planStatement } from '../../../../functions/domain/ledger/fingerprint.ts';
import {
  account,
  approvalOf,
  BILLING,
  CREATED_AT,
  changeRequest,
  fingerprintOf,
  NEW_CONTACT,
  OLD_CONTACT,
  planned,
  plannedChange,
  putChange,
  requested,
  requirement,
  VOTED_AT,
} from '../../builders.ts';

const fingerprintOfPlan = (differences: Partial<Omit<EventOf<'Planned'>, 'type'>>) =>
  fingerprintOf(requested(), planned(differences));

describe('askedDigest', () => {
  const digest = askedDigest(requested());

  it.each([
    { what: 'the requester', differences: { request: changeRequest({ requestedBy: 'bob@example.com' }) } },
    { what: 'the source', differences: { request: changeRequest({ source: { system: 'organization' } }) } },
    { what: 'a contact', differences: { request: changeRequest({ changes: [putChange(BILLING)] }) } },
    { what: 'the OUs above an account', differences: { accounts: [account({ parentIds: ['ou-ab12-sandbox1'] })] } },
    { what: 'a tag of an account', differences: { accounts: [account({ tags: { Stage: 'test' } })] } },
    { what: 'how the requester is known', differences: { provenBy: 'claimed' as const } },
    { what: 'the execution', differences: { executionArn: 'arn:of:another' } },
    { what: 'the nonce', differences: { nonce: 'another' } },
  ])('is another one when $what differs', ({ differences }) => {
    expect(askedDigest(requested(differences))).not.toBe(digest);
  });
});

describe('planFingerprint', () => {
  const fingerprint = fingerprintOfPlan({});

  it('is a SHA-256 in hex', () => {
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is the same when the properties have another order', () => {
    const { after, before, ...key } = plannedChange();
    expect(fingerprintOfPlan({ plan: [{ after, before, ...key }] })).toBe(fingerprint);
  });

  it.each([
    { what: 'the account', plan: [plannedChange({ accountId: '333333333333' })] },
    { what: 'the type', plan: [plannedChange({ alternateContactType: 'BILLING' })] },
    { what: 'the contact before', plan: [plannedChange({ before: null })] },
    { what: 'the contact after', plan: [plannedChange({ after: null })] },
    { what: 'the direction', plan: [plannedChange({ before: NEW_CONTACT, after: OLD_CONTACT })] },
    ...CONTACT_FIELDS.map((field) => ({
      what: `the new ${field}`,
      plan: [plannedChange({ after: { ...NEW_CONTACT, [field]: 'otherwise' } })],
    })),
    { what: 'the revision', plan: [plannedChange({ revision: 1 })] },
    { what: 'the number of changes', plan: [plannedChange(), plannedChange(BILLING)] },
    { what: 'everything', plan: [] },
  ])('is another one when $what differs', ({ plan }) => {
    expect(fingerprintOfPlan({ plan })).not.toBe(fingerprint);
  });

  it.each([
    { what: 'the quorum', approval: approvalOf(2) },
    {
      what: 'an approver',
      approval: approvalOf(1, { requirements: [requirement({ approvers: ['eve@example.com'] })] }),
    },
    { what: 'every requirement', approval: approvalOf(1, { requirements: [] }) },
  ])('is another one when $what differs', ({ approval }) => {
    expect(fingerprintOfPlan({ approval })).not.toBe(fingerprint);
  });

  it('is another one when the time at which its contacts were read differs, or is added', () => {
    const read = fingerprintOfPlan({ readAt: CREATED_AT });
    expect(read).not.toBe(fingerprint);
    expect(fingerprintOfPlan({ readAt: VOTED_AT })).not.toBe(read);
  });

  it('is another one for the same plan made again, and for the same plan of another request', () => {
    expect(fingerprintOfPlan({ nonce: 'another' })).not.toBe(fingerprint);
    expect(fingerprintOf(requested({ executionArn: 'arn:of:another' }), planned())).not.toBe(fingerprint);
  });

  it('is another one when only the boundary between two fields is elsewhere', () => {
    const withFields = (name: string, title: string) =>
      fingerprintOfPlan({ plan: [plannedChange({ after: { ...NEW_CONTACT, name, title } })] });
    expect(withFields('a,b', 'c')).not.toBe(withFields('a', 'b,c'));
    expect(withFields('a","b', 'c')).not.toBe(withFields('a', 'b","c'));
  });

  it('is of a statement without a contact detail', () => {
    const statement = planStatement(askedDigest(requested()), planned());
    for (const value of [...Object.values(OLD_CONTACT), ...Object.values(NEW_CONTACT)]) {
      expect(JSON.stringify(statement)).not.toContain(value);
    }
    expect(planFingerprint(statement)).toBe(fingerprint);
  });
});
