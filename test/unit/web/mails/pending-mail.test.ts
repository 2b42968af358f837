import { describe, expect, it } from 'vitest';
import { pendingMail } from '../../../../functions/web/mails/pending-mail.ts';
import { APPROVER, lost, OTHER_APPROVER } from '../../builders.ts';
import { hrefsOf, linksOf, textOf } from '../markup.ts';
import { NOW, pendingRecord, REQUEST_LINK, withRequest } from '../web-samples.ts';

describe('pendingMail', () => {
  const record = pendingRecord({ unreachable: [lost(OTHER_APPROVER)] });
  const mail = pendingMail({ record, link: REQUEST_LINK, now: NOW });

  it('names the status, the contact and the ticket in its subject', () => {
    expect(mail.subject).toBe('Waiting for approval: SECURITY contact of 222222222222 (Payments) (OPS-42)');
  });

  it.each(['text', 'html'] as const)(
    'says what was requested, who was asked, and until when in its %s part',
    (part) => {
      for (const fact of [
        'You asked to change the SECURITY contact of account 222222222222 (Payments).',
        'The approvers have been notified. Nothing has been changed yet.',
        APPROVER,
        `${OTHER_APPROVER} could not be reached: the mail bounced (General)`,
        '0 of 1 approval given',
        '4 Jun 2026, 10:00 UTC (in 2 days 2 hours)',
        'soc@example.com',
        'Follow or cancel the request',
        'The link is personal',
      ]) {
        expect(mail[part]).toContain(fact);
      }
    },
  );

  it('has its link once in each part and no other', () => {
    expect(linksOf(mail.text)).toEqual([REQUEST_LINK]);
    expect(hrefsOf(mail.html)).toEqual([REQUEST_LINK]);
    expect(linksOf(textOf(mail.html))).toEqual([]);
  });

  it('names no ticket when there is none', () => {
    const untracked = withRequest({ source: { system: 'cli' } });
    const { subject, text } = pendingMail({ record: untracked, link: REQUEST_LINK, now: NOW });
    expect(subject).toBe('Waiting for approval: SECURITY contact of 222222222222 (Payments)');
    expect(text).toMatch(/^Source: +cli$/m);
  });
});
