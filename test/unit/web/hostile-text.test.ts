import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompetingRequest } from '../../../functions/domain/approval/competing-request.ts';
import type { ShownPlan } from '../../../functions/domain/campaign/shown-plan.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { approvalMail } from '../../../functions/web/mails/approval-mail.ts';
import { codeMail } from '../../../functions/web/mails/code-mail.ts';
import { decisionMail } from '../../../functions/web/mails/decision-mail.ts';
import { invalidMail, outcomeMail } from '../../../functions/web/mails/outcome-mail.ts';
import { pendingMail } from '../../../functions/web/mails/pending-mail.ts';
import { approvalPage } from '../../../functions/web/pages/approval-page.ts';
import type { ShownSignIn } from '../../../functions/web/pages/confirm-section.ts';
import { requestPage } from '../../../functions/web/pages/request-page.ts';
import { httpsUrl } from '../../../functions/web/parts/https-url.ts';
import type { Mail } from '../../../functions/web/parts/mail.ts';
import { unlinkedText } from '../../../functions/web/parts/unlinked-text.ts';
import { visibleText } from '../../../functions/wording/visible-text.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import { ACCOUNT_ID, APPROVER, SECURITY } from '../builders.ts';
import { changeGroup, planSummary } from '../campaign-builders.ts';
import { type Ending, hostileCompetitor, hostileRecord, twinRecord } from './hostile-record.ts';
import { harmlessTwin, hostileText } from './hostile-strings.ts';
import { hrefsOf, linksOf, tagsOf, textOf } from './markup.ts';
import { LINK, NOW, OLD_CONTACT, REQUEST_LINK } from './web-samples.ts';

/** Texts for each property; 50 take a few seconds. */
const NUM_RUNS = 50;

/** How much a mail shows of one fact, and of its subject. */
const FACT_CHARACTERS = 1500;
const SUBJECT_CHARACTERS = 120;

/** Characters that reorder or hide what people read. The joiners of Persian and of emoji do not. */
const UNSEEN = /(?![\n\t\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

const LINK_SECRET = LINK.slice(LINK.lastIndexOf('/') + 1);

type Show = (record: RequestRecord, text: string) => string;

const asApprover: Show = (record, text) =>
  approvalPage({ record, approver: APPROVER, now: NOW, nonce: 'n', problem: `x${text}`, competing: competing(text) });
const asDecided: Show = (record) => approvalPage({ record, approver: APPROVER, now: NOW, nonce: 'n' });
const asRequester: Show = (record, text) => requestPage({ record, now: NOW, nonce: 'n', competing: competing(text) });

const asApproverOfCampaign: Show = (record, text) => {
  const campaign = { plan: hostilePlan(text), linkSecret: LINK_SECRET, rules: undefined };
  return approvalPage({ record, approver: APPROVER, now: NOW, nonce: 'n', campaign });
};

/** Who has signed in is named by the identity provider. */
function asSignedIn(problem: ShownSignIn['problem']): Show {
  return (record, address) => {
    const confirmation = { kind: 'signIn', linkSecret: LINK_SECRET, problem, address } as const;
    const sent = { problem: `x${address}`, comment: address };
    return approvalPage({ record, approver: APPROVER, now: NOW, nonce: 'n', confirmation, ...sent });
  };
}

function competing(text: string): CompetingRequest[] {
  return [hostileCompetitor(text), hostileCompetitor(text)];
}

/** Each page, and how its request goes on. */
const PAGES: [name: string, ending: Ending, show: Show][] = [
  [
    'approval page to decide on',
    'waiting',
    (record, text) =>
      approvalPage({ record, approver: APPROVER, now: NOW, nonce: text, problem: `x${text}`, comment: text }),
  ],
  [
    'approval page of an approver who has voted',
    'waiting',
    (record, text) => approvalPage({ record, approver: text, now: NOW, nonce: 'n' }),
  ],
  ['approval page of somebody who is signed in', 'waiting', asSignedIn(undefined)],
  ['approval page of somebody who is signed in as somebody else', 'waiting', asSignedIn('signedInAsSomebodyElse')],
  ['approval page that names other requests', 'waiting', asApprover],
  ['approval page of a request that is compared anew', 'outdated', asApprover],
  ['approval page of a request that is asked for again', 'askedAgain', asApprover],
  ['approval page of a superseded request', 'superseded', asDecided],
  ['approval page of a rejected request', 'rejected', asDecided],
  ['approval page of a cancelled request', 'cancelled', asDecided],
  ['approval page of a failed request', 'failed', asDecided],
  [
    'request page to cancel on',
    'waiting',
    (record, text) => requestPage({ record, now: NOW, nonce: text, problem: `x${text}`, comment: text }),
  ],
  ['approval page of a campaign', 'waiting', asApproverOfCampaign],
  ['request page of a request that is compared anew', 'outdated', asRequester],
  ['request page of a request that is asked for again', 'askedAgain', asRequester],
  ['request page of a superseded request', 'superseded', asRequester],
  ['request page while changes are being applied', 'applying', asRequester],
  ['request page of a rejected request', 'rejected', asRequester],
  ['request page of an expired request', 'expired', asRequester],
  ['request page of a cancelled request', 'cancelled', asRequester],
  ['request page of a failed request', 'failed', asRequester],
];

/** The plan of a campaign, and a search in it, in which people could write everything. */
function hostilePlan(text: string): ShownPlan {
  const contact: Contact = { name: text, title: text, emailAddress: text, phoneNumber: text };
  const accounts = [{ accountId: ACCOUNT_ID, name: text, ouPath: [text, text] }];
  const groups = [changeGroup(7, { before: OLD_CONTACT, after: contact, accounts })];
  const unreadable = [{ ...SECURITY, error: { name: text, message: text } }];
  const summary = planSummary({ groups, unreadable, unreadableCount: 1 });
  return { summary, search: { query: text, groups, all: 7, shown: 1 } };
}

type Write = (record: RequestRecord, text: string) => Mail;

/** Each mail, how its request goes on, and the mail's one link, if it has one. */
const MAILS: [name: string, ending: Ending, link: string | undefined, write: Write][] = [
  [
    'approval mail',
    'waiting',
    LINK,
    (record) => approvalMail({ record, approver: APPROVER, link: LINK, now: NOW, round: 0 }),
  ],
  [
    'reminder',
    'waiting',
    LINK,
    (record) => approvalMail({ record, approver: APPROVER, link: LINK, now: NOW, round: 1 }),
  ],
  [
    'approval mail of a request that is asked for again',
    'askedAgain',
    LINK,
    (record, text) =>
      approvalMail({ record, approver: APPROVER, link: LINK, now: NOW, round: 0, competing: competing(text) }),
  ],
  [
    'notice of another request',
    'waiting',
    LINK,
    (record, text) =>
      approvalMail({
        ...{ record, approver: text, link: LINK, now: NOW, round: 0 },
        ...{ competing: competing(text), notice: 'competitor' },
      }),
  ],
  [
    'pending mail',
    'waiting',
    REQUEST_LINK,
    (record, text) => pendingMail({ record, link: REQUEST_LINK, now: NOW, competing: competing(text) }),
  ],
  [
    'approval mail of a campaign',
    'waiting',
    LINK,
    (record, text) => {
      const { summary } = hostilePlan(text);
      return approvalMail({ record, approver: APPROVER, link: LINK, now: NOW, round: 0, summary });
    },
  ],
  [
    'mail with a one-time code',
    'waiting',
    undefined,
    (record) => codeMail({ record, code: '0123 4567', expiresAt: NOW.toISOString() }),
  ],
  ['decision mail', 'cancelled', undefined, (record) => decisionMail({ record })],
  ['decision mail of a superseded request', 'superseded', undefined, (record) => decisionMail({ record })],
  ['outcome mail of a failure', 'failed', undefined, (record) => outcomeMail({ record })],
  ['outcome mail of an expiry', 'expired', undefined, (record) => outcomeMail({ record })],
  [
    'mail about an invalid request',
    'waiting',
    undefined,
    (_, text) => invalidMail({ requestId: text, reasons: [text, `x${text}`] }),
  ],
];

describe.each(PAGES)('the %s', (_, ending, show) => {
  it('has the tags of harmless text, shows the text, and links to nothing but the ticket, whatever people write', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const page = show(hostileRecord(text, ending), text);
        expect(tagsOf(page)).toBe(tagsOf(show(twinRecord(text, ending), harmlessTwin(text))));
        expect(textOf(page)).toContain(visibleText(text));
        expect(page).not.toMatch(UNSEEN);
        const hrefs = hrefsOf(page).filter((href) => !href.startsWith('#') && !href.startsWith(LINK_SECRET));
        expect(hrefs.every((href) => href.startsWith('https://'))).toBe(true);
        expect(hrefs).toHaveLength(httpsUrl(text) ? 1 : 0);
      }),
      { numRuns: NUM_RUNS },
    );
  });
});

describe.each(MAILS)('the %s', (_, ending, link, write) => {
  const links = link === undefined ? [] : [link];

  it('has the tags of harmless text, its own link alone, and one line of subject, whatever people write', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { subject, text: plain, html } = write(hostileRecord(text, ending), text);
        expect(tagsOf(html)).toBe(tagsOf(write(twinRecord(text, ending), harmlessTwin(text)).html));
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
        const mail = write(hostileRecord(text, ending), text);
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
