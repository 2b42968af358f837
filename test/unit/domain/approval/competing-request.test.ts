import { describe, expect, it } from 'vitest';
import { competingRequest } from '../../../../functions/domain/approval/competing-request.ts';
import { recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import {
  BILLING,
  changeRequest,
  changesWithdrawn,
  deleteChange,
  NEW_CONTACT,
  OLD_CONTACT,
  pendingRecord,
  planned,
  plannedChange,
  planOutdated,
  putChange,
  requested,
  SECURITY,
} from '../../builders.ts';

const THEIRS = { ...NEW_CONTACT, name: 'Other team' };
const mine = pendingRecord();
const otherRequest = changeRequest({
  requestId: 'cli-2',
  requestedBy: 'bob@example.com',
  source: { system: 'cli' },
  changes: [putChange(SECURITY, THEIRS), deleteChange()],
});
const plan = [plannedChange({ after: THEIRS }), plannedChange({ ...BILLING, after: null })];
const other = pendingRecord({ request: otherRequest, plan });

describe('competingRequest', () => {
  it('gives what the other request makes of the contacts that both ask for', () => {
    expect(competingRequest(mine, other)).toEqual({
      requestKey: 'cli/cli-2',
      requestId: 'cli-2',
      requestedBy: 'bob@example.com',
      source: { system: 'cli' },
      provenBy: 'signature',
      isApproved: false,
      changes: [{ ...SECURITY, before: OLD_CONTACT, after: THEIRS }],
    });
  });

  it('names each of the two to the other', () => {
    expect(competingRequest(other, mine)?.changes).toEqual([{ ...SECURITY, before: OLD_CONTACT, after: NEW_CONTACT }]);
  });

  it('knows what is requested before the other request has a plan', () => {
    const received = recordOf([requested({ request: otherRequest })]);
    expect(competingRequest(mine, received)?.changes).toEqual([{ ...SECURITY, before: OLD_CONTACT, after: THEIRS }]);
  });

  it('knows what is requested while a plan is outdated', () => {
    const outdated = recordOf([...other.history, planOutdated()]);
    expect(competingRequest(mine, outdated)?.changes).toHaveLength(1);
    expect(competingRequest(outdated, mine)?.changes).toEqual([
      { ...SECURITY, before: OLD_CONTACT, after: NEW_CONTACT },
    ]);
  });

  it('says so when the other request is approved', () => {
    const approved = pendingRecord({ request: otherRequest, plan, status: 'APPROVED' });
    expect(competingRequest(mine, approved)?.isApproved).toBe(true);
  });

  it.each(['REJECTED', 'EXPIRED', 'CANCELLED', 'APPLIED', 'FAILED'] as const)(
    'gives nothing when the other request is %s',
    (status) => {
      expect(competingRequest(mine, pendingRecord({ request: otherRequest, plan, status }))).toBeUndefined();
    },
  );

  it('gives nothing when the other request has withdrawn the contact', () => {
    const withdrawn = changesWithdrawn({ contacts: [SECURITY] });
    expect(competingRequest(mine, recordOf([...other.history, withdrawn]))).toBeUndefined();
  });

  it('gives nothing when the contact is as the other request wants it', () => {
    const [, billing] = plan;
    const inPlace = recordOf([...other.history, planned({ plan: billing ? [billing] : [] })]);
    expect(competingRequest(mine, inPlace)).toBeUndefined();
  });

  it('gives nothing when the other request has the same origin, or is the same', () => {
    const { source } = mine.request;
    expect(competingRequest(mine, pendingRecord({ request: { ...otherRequest, source } }))).toBeUndefined();
    expect(competingRequest(mine, mine)).toBeUndefined();
  });
});
