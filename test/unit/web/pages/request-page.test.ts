import { describe, expect, it } from 'vitest';
import type { RequestEvent } from '../../../../functions/domain/ledger/events.ts';
import { evolveAll } from '../../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import type { RequestStatus } from '../../../../functions/domain/request/request.ts';
import { type RequestPageInput, requestPage } from '../../../../functions/web/pages/request-page.ts';
import {
  APPROVER,
  applyStarted,
  approvalOf,
  approved,
  approverUnreachable,
  cancelled,
  changeApplied,
  changeFailed,
  EXPIRES_AT,
  ended,
  escalated,
  expired,
  lost,
  OTHER_APPROVER,
  REQUESTER,
  receivedRecord,
  rejected,
  reminded,
  SECURITY,
  VOTED_AT,
  vote,
  voteCast,
  waitExtended,
} from '../../builders.ts';
import { approvedRecord, turnsAfter } from '../../in-line.ts';
import { endedRecord, NOW, pendingRecord } from '../web-samples.ts';

function show(record: RequestRecord, more: Partial<RequestPageInput> = {}): string {
  return requestPage({ record, now: NOW, nonce: 'a.b-c', ...more });
}

describe('requestPage while the request can be cancelled', () => {
  const waiting = pendingRecord({ approval: approvalOf(2), votes: [vote()], unreachable: [lost(OTHER_APPROVER)] });
  const text = show(waiting);

  it('says how the request stands and what was requested', () => {
    expect(text).toContain('<h1>Waiting for approval</h1>');
    expect(text).toContain('The approvers have been notified. Nothing has been changed yet.');
    expect(text).toContain('You asked to change the SECURITY contact of account 222222222222 (Payments).');
    expect(text).toContain('4 Jun 2026, 10:00 UTC');
    expect(text).not.toContain('Approved by');
  });

  it('says who voted how and who could not be reached, without mistaking the requester for one of them', () => {
    expect(text).toMatch(/approver-1@example\.com<\/bdi> <strong>approved<\/strong>/);
    expect(text).toContain('<strong>could not be reached</strong>: the mail bounced (General)');
    expect(text).not.toContain('(you)');
  });

  it('posts comment and nonce to its own URL', () => {
    expect(text).toMatch(/<form method="post"(?![^>]*action)[^>]*>/);
    expect(text).toMatch(/<textarea [^>]*name="comment"[^>]*maxlength="1000"/);
    expect(text).toContain('<input type="hidden" name="nonce" value="a.b-c">');
    expect(text.match(/<button/g)).toHaveLength(1);
    expect(text).toContain('Cancel the request</button>');
    expect(text).toContain('This ends the request at once');
  });

  it('says that a reload shows news, and does nothing by itself', () => {
    expect(text).toContain('Reload the page to see what is new.');
    expect(text).not.toMatch(/<script|http-equiv/);
  });

  it('keeps the comment and shows an alert at the form when there is a problem', () => {
    const page = show(pendingRecord(), { problem: 'Too <long>', comment: '\n  </textarea>typed' });
    expect(page.match(/role="alert"/g)).toHaveLength(1);
    expect(page).toMatch(/role="alert"[^\n]*Too &lt;long&gt;/);
    expect(page).toMatch(/aria-describedby="comment-hint problem" aria-invalid="true" autofocus/);
    expect(page).toContain('>\n\n  &lt;/textarea&gt;typed</textarea>');
    expect(page).toContain('<title>Not recorded: Waiting for approval');
  });

  it('says that nothing is applied yet when the request is approved', () => {
    const page = show(pendingRecord({ status: 'APPROVED', votes: [vote()] }));
    expect(page).toContain('<h1>Approved</h1>');
    expect(page).toContain('nothing has been applied yet');
    expect(page).toContain('<form');
  });

  it('has the form before there is a plan', () => {
    const page = show(receivedRecord());
    expect(page).toContain('<form');
    expect(page).not.toContain('id="approvals"');
  });
});

describe('requestPage when the request cannot be cancelled', () => {
  it('says that it is too late, and why, when the changes are being applied', () => {
    const page = show(pendingRecord({ status: 'APPROVED', votes: [vote()], applyingSince: VOTED_AT }));
    expect(page).toContain('Too late to cancel');
    expect(page).toContain('its changes are being applied');
    expect(page).not.toContain('<form');
  });

  it('is expired when the deadline has passed but the workflow has not recorded it', () => {
    const page = show(pendingRecord(), { now: new Date(EXPIRES_AT) });
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
  ])('has a headline, no form and no hint to reload when the request is %s', (status, headline) => {
    const page = show(pendingRecord({ status }));
    expect(page).toContain(`<h1>${headline}</h1>`);
    expect(page).not.toMatch(/<form|<button|<textarea|a\.b-c|Reload|Too late/);
  });

  it('shows the alert all the same when there is a problem', () => {
    expect(show(pendingRecord({ status: 'REJECTED' }), { problem: 'Too old' })).toMatch(/role="alert"[^\n]*Too old/);
  });

  it('shows each change with its error when changes have failed', () => {
    const error = { name: 'ValidationException', message: '<bad>' };
    const page = show(endedRecord('FAILED', [{ ...SECURITY, status: 'FAILED', error }]));
    const [results = ''] = page.split('id="history"');
    expect(results).toContain('ValidationException: &lt;bad&gt;');
  });

  it('shows why it was cancelled', () => {
    const cancellation = { by: REQUESTER, at: VOTED_AT, comment: 'The mailbox stays' };
    const page = show(pendingRecord({ status: 'CANCELLED', cancellation }));
    expect(page.match(/<p class="comment text"[^>]*>The mailbox stays<\/p>/g)).toHaveLength(2);
  });
});

describe('requestPage while the request stands in line', () => {
  const record = { ...approvedRecord(), turns: turnsAfter(312, 1, NOW.getTime()) };
  const progress = { line: { before: 312, all: 400, secondsLeft: 63 } };

  it('says its place and the time it will take, and does not say that it is being applied', () => {
    const page = show(record, { progress });
    const [banner = ''] = page.split('</h1>')[1]?.split('</p>') ?? [];
    expect(banner).toContain('In line, 312 of 400 changes before yours: about 63 seconds. Approved by');
    expect(page).not.toContain('The changes are being applied.');
  });

  it('says it before the request is read, too, beside the form to cancel it', () => {
    const page = show(receivedRecord(), { progress });
    expect(page).toContain('<h1>Received</h1>');
    expect(page).toContain('In line, 312 of 400 changes before yours: about 63 seconds.');
    expect(page).toContain('<form');
  });

  it('says how many changes have been applied when some have', () => {
    const page = show(record, { progress: { applying: { applied: 12, all: 100, secondsLeft: 18 } } });
    expect(page).toContain('12 of 100 changes applied: about 18 seconds left.');
  });

  it('leaves it to its reader to reload the page, who may be reading it aloud or writing a comment', () => {
    const page = show(record, { progress });
    expect(page).toContain('Reload the page to see what is new.');
    expect(page).not.toMatch(/http-equiv|<script|aria-live/);
  });
});

describe('requestPage with a history', () => {
  const EVENTS_BEFORE_VOTES = 3;

  /** The history on the page of a request with that many entries; all after the first three are votes. */
  function historyOf(entries: number): string {
    const votes = Array.from(
      { length: entries - EVENTS_BEFORE_VOTES },
      (_, index): RequestEvent => voteCast(APPROVER, { comment: `#${index + 1 + EVENTS_BEFORE_VOTES}.` }),
    );
    return show(evolveAll(pendingRecord(), votes)).split('<h2 id="history">')[1] ?? '';
  }

  it('lists what has happened, oldest first, with times and comments', () => {
    const history = historyOf(5);
    expect(history).toContain('<bdi>jane@example.com</bdi> <strong>requested the change</strong>');
    expect(history.match(/<li [^>]*><span class="badge" aria-hidden="true">✓<\/span>/g)).toHaveLength(2);
    expect(history.indexOf('requested the change')).toBeLessThan(history.indexOf('#4.'));
    expect(history.indexOf('#4.')).toBeLessThan(history.indexOf('#5.'));
    expect(history).toMatch(/<bdi>approver-1@example\.com<\/bdi> <strong>approved<\/strong>/);
    expect(history).toContain(`<time datetime="${VOTED_AT}">1 Jun 2026, 12:00 UTC</time>`);
    expect(history).not.toContain('<details>');
  });

  it.each<[RequestEvent, string]>([
    [reminded(), 'Round 2: reminded approver-2@example.com'],
    [escalated(), 'Round 3: escalated to chief@example.com'],
    [waitExtended(), 'Round 2: still waiting'],
    [approverUnreachable(), 'Could not reach approver-1@example.com: the mail bounced (General)'],
    [voteCast(APPROVER, { previous: 'reject' }), 'changed their vote: approved'],
    [approved(), 'Approved: every quorum is reached'],
    [approved({ approvedBecause: 'preApproved' }), 'Pre-approved by the policy'],
    [rejected(), 'Rejected: the rejection is final'],
    [expired(), 'Expired: not approved in time'],
    [expired({ expiredBecause: 'tooFewApproversReachable' }), 'Expired: too few approvers could be reached'],
    [cancelled(), 'cancelled the request'],
    [applyStarted(), 'Started to apply the changes'],
    [changeApplied(), 'Applied the SECURITY contact of 222222222222 (Payments, Root / Production)'],
    [changeApplied(SECURITY, { alreadyInPlace: true }), 'already in place, nothing to do'],
    [
      changeFailed(),
      'Could not apply the SECURITY contact of 222222222222 (Payments, Root / Production): AccessDeniedException: no permission',
    ],
    [
      changeFailed(SECURITY, { status: 'CONFLICT' }),
      'Left the SECURITY contact of 222222222222 (Payments, Root / Production) alone',
    ],
    [ended('FAILED'), 'Ended: failed. The changes could not be applied.'],
  ])('shows what happened: $type', (event, text) => {
    const [, history = ''] = show(evolveAll(pendingRecord(), [event])).split('<h2 id="history">');
    expect(history).toContain(text);
  });

  it('folds all but the latest 30 entries', () => {
    expect(historyOf(30)).not.toContain('<details>');
    const [folded = '', shown = ''] = historyOf(430).split('</details>');
    expect(folded).toContain('<summary>Show 400 earlier entries</summary>');
    expect(folded).toContain('#400.');
    expect(shown).toContain('start="401"');
    expect(shown.match(/#\d+\./g)).toHaveLength(30);
  });
});
