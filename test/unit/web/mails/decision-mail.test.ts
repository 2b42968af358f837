import { describe, expect, it } from 'vitest';
import { decisionMail } from '../../../../functions/web/mails/decision-mail.ts';
import { APPROVER, REQUESTER, VOTED_AT, vote } from '../../builders.ts';
import { hrefsOf, linksOf } from '../markup.ts';
import { pendingRecord, supersededRecord } from '../web-samples.ts';

describe('decisionMail', () => {
  it.each([
    ['APPROVED', 'Approved', 'approve', 'Approved by'],
    ['REJECTED', 'Rejected', 'reject', 'Rejected by'],
  ] as const)('says who decided, when and why when the request is %s', (status, label, decision, term) => {
    const votes = [vote(APPROVER, { decision, comment: 'As agreed' })];
    const mail = decisionMail({ record: pendingRecord({ status, votes }) });
    expect(mail.subject).toBe(
      `${label}: SECURITY contact of 222222222222 (Payments) — requested by jane@example.com (OPS-42)`,
    );
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain(term);
      expect(part).toContain(`${APPROVER}, 1 Jun 2026, 12:00 UTC`);
      expect(part).toContain('As agreed');
      expect(part).toContain(
        'jane@example.com asked to change the SECURITY contact of account 222222222222 (Payments).',
      );
      expect(part).toContain('There is nothing left for you to do.');
    }
  });

  it('says why the requester cancelled when the request is cancelled', () => {
    const cancellation = { by: REQUESTER, at: VOTED_AT, comment: 'The mailbox stays' };
    const { text } = decisionMail({ record: pendingRecord({ status: 'CANCELLED', cancellation }) });
    expect(text).toMatch(/^Cancelled by: +jane@example\.com, 1 Jun 2026, 12:00 UTC\n +The mailbox stays$/m);
  });

  it('has no link', () => {
    const { text, html } = decisionMail({ record: pendingRecord({ status: 'REJECTED' }) });
    expect(linksOf(text)).toEqual([]);
    expect(hrefsOf(html)).toEqual([]);
  });

  it('says which request took its place, and that another mail comes, when it is superseded', () => {
    const { subject, text } = decisionMail({ record: supersededRecord() });
    expect(subject).toMatch(/^Cancelled: SECURITY contact/);
    expect(text).toContain(
      'Superseded by jira-OPS-42-10125. Nothing was changed. There is nothing left for you to do.',
    );
    expect(text).toContain('If you are to decide on the newer request, you get a separate mail about it.');
    expect(text).toMatch(/^Cancelled: +superseded by jira-OPS-42-10125, 1 Jun 2026, 12:00 UTC$/m);
    expect(text).not.toContain('workflow');
  });
});
