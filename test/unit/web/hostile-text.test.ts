import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';
import { approvalMail } from '../../../functions/web/approval-mail.ts';
import { approvalPage } from '../../../functions/web/approval-page.ts';
import { decisionMail } from '../../../functions/web/decision-mail.ts';
import type { Mail } from '../../../functions/web/mail.ts';
import { invalidMail, outcomeMail } from '../../../functions/web/outcome-mail.ts';
import { pendingMail } from '../../../functions/web/pending-mail.ts';
import { requestPage } from '../../../functions/web/request-page.ts';
import { httpsUrl } from '../../../functions/web/request-text.ts';
import { unlinkedText } from '../../../functions/web/unlinked-text.ts';
import { visibleText } from '../../../functions/web/visible-text.ts';
import { harmlessTwin, hostileText, recordOf, twinRecordOf } from './hostile-record.ts';
import { hrefsOf, linksOf, tagsOf, textOf } from './markup.ts';
import { APPROVER, LINK, NOW, REQUEST_LINK } from './web-samples.ts';

/** Texts for each property; 50 take a few seconds. */
const NUM_RUNS = 50;

/** A mail shows so much of one fact, and of its subject. */
const FACT_CHARACTERS = 1500;
const SUBJECT_CHARACTERS = 120;

/** Characters that reorder or hide what people read; the joiners of Persian and of emoji are none of them. */
const UNSEEN = /(?![\n\t\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

type Show = (record: RequestRecord, text: string) => string;

const asDecided: Show = (record) => approvalPage({ record, approver: APPROVER, now: NOW, nonce: 'n' });
const asRequester: Show = (record) => requestPage({ record, now: NOW, nonce: 'n' });

/** Each page, with what its record has that others' have not. */
const PAGES: [name: string, differences: Partial<RequestRecord>, show: Show][] = [
  [
    'approval page to decide on',
    {},
    (record, text) =>
      approvalPage({ record, approver: APPROVER, now: NOW, nonce: text, problem: `x${text}`, comment: text }),
  ],
  [
    'approval page of who has voted',
    {},
    (record, text) => approvalPage({ record, approver: text, now: NOW, nonce: 'n' }),
  ],
  ['approval page of a rejected request', { status: 'REJECTED' }, asDecided],
  ['approval page of a cancelled request', { status: 'CANCELLED' }, asDecided],
  ['approval page of a failed request', { status: 'FAILED' }, asDecided],
  [
    'status page to take a request back on',
    {},
    (record, text) => requestPage({ record, now: NOW, nonce: text, problem: `x${text}`, comment: text }),
  ],
  ['status page of what is being applied', { status: 'APPROVED', applyingSince: NOW.toISOString() }, asRequester],
  ['status page of a cancelled request', { status: 'CANCELLED' }, asRequester],
  ['status page of a failed request', { status: 'FAILED' }, asRequester],
];

type Write = (record: RequestRecord, text: string) => Mail;

/** Each mail, with the one link that it has, if any. */
const MAILS: [name: string, link: string | undefined, write: Write][] = [
  ['approval mail', LINK, (record) => approvalMail({ record, approver: APPROVER, link: LINK, now: NOW, round: 0 })],
  ['reminder', LINK, (record) => approvalMail({ record, approver: APPROVER, link: LINK, now: NOW, round: 1 })],
  ['pending mail', REQUEST_LINK, (record) => pendingMail({ record, link: REQUEST_LINK, now: NOW })],
  ['decision mail', undefined, (record) => decisionMail({ record: { ...record, status: 'CANCELLED' } })],
  ['outcome mail of a failure', undefined, (record) => outcomeMail({ record: { ...record, status: 'FAILED' } })],
  ['outcome mail of an expiry', undefined, (record) => outcomeMail({ record: { ...record, status: 'EXPIRED' } })],
  [
    'mail about an invalid request',
    undefined,
    (_, text) => invalidMail({ requestId: text, reasons: [text, `x${text}`] }),
  ],
];

describe.each(PAGES)('the %s', (_, differences, show) => {
  it('holds the tags of harmless text, shows the text, and links the ticket alone, whatever people write', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const page = show(recordOf(text, differences), text);
        expect(tagsOf(page)).toBe(tagsOf(show(twinRecordOf(text, differences), harmlessTwin(text))));
        expect(textOf(page)).toContain(visibleText(text));
        expect(page).not.toMatch(UNSEEN);
        const hrefs = hrefsOf(page).filter((href) => !href.startsWith('#'));
        expect(hrefs.every((href) => href.startsWith('https://'))).toBe(true);
        expect(hrefs).toHaveLength(httpsUrl(text) ? 1 : 0);
      }),
      { numRuns: NUM_RUNS },
    );
  });
});

describe.each(MAILS)('the %s', (_, link, write) => {
  const links = link === undefined ? [] : [link];

  it('holds the tags of harmless text, its own link alone, and one line of subject, whatever people write', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { subject, text: plain, html } = write(recordOf(text), text);
        expect(tagsOf(html)).toBe(tagsOf(write(twinRecordOf(text), harmlessTwin(text)).html));
        expect(hrefsOf(html)).toEqual(links);
        expect(linksOf(textOf(html))).toEqual([]);
        expect(linksOf(plain)).toEqual(links);
        for (const part of [subject, plain, html]) expect(part).not.toMatch(UNSEEN);
        expect(subject).not.toMatch(/[\r\n\t]/);
        expect([...subject].length).toBeLessThanOrEqual(SUBJECT_CHARACTERS);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it('shows the text in both parts, whatever people write', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        fc.pre([...text].length <= FACT_CHARACTERS);
        const mail = write(recordOf(text), text);
        const shown = textOf(mail.html);
        for (const line of visibleText(text).split('\n')) {
          expect(mail.text).toContain(unlinkedText(line.trim()));
          expect(shown).toContain(unlinkedText(line));
        }
      }),
      { numRuns: NUM_RUNS },
    );
  });
});
