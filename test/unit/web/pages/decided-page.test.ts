import { describe, expect, it } from 'vitest';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import type { RequestStatus } from '../../../../functions/domain/request/request.ts';
import { approvalPage } from '../../../../functions/web/pages/approval-page.ts';
import { APPROVER, approvalOf, EXPIRES_AT, lost, OTHER_APPROVER, REQUESTER, SECURITY, vote } from '../../builders.ts';
import { endedRecord, NOW, pendingRecord } from '../web-samples.ts';

function show(record: RequestRecord, more: { problem?: string; now?: Date } = {}): string {
  return approvalPage({ record, approver: APPROVER, now: NOW, nonce: 'a.b-c', ...more });
}

describe('approvalPage when this approver cannot decide', () => {
  it('has no form when the deadline has passed but the workflow has not recorded it', () => {
    const page = show(pendingRecord(), { now: new Date(EXPIRES_AT) });
    expect(page).toContain('<h1>Expired</h1>');
    expect(page).toContain('The request was not approved in time. Nothing was changed.');
    expect(page).not.toContain('<form');
  });

  it.each<[RequestStatus, string]>([
    ['APPROVED', 'Approved'],
    ['REJECTED', 'Rejected'],
    ['CANCELLED', 'Cancelled'],
    ['EXPIRED', 'Expired'],
    ['APPLIED', 'Applied'],
    ['PARTIALLY_APPLIED', 'Partially applied'],
    ['FAILED', 'Failed'],
    ['UNCHANGED', 'Nothing to change'],
  ])('has a headline and no form when the request is %s', (status, headline) => {
    const page = show(pendingRecord({ status }));
    expect(page).toContain(`<h1>${headline}</h1>`);
    expect(page).not.toMatch(/<form|<button|<textarea|nonce/);
  });

  it('says who rejected, when and why when the request is rejected', () => {
    const votes = [vote(), vote(OTHER_APPROVER, { decision: 'reject', comment: 'Wrong number' })];
    const page = show(pendingRecord({ status: 'REJECTED', approval: approvalOf(2), votes }));
    expect(page).toMatch(
      /Rejected by <bdi>approver-2@example\.com<\/bdi>, <time [^>]*>1 Jun 2026, 12:00 UTC<\/time>\./,
    );
    expect(page).toContain('Wrong number');
  });

  it('says who cancelled, when and why when the request is cancelled', () => {
    const cancellation = { by: REQUESTER, at: '2026-06-02T06:00:00.000Z', comment: 'Not <needed>' };
    const page = show(pendingRecord({ status: 'CANCELLED', cancellation }));
    expect(page).toMatch(/Cancelled by <bdi>jane@example\.com<\/bdi>, <time [^>]*>2 Jun 2026, 06:00 UTC<\/time>\./);
    expect(page).toContain('Not &lt;needed&gt;');
  });

  it('shows an alert but no form when the request was decided meanwhile', () => {
    const page = show(pendingRecord({ status: 'REJECTED' }), { problem: 'Too late' });
    expect(page).toMatch(/role="alert"[^\n]*Too late/);
    expect(page).not.toContain('<form');
  });

  it('says so when the request expired because too few approvers could be reached', () => {
    const unreachable = [lost(APPROVER), lost(OTHER_APPROVER)];
    const record = pendingRecord({ status: 'EXPIRED', expiredBecause: 'tooFewApproversReachable', unreachable });
    expect(show(record)).toContain('Too few approvers could be reached.');
  });

  it('does not claim that the changes are being applied before they are', () => {
    expect(show(pendingRecord({ status: 'APPROVED' }))).toContain('The changes are about to be applied.');
    const applying = pendingRecord({ status: 'APPROVED', applyingSince: NOW.toISOString() });
    expect(show(applying)).toContain('The changes are being applied.');
  });

  it('says that there was nothing to do when a contact was already in place', () => {
    const results = [{ ...SECURITY, status: 'APPLIED', alreadyInPlace: true } as const];
    const page = show(pendingRecord({ status: 'APPLIED', results }));
    expect(page).toContain('It was already in place, so there was nothing to do.');
  });

  it('lists failures first, with their errors', () => {
    const record = endedRecord('PARTIALLY_APPLIED', [
      { ...SECURITY, status: 'APPLIED' },
      { ...SECURITY, accountId: '333333333333', status: 'FAILED', error: { name: 'BadValue', message: '<bad>' } },
      { ...SECURITY, accountId: '444444444444', status: 'CONFLICT', error: { name: 'Changed', message: 'x' } },
    ]);
    const page = show(record);
    expect(page).toContain('BadValue: &lt;bad&gt;');
    expect(page).toContain('The contact changed in the meantime, so it was left alone.');
    expect(page.indexOf('SECURITY contact of 333333333333')).toBeLessThan(page.indexOf('<strong>applied'));
    expect(page.indexOf('SECURITY contact of 444444444444')).toBeLessThan(page.indexOf('<strong>applied'));
  });
});
