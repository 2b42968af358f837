import { describe, expect, it } from 'vitest';
import type { RequestStatus } from '../../../functions/domain/request.ts';
import { invalidMail, outcomeMail } from '../../../functions/web/outcome-mail.ts';
import { APPROVER, OTHER_APPROVER, pendingRecord } from './web-samples.ts';

const KEY = { accountId: '222222222222', alternateContactType: 'SECURITY' } as const;

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
      expect(mail.subject).toBe(`${label}: SECURITY contact of 222222222222 (OPS-42)`);
      expect(mail.text).toContain('You asked to change the SECURITY contact of account 222222222222.');
    },
  );

  it.each(['text', 'html'] as const)('tells who rejected and why in its %s part', (part) => {
    const vote = {
      approver: APPROVER,
      decision: 'reject',
      comment: 'Wrong number',
      at: '2026-06-01T12:00:00.000Z',
    } as const;
    const mail = outcomeMail({ record: pendingRecord({ status: 'REJECTED', votes: [vote] }) });
    expect(mail[part]).toContain('Rejected by');
    expect(mail[part]).toContain(`${APPROVER}, 1 Jun 2026, 12:00 UTC`);
    expect(mail[part]).toContain('Wrong number');
  });

  it.each(['text', 'html'] as const)('tells each change with its error in its %s part', (part) => {
    const record = pendingRecord({
      status: 'PARTIALLY_APPLIED',
      results: [
        { ...KEY, status: 'APPLIED' },
        { ...KEY, accountId: '333333333333', status: 'FAILED', error: 'AccessDeniedException: no' },
      ],
    });
    const mail = outcomeMail({ record });
    expect(mail[part]).toContain('✓ SECURITY contact of 222222222222: applied');
    expect(mail[part]).toContain('✗ SECURITY contact of 333333333333: failed');
    expect(mail[part]).toContain('AccessDeniedException: no');
  });

  it('lists no results when the request is rejected', () => {
    const results = [{ ...KEY, status: 'REJECTED' as const }];
    expect(outcomeMail({ record: pendingRecord({ status: 'REJECTED', results }) }).text).not.toContain('RESULTS');
  });

  it.each(['text', 'html'] as const)('says who cancelled and why in its %s part', (part) => {
    const at = '2026-06-01T12:00:00.000Z';
    const history = [{ at, who: 'jane@example.com', what: 'cancelled', comment: 'The mailbox stays' }];
    const mail = outcomeMail({ record: pendingRecord({ status: 'CANCELLED', history }) });
    expect(mail[part]).toContain('Cancelled by');
    expect(mail[part]).toContain('jane@example.com, 1 Jun 2026, 12:00 UTC');
    expect(mail[part]).toContain('The mailbox stays');
  });

  it.each(['text', 'html'] as const)('names whom no mail reached in its %s part when the request expired', (part) => {
    const at = '2026-06-01T12:00:00.000Z';
    const why = 'the mail bounced (General)';
    const unreachable = [APPROVER, OTHER_APPROVER].map((approver) => ({ approver, why, at }));
    const write = (status: RequestStatus) => outcomeMail({ record: pendingRecord({ status, unreachable }) })[part];
    expect(write('EXPIRED')).toContain('Too few approvers could be reached. Nothing was changed.');
    expect(write('EXPIRED')).toContain('put the addresses right, then send a new request');
    expect(write('EXPIRED')).toContain(`${APPROVER}: the mail bounced (General)`);
    expect(write('APPLIED')).not.toContain('bounced');
  });

  it('says that time has run out when the request expired for no other reason', () => {
    const { text } = outcomeMail({ record: pendingRecord({ status: 'EXPIRED' }) });
    expect(text).toContain('The time to decide ended without a decision.');
    expect(text).not.toContain('reached');
  });
});

describe('invalidMail', () => {
  it.each(['text', 'html'] as const)('lists every reason and what to do in its %s part', (part) => {
    const mail = invalidMail({
      requestId: 'jira-1',
      reasons: ['/changes/0/accountId is required', '/reason <is> required'],
    });
    expect(mail.subject).toBe('Not accepted: request jira-1');
    expect(mail[part]).toContain('/changes/0/accountId is required');
    expect(mail[part]).toContain(part === 'text' ? '- /reason <is> required' : '/reason &lt;is&gt; required');
    expect(mail[part]).toContain('send the request again');
  });

  it('does without an id when the request has none', () => {
    const mail = invalidMail({ requestId: null, reasons: ['/ is not valid'] });
    expect(mail.subject).toBe('Not accepted: change of alternate contacts');
    expect(mail.text).not.toContain('null');
  });

  it('has no link and no line break in its subject when id and reasons are hostile', () => {
    const mail = invalidMail({
      requestId: 'a\r\nBcc: b@example.com',
      reasons: ['/x https://evil.example <a href="x">'],
    });
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.text).not.toContain('://');
    expect(mail.html).not.toMatch(/:\/\/|<a /);
  });
});
