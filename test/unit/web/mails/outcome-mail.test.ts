import { describe, expect, it } from 'vitest';
import { invalidMail, outcomeMail } from '../../../../functions/web/mails/outcome-mail.ts';
import { APPROVER, DENIED, lost, OTHER_APPROVER, REQUESTER, SECURITY, VOTED_AT, vote } from '../../builders.ts';
import { hrefsOf, linksOf } from '../markup.ts';
import { endedRecord, pendingRecord } from '../web-samples.ts';

describe('outcomeMail', () => {
  it.each([
    ['UNCHANGED', 'Nothing to change'],
    ['REJECTED', 'Rejected'],
    ['EXPIRED', 'Expired'],
    ['CANCELLED', 'Cancelled'],
    ['APPLIED', 'Applied'],
    ['PARTIALLY_APPLIED', 'Partially applied'],
    ['FAILED', 'Failed'],
  ] as const)(
    'names the outcome, the contact and the ticket in its subject when the request is %s',
    (status, label) => {
      const mail = outcomeMail({ record: pendingRecord({ status }) });
      expect(mail.subject).toBe(`${label}: SECURITY contact of 222222222222 (Payments) (OPS-42)`);
      expect(mail.text).toContain('You asked to change the SECURITY contact of account 222222222222 (Payments).');
      expect([...linksOf(mail.text), ...hrefsOf(mail.html)]).toEqual([]);
    },
  );

  it.each(['text', 'html'] as const)('says who rejected and why in its %s part', (part) => {
    const votes = [vote(APPROVER, { decision: 'reject', comment: 'Wrong number' })];
    const mail = outcomeMail({ record: pendingRecord({ status: 'REJECTED', votes }) });
    expect(mail[part]).toContain('Rejected by');
    expect(mail[part]).toContain(`${APPROVER}, 1 Jun 2026, 12:00 UTC`);
    expect(mail[part]).toContain('Wrong number');
    expect(mail[part]).toContain('talk to the approver, then send a new request');
  });

  it.each(['text', 'html'] as const)('shows each change with its error in its %s part', (part) => {
    const record = endedRecord('PARTIALLY_APPLIED', [
      { ...SECURITY, status: 'APPLIED' },
      { ...SECURITY, accountId: '333333333333', status: 'FAILED', error: DENIED },
    ]);
    const mail = outcomeMail({ record });
    expect(mail[part]).toContain('✓ SECURITY contact of 222222222222 (Payments, Root / Production): applied');
    expect(mail[part]).toContain('✗ SECURITY contact of 333333333333: failed');
    expect(mail[part]).toContain('AccessDeniedException: no permission');
    expect(mail[part]).toContain('send a new request for the missing changes');
  });

  it('lists no results when the request is rejected', () => {
    const record = endedRecord('REJECTED', [{ ...SECURITY, status: 'REJECTED' }]);
    expect(record.results).toHaveLength(1);
    expect(outcomeMail({ record }).text).not.toContain('RESULTS');
  });

  it.each(['text', 'html'] as const)('says who cancelled and why in its %s part', (part) => {
    const cancellation = { by: REQUESTER, at: VOTED_AT, comment: 'The mailbox stays' };
    const mail = outcomeMail({ record: pendingRecord({ status: 'CANCELLED', cancellation }) });
    expect(mail[part]).toContain('Cancelled by');
    expect(mail[part]).toContain('jane@example.com, 1 Jun 2026, 12:00 UTC');
    expect(mail[part]).toContain('The mailbox stays');
  });

  it.each(['text', 'html'] as const)('names unreachable approvers in its %s part when the request expired', (part) => {
    const unreachable = [lost(APPROVER), lost(OTHER_APPROVER)];
    const expiredBecause = 'tooFewApproversReachable';
    const expired = outcomeMail({ record: pendingRecord({ status: 'EXPIRED', expiredBecause, unreachable }) });
    expect(expired[part]).toContain('Too few approvers could be reached. Nothing was changed.');
    expect(expired[part]).toContain('to correct the addresses, then send a new request');
    expect(expired[part]).toContain(`${APPROVER}: the mail bounced (General)`);
    const applied = outcomeMail({ record: pendingRecord({ status: 'APPLIED', unreachable }) });
    expect(applied[part]).not.toContain('bounced');
  });

  it('says that time is up when the request expired for no other reason', () => {
    const { text } = outcomeMail({ record: pendingRecord({ status: 'EXPIRED' }) });
    expect(text).toContain('The request was not approved in time.');
    expect(text).not.toContain('reached');
  });
});

describe('invalidMail', () => {
  it.each(['text', 'html'] as const)('lists every reason and what to do in its %s part', (part) => {
    const reasons = ['Account is required', 'Reason <is> required'];
    const mail = invalidMail({ requestId: 'jira-1', reasons });
    expect(mail.subject).toBe('Not accepted: request jira-1');
    expect(mail[part]).toContain('Request jira-1 to change alternate contacts was not accepted.');
    expect(mail[part]).toContain('Account is required');
    expect(mail[part]).toContain(part === 'text' ? '- Reason <is> required' : 'Reason &lt;is&gt; required');
    expect(mail[part]).toContain('send the request again');
  });

  it('names no ID when the request has none', () => {
    const mail = invalidMail({ requestId: null, reasons: ['The request is required'] });
    expect(mail.subject).toBe('Not accepted: change of alternate contacts');
    expect(mail.text).toContain('- The request is required');
    expect(mail.text).not.toContain('null');
  });

  it('has no link, and no line break in its subject, when ID and reasons are hostile', () => {
    const reasons = ['Reason https://evil.example <a href="x">'];
    const mail = invalidMail({ requestId: 'a\r\nBcc: b@example.com', reasons });
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.text).not.toContain('://');
    expect(mail.html).not.toMatch(/:\/\/|<a /);
  });
});
