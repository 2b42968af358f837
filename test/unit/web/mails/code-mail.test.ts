import { describe, expect, it } from 'vitest';
import { codeMail } from '../../../../functions/web/mails/code-mail.ts';
import { REQUEST_ID } from '../../builders.ts';
import { hrefsOf, linksOf } from '../markup.ts';
import { NEW_CONTACT, OLD_CONTACT, pendingRecord } from '../web-samples.ts';

const mail = codeMail({ record: pendingRecord(), code: '0123 4567', expiresAt: '2026-06-02T07:40:00.000Z' });

describe('codeMail', () => {
  it('says the code, what it decides on, and until when it works', () => {
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('0123 4567');
      expect(part).toContain('jane@example.com asks to change the SECURITY contact of account 222222222222 (Payments)');
      expect(part).toContain('2 Jun 2026, 07:40 UTC');
      expect(part).toContain(`Request ${REQUEST_ID}`);
    }
  });

  it('warns whoever did not ask for it', () => {
    expect(mail.text).toContain('If you did not ask for this code, somebody else has your link.');
  });

  it('has no link, no contact details, and no code where a locked screen shows it', () => {
    expect([...linksOf(mail.text), ...hrefsOf(mail.html)]).toEqual([]);
    for (const detail of [
      ...Object.values(OLD_CONTACT),
      ...Object.values(NEW_CONTACT).filter((value) => value !== 'SOC'),
    ]) {
      expect(mail.text).not.toContain(detail);
    }
    expect(mail.subject).toBe('Your code to decide: SECURITY contact of 222222222222 (Payments)');
  });
});
