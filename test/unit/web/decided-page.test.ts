import { describe, expect, it } from 'vitest';
import type { RequestStatus } from '../../../functions/domain/request.ts';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';
import { approvalPage } from '../../../functions/web/approval-page.ts';
import { APPROVER, NOW, OTHER_APPROVER, pendingRecord } from './web-samples.ts';

const VOTE = {
  approver: APPROVER,
  decision: 'approve',
  comment: 'Fine by me',
  at: '2026-06-01T12:00:00.000Z',
} as const;

function show(record: RequestRecord, more: { problem?: string } = {}): string {
  return approvalPage({ record, approver: APPROVER, now: NOW, nonce: 'a.b-c', ...more });
}

describe('approvalPage when this approver cannot decide', () => {
  it('has no form when the deadline has passed but nobody has settled the request', () => {
    const page = show(pendingRecord({ expiresAt: NOW.toISOString() }));
    expect(page).toContain('<h1>Expired</h1>');
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

  it('tells who rejected, when and why when the request is rejected', () => {
    const votes = [VOTE, { ...VOTE, approver: OTHER_APPROVER, decision: 'reject', comment: 'Wrong number' } as const];
    const page = show(pendingRecord({ status: 'REJECTED', votes }));
    expect(page).toMatch(
      /Rejected by <bdi>approver-2@example\.com<\/bdi>, <time [^>]*>1 Jun 2026, 12:00 UTC<\/time>\./,
    );
    expect(page).toContain('Wrong number');
  });

  it('tells who cancelled and why when the request is cancelled', () => {
    const at = '2026-06-02T06:00:00.000Z';
    const history = [{ at, who: 'jane@example.com', what: 'cancelled', comment: 'Not <needed>' }];
    const page = show(pendingRecord({ status: 'CANCELLED', history }));
    expect(page).toMatch(/Cancelled by <bdi>jane@example\.com/);
    expect(page).toContain('Not &lt;needed&gt;');
  });

  it('alerts to a problem without a form when the request was decided meanwhile', () => {
    const page = show(pendingRecord({ status: 'REJECTED' }), { problem: 'Too late' });
    expect(page).toMatch(/role="alert"[^\n]*Too late/);
    expect(page).not.toContain('<form');
  });

  it('says so when the request expired because too few approvers could be reached', () => {
    const lost = { why: 'the mail bounced (General)', at: NOW.toISOString() };
    const unreachable = [APPROVER, OTHER_APPROVER].map((approver) => ({ approver, ...lost }));
    expect(show(pendingRecord({ status: 'EXPIRED', unreachable }))).toContain('Too few approvers could be reached.');
  });

  it('does not claim that the changes are being applied when they are not yet', () => {
    expect(show(pendingRecord({ status: 'APPROVED' }))).toContain('about to be applied');
    expect(show(pendingRecord({ status: 'APPROVED', applyingSince: NOW.toISOString() }))).toContain('being applied');
  });

  it('says that there was nothing to do when a contact was so already', () => {
    const key = { accountId: '222222222222', alternateContactType: 'BILLING' } as const;
    const page = show(pendingRecord({ status: 'APPLIED', results: [{ ...key, status: 'APPLIED', wasSo: true }] }));
    expect(page).toContain('It was so already: there was nothing to do.');
  });

  it('lists failures first with their errors when changes have results', () => {
    const page = show(
      pendingRecord({
        status: 'PARTIALLY_APPLIED',
        results: [
          { accountId: '222222222222', alternateContactType: 'SECURITY', status: 'APPLIED' },
          {
            accountId: '333333333333',
            alternateContactType: 'SECURITY',
            status: 'FAILED',
            error: 'ValidationException: <bad>',
          },
          {
            accountId: '444444444444',
            alternateContactType: 'SECURITY',
            status: 'CONFLICT',
            error: 'ContactChangedError: x',
          },
        ],
      }),
    );
    expect(page).toContain('ValidationException: &lt;bad&gt;');
    expect(page).toContain('was not overwritten. Ask again to have it approved as it is now. ContactChangedError: x');
    expect(page.indexOf('SECURITY contact of 333333333333')).toBeLessThan(page.indexOf('<strong>applied'));
  });
});
