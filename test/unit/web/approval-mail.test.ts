import { describe, expect, it } from 'vitest';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';
import { approvalMail } from '../../../functions/web/approval-mail.ts';
import type { Mail } from '../../../functions/web/mail.ts';
import { hrefsOf, linksOf, textOf } from './markup.ts';
import {
  APPROVER,
  LINK,
  NEW_CONTACT,
  NOW,
  OLD_CONTACT,
  OTHER_APPROVER,
  pendingRecord,
  requirement,
  withRequest,
} from './web-samples.ts';

function write(record: RequestRecord, round = 0): Mail {
  return approvalMail({ record, approver: APPROVER, link: LINK, now: NOW, round });
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
    expect(write(pendingRecord({ mailed: [`0/${APPROVER}`] }), 1).subject).toMatch(/^Reminder: Approve\? SECURITY/);
  });

  it('says that it escalates when the round adds the approver', () => {
    const approval = {
      requirements: [requirement({ approvers: [OTHER_APPROVER] })],
      rounds: [
        { seconds: 60, remind: false, escalateTo: [] },
        { seconds: 60, remind: false, escalateTo: [APPROVER] },
      ],
    };
    expect(write(pendingRecord({ approval }), 1).subject).toMatch(/^Escalated: Approve\?/);
  });

  it('says so in both parts when a comment is required', () => {
    const requirements = [requirement({ commentRequired: true })];
    const strict = write(pendingRecord({ approval: { requirements, rounds: [] } }));
    for (const part of [strict.text, strict.html]) expect(part).toContain('Required: say why, also when you approve.');
    expect(mail.text).not.toContain('Required');
  });

  it('names the other approvers with their votes, and whom no mail reached with why', () => {
    const unreachable = [{ approver: OTHER_APPROVER, why: 'the mail bounced (General)', at: NOW.toISOString() }];
    const { text } = write(pendingRecord({ unreachable }));
    expect(text).toContain(`Also asked:   ${OTHER_APPROVER} could not be reached: the mail bounced (General)`);
    expect(mail.text).toContain(`Also asked:   ${OTHER_APPROVER} has not voted`);
  });

  it('has its link once in each part and no other when all is well', () => {
    expect(linksOf(mail.text)).toEqual([LINK]);
    expect(hrefsOf(mail.html)).toEqual([LINK]);
    expect(linksOf(textOf(mail.html))).toEqual([]);
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
