import { describe, expect, it } from 'vitest';
import type { RequestStatus } from '../../../functions/domain/request.ts';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';
import { requestPage } from '../../../functions/web/request-page.ts';
import { APPROVER, NOW, OTHER_APPROVER, pendingRecord } from './web-samples.ts';

const AT = '2026-06-01T12:00:00.000Z';
const VOTE = { approver: APPROVER, decision: 'approve', comment: 'Fine by me', at: AT } as const;

function show(record: RequestRecord, more: { problem?: string; comment?: string } = {}): string {
  return requestPage({ record, now: NOW, nonce: 'a.b-c', ...more });
}

describe('requestPage while the request can be taken back', () => {
  const unreachable = [{ approver: OTHER_APPROVER, why: 'the mail bounced (General)', at: AT }];
  const text = show(pendingRecord({ votes: [VOTE], unreachable }));

  it('tells how the request stands and what was asked', () => {
    expect(text).toContain('<h1>Waiting for approval</h1>');
    expect(text).toContain('Nothing has been changed yet.');
    expect(text).toContain('You asked to change the SECURITY contact of account 222222222222.');
    expect(text).toContain('4 Jun 2026, 10:00 UTC');
    expect(text).not.toContain('Approved by');
  });

  it('tells who voted what and whom no mail reached, without taking the requester for one of them', () => {
    expect(text).toMatch(/approver-1@example\.com<\/bdi> <strong>approved<\/strong>/);
    expect(text).toContain('<strong>could not be reached</strong>: the mail bounced (General)');
    expect(text).not.toContain('(you)');
  });

  it('posts comment and nonce to its own URL', () => {
    expect(text).toMatch(/<form method="post"(?![^>]*action)[^>]*>/);
    expect(text).toMatch(/<textarea [^>]*name="comment"[^>]*maxlength="1000"/);
    expect(text).toContain('<input type="hidden" name="nonce" value="a.b-c">');
    expect(text.match(/<button/g)).toHaveLength(1);
    expect(text).toContain('This ends the request at once');
  });

  it('says that a reload shows news, and does nothing by itself', () => {
    expect(text).toContain('Reload the page to see what is new.');
    expect(text).not.toMatch(/<script|http-equiv/);
  });

  it('keeps the comment and alerts at the form when there is a problem', () => {
    const page = show(pendingRecord(), { problem: 'Too <long>', comment: '\n  </textarea>typed' });
    expect(page.match(/role="alert"/g)).toHaveLength(1);
    expect(page).toMatch(/role="alert"[^\n]*Too &lt;long&gt;/);
    expect(page).toMatch(/aria-describedby="comment-hint problem" aria-invalid="true" autofocus/);
    expect(page).toContain('>\n\n  &lt;/textarea&gt;typed</textarea>');
    expect(page).toContain('<title>Not recorded: Waiting for approval');
  });

  it('says that nothing is applied yet when the request is approved', () => {
    const page = show(pendingRecord({ status: 'APPROVED', votes: [VOTE] }));
    expect(page).toContain('<h1>Approved</h1>');
    expect(page).toContain('nothing has been applied yet');
    expect(page).toContain('<form');
  });

  it('has the form before there is a plan', () => {
    const { plan: _, approval: __, ...received } = pendingRecord({ status: 'RECEIVED' });
    expect(show(received)).toContain('<form');
    expect(show(received)).not.toContain('id="approvals"');
  });
});

describe('requestPage when the request cannot be taken back', () => {
  it('says that it is too late and why when the changes are being applied', () => {
    const page = show(pendingRecord({ status: 'APPROVED', votes: [VOTE], applyingSince: AT }));
    expect(page).toContain('Too late to take it back');
    expect(page).toContain('its changes are being applied');
    expect(page).not.toContain('<form');
  });

  it('is expired when the deadline has passed but nobody has settled the request', () => {
    const page = show(pendingRecord({ expiresAt: NOW.toISOString() }));
    expect(page).toContain('<h1>Expired</h1>');
    expect(page).not.toContain('<form');
  });

  it.each<[RequestStatus, string]>([
    ['REJECTED', 'Rejected'],
    ['CANCELLED', 'Cancelled'],
    ['EXPIRED', 'Expired'],
    ['APPLIED', 'Applied'],
    ['PARTIALLY_APPLIED', 'Partially applied'],
    ['FAILED', 'Failed'],
  ])('has a headline, no form and no word of reloading when the request is %s', (status, headline) => {
    const page = show(pendingRecord({ status }));
    expect(page).toContain(`<h1>${headline}</h1>`);
    expect(page).not.toMatch(/<form|<button|<textarea|a\.b-c|Reload|Too late/);
  });

  it('alerts to a problem all the same', () => {
    expect(show(pendingRecord({ status: 'REJECTED' }), { problem: 'Too old' })).toMatch(/role="alert"[^\n]*Too old/);
  });

  it('tells each change with its error when changes have failed', () => {
    const key = { accountId: '222222222222', alternateContactType: 'SECURITY' } as const;
    const results = [{ ...key, status: 'FAILED' as const, error: 'ValidationException: <bad>' }];
    expect(show(pendingRecord({ status: 'FAILED', results }))).toContain('ValidationException: &lt;bad&gt;');
  });

  it('shows why it was cancelled', () => {
    const history = [{ at: AT, who: 'jane@example.com', what: 'cancelled', comment: 'The mailbox stays' }];
    const page = show(pendingRecord({ status: 'CANCELLED', history }));
    expect(page.match(/<p class="comment text"[^>]*>The mailbox stays<\/p>/g)).toHaveLength(2);
  });
});

describe('requestPage with a history', () => {
  const history = (entries: number) =>
    Array.from({ length: entries }, (_, index) => ({
      at: AT,
      who: APPROVER,
      what: 'approved',
      comment: `#${index + 1}.`,
    }));

  it('lists what has happened, oldest first, with times and comments', () => {
    const page = show(pendingRecord({ history: history(2) }));
    expect(page.match(/<li [^>]*><span class="badge" aria-hidden="true">✓<\/span>/g)).toHaveLength(2);
    expect(page.indexOf('#1.')).toBeLessThan(page.indexOf('#2.'));
    expect(page).toMatch(/<bdi>approver-1@example\.com<\/bdi> <strong>approved<\/strong>/);
    expect(page).toContain(`<time datetime="${AT}">1 Jun 2026, 12:00 UTC</time>`);
    expect(page).not.toContain('<details>');
  });

  it('folds all but the latest 30 entries', () => {
    expect(show(pendingRecord({ history: history(30) }))).not.toContain('<details>');
    const page = show(pendingRecord({ history: history(430) }));
    const [folded = '', shown = ''] = page.split('</details>');
    expect(folded).toContain('<summary>Show 400 earlier entries</summary>');
    expect(folded).toContain('#400.');
    expect(shown).toContain('start="401"');
    expect(shown.match(/#\d+\./g)).toHaveLength(30);
  });
});
