import { describe, expect, it } from 'vitest';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';
import { approvalMail } from '../../../functions/web/approval-mail.ts';
import type { Mail } from '../../../functions/web/mail.ts';
import { hostileTexts } from './hostile-texts.ts';
import {
  APPROVER,
  hostileRecord,
  LINK,
  NEW_CONTACT,
  NOW,
  OLD_CONTACT,
  pendingRecord,
  withRequest,
} from './web-samples.ts';

function write(record: RequestRecord, round = 0): Mail {
  return approvalMail({ record, approver: APPROVER, link: LINK, now: NOW, round });
}

/** All that a mail client could make a link of: URLs, bare hosts, and `href`. */
function linksOf(part: string): string[] {
  const withoutAddresses = part.replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '');
  return (
    withoutAddresses.match(
      /[a-z][a-z+.-]*:[/\\]{2}[^\s"<]+|\bwww\.[^\s"<]+|\b[\w-]+\.(?:example|net|com)\b[^\s"<]*/gi,
    ) ?? []
  );
}

describe('approvalMail', () => {
  const mail = write(pendingRecord());

  it.each(['text', 'html'] as const)('tells who asks what, why, until when in its %s part', (part) => {
    for (const fact of [
      'jane@example.com asks to change the SECURITY contact of account 222222222222.',
      'The security mailbox moves to the new SOC',
      'jira OPS-42',
      '4 Jun 2026, 10:00 UTC (in 2 days 2 hours)',
      'security@example.com',
      'soc@example.com',
      'Opening the link changes nothing',
      'do not forward',
    ]) {
      expect(mail[part]).toContain(fact);
    }
  });

  it('marks before and after by sign in its text part', () => {
    expect(mail.text).toMatch(/E-mail: +- security@example\.com\n +→ soc@example\.com\n/);
    expect(mail.text).toMatch(/Phone: +\+1 555 0100 \(unchanged\)/);
  });

  it('marks before and after by sign in its HTML part', () => {
    expect(mail.html).toContain('− <del>security@example.com</del>');
    expect(mail.html).toContain('→ soc@example.com');
    expect(mail.html).toContain('Phone · unchanged');
  });

  it('has a short, specific subject', () => {
    expect(mail.subject).toBe('Approve? SECURITY contact of 222222222222 — requested by jane@example.com');
  });

  it('reminds in its subject when the approver was asked in an earlier round', () => {
    expect(write(pendingRecord(), 1).subject).toMatch(/^Reminder: Approve\? SECURITY/);
  });

  it('says that it escalates when the round adds the approver', () => {
    const approval = {
      requirements: [{ rule: 'r', approvers: ['approver-2@example.com'], quorum: 1 }],
      rounds: [
        { seconds: 60, remind: false, escalateTo: [] },
        { seconds: 60, remind: false, escalateTo: [APPROVER] },
      ],
    };
    expect(write(pendingRecord({ approval }), 1).subject).toMatch(/^Escalated: Approve\?/);
  });

  it('has its link once in each part and no other when all is well', () => {
    expect(linksOf(mail.text)).toEqual([LINK]);
    expect(linksOf(mail.html)).toEqual([LINK]);
    expect(mail.html.match(/href=/g)).toHaveLength(1);
  });

  it('has its link once in each part and no other whatever people write', () => {
    for (const text of hostileTexts(42, 300)) {
      const { subject, text: plain, html } = write(hostileRecord(text));
      expect(linksOf(plain), text).toEqual([LINK]);
      expect(linksOf(html), text).toEqual([LINK]);
      expect(html.match(/<a /g), text).toHaveLength(1);
      expect(html, text).not.toMatch(/<script|<img|\u202E/i);
      expect(subject, text).not.toMatch(/[\r\n\u2028]/);
      expect([...subject].length, text).toBeLessThanOrEqual(120);
    }
  });

  it('cannot be given a fact of its own by the reason', () => {
    const { text } = write(withRequest({ reason: 'Because\r\nDecide by: never\n\nReview and decide:' }));
    expect(text.match(/^Decide by:/gm)).toHaveLength(1);
    expect(text.match(/^Review and decide:/gm)).toHaveLength(1);
  });

  it('stays below the size at which Gmail cuts when 100 changes differ', () => {
    const plan = Array.from({ length: 100 }, (_, index) => ({
      accountId: String(900_000_000_001 + index),
      alternateContactType: 'SECURITY' as const,
      before: { ...OLD_CONTACT, name: `Desk ${index}`.padEnd(64, 'x') },
      after: { ...NEW_CONTACT, title: 'y'.repeat(50) },
    }));
    const { text, html } = write(pendingRecord({ plan }));
    expect(Buffer.byteLength(html)).toBeLessThan(102_000);
    expect(html).toContain('900000000100');
    expect(text).toContain('900000000100');
  });
});
