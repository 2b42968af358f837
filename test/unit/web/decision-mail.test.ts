import { describe, expect, it } from 'vitest';
import { decisionMail } from '../../../functions/web/decision-mail.ts';
import { hrefsOf, linksOf } from './markup.ts';
import { APPROVER, pendingRecord } from './web-samples.ts';

const AT = '2026-06-01T12:00:00.000Z';

describe('decisionMail', () => {
  it.each([
    ['APPROVED', 'Approved', 'approve', 'Approved by'],
    ['REJECTED', 'Rejected', 'reject', 'Rejected by'],
  ] as const)('tells who decided, when and why when the request is %s', (status, label, decision, term) => {
    const votes = [{ approver: APPROVER, decision, comment: 'As agreed', at: AT }];
    const mail = decisionMail({ record: pendingRecord({ status, votes }) });
    expect(mail.subject).toBe(`${label}: SECURITY contact of 222222222222 — requested by jane@example.com`);
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain(term);
      expect(part).toContain(`${APPROVER}, 1 Jun 2026, 12:00 UTC`);
      expect(part).toContain('As agreed');
      expect(part).toContain('jane@example.com asked to change the SECURITY contact of account 222222222222.');
      expect(part).toContain('Nothing is left for you to do.');
    }
  });

  it('tells why the requester took it back when the request is cancelled', () => {
    const history = [{ at: AT, who: 'jane@example.com', what: 'cancelled', comment: 'The mailbox stays' }];
    const { text } = decisionMail({ record: pendingRecord({ status: 'CANCELLED', history }) });
    expect(text).toMatch(/^Cancelled by: +jane@example\.com, 1 Jun 2026, 12:00 UTC\n +The mailbox stays$/m);
  });

  it('has no link', () => {
    const { text, html } = decisionMail({ record: pendingRecord({ status: 'REJECTED' }) });
    expect(linksOf(text)).toEqual([]);
    expect(hrefsOf(html)).toEqual([]);
  });
});
