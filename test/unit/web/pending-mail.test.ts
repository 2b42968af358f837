import { describe, expect, it } from 'vitest';
import { pendingMail } from '../../../functions/web/pending-mail.ts';
import { hrefsOf, linksOf, textOf } from './markup.ts';
import { APPROVER, NOW, OTHER_APPROVER, pendingRecord, REQUEST_LINK } from './web-samples.ts';

const unreachable = [{ approver: OTHER_APPROVER, why: 'the mail bounced (General)', at: NOW.toISOString() }];

describe('pendingMail', () => {
  const mail = pendingMail({ record: pendingRecord({ unreachable }), link: REQUEST_LINK, now: NOW });

  it('names the state, the contact and the ticket in its subject', () => {
    expect(mail.subject).toBe('Waiting for approval: SECURITY contact of 222222222222 (OPS-42)');
  });

  it.each(['text', 'html'] as const)('tells what was asked, of whom, and until when in its %s part', (part) => {
    for (const fact of [
      'You asked to change the SECURITY contact of account 222222222222.',
      APPROVER,
      `${OTHER_APPROVER} could not be reached: the mail bounced (General)`,
      '0 of 1 approval given',
      '4 Jun 2026, 10:00 UTC (in 2 days 2 hours)',
      'soc@example.com',
      'See how it goes or take it back',
      'The link is personal',
    ]) {
      expect(mail[part]).toContain(fact);
    }
  });

  it('has its link once in each part and no other', () => {
    expect(linksOf(mail.text)).toEqual([REQUEST_LINK]);
    expect(hrefsOf(mail.html)).toEqual([REQUEST_LINK]);
    expect(linksOf(textOf(mail.html))).toEqual([]);
  });

  it('names no ticket when there is none', () => {
    const { request } = pendingRecord();
    const record = pendingRecord({ request: { ...request, source: { system: 'cli' } } });
    const { subject, text } = pendingMail({ record, link: REQUEST_LINK, now: NOW });
    expect(subject).toBe('Waiting for approval: SECURITY contact of 222222222222');
    expect(text).toMatch(/^Source: +cli$/m);
  });
});
