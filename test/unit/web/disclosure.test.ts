import { describe, expect, it } from 'vitest';
import { CONTACT_FIELDS } from '../../../functions/domain/contact/contact.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { statusChange } from '../../../functions/domain/outcome/status-event.ts';
import type { ProvenBy, RequestStatus } from '../../../functions/domain/request/request.ts';
import { approvalMail } from '../../../functions/web/mails/approval-mail.ts';
import { outcomeMail } from '../../../functions/web/mails/outcome-mail.ts';
import { pendingMail } from '../../../functions/web/mails/pending-mail.ts';
import { approvalPage } from '../../../functions/web/pages/approval-page.ts';
import { requestPage } from '../../../functions/web/pages/request-page.ts';
import { ticketComment } from '../../../functions/wording/ticket-comment.ts';
import {
  APPROVER,
  BILLING,
  changeRequest,
  deleteChange,
  otherRequest,
  plannedChange,
  putChange,
  SECURITY,
  VOTED_AT,
} from '../builders.ts';
import { LINK, NEW_CONTACT, NOW, pendingRecord, REQUEST_LINK } from './web-samples.ts';

/** The contacts as they are now: each value is found nowhere else. */
const CURRENT = {
  name: 'Marker Name',
  title: 'Marker Title',
  emailAddress: 'marker-mail@example.com',
  phoneNumber: '+99 111 222 333',
};
/** The new contact shares one value with the present one, which nobody may notice. */
const SHARED = { ...NEW_CONTACT, title: CURRENT.title };
const OTHERS = {
  name: 'Other Marker',
  title: 'Other Title',
  emailAddress: 'other-marker@example.com',
  phoneNumber: '+98 1',
};

const plan = [
  plannedChange({ before: CURRENT, after: SHARED }),
  plannedChange({ ...BILLING, before: CURRENT, after: null }),
];
const request = changeRequest({ changes: [putChange(SECURITY, SHARED), deleteChange(BILLING)] });
const competing = [
  otherRequest({ changes: [{ ...SECURITY, before: CURRENT, after: OTHERS }] }),
  otherRequest({ changes: [{ ...BILLING, before: CURRENT, after: null }] }),
];

const SECRETS = [
  ...CONTACT_FIELDS.filter((field) => field !== 'title').map((field) => CURRENT[field]),
  ...CONTACT_FIELDS.map((field) => OTHERS[field]),
];
const UNAPPLIED: RequestStatus[] = [
  'RECEIVED',
  'PENDING_APPROVAL',
  'APPROVED',
  'REJECTED',
  'EXPIRED',
  'CANCELLED',
  'FAILED',
];

function recordOf(status: RequestStatus): RequestRecord {
  return { ...pendingRecord({ request, plan, status }), status };
}

/** All that a requester, or whoever reads their ticket, gets to see. */
function seenByRequester(record: RequestRecord, seesCurrent?: boolean): string {
  const rights = seesCurrent === undefined ? {} : { seesCurrent };
  const mails = [pendingMail({ record, link: REQUEST_LINK, now: NOW, competing, ...rights }), outcomeMail({ record })];
  const page = { record, now: NOW, nonce: 'n', competing, ...rights };
  const pages = [requestPage(page), requestPage({ ...page, problem: 'Shorten it', comment: 'typed' })];
  const change = statusChange(record, null, VOTED_AT);
  return JSON.stringify([mails, pages, change, ticketComment(change, { accounts: record.accounts })]);
}

describe('the words of a request whose requester is only claimed', () => {
  const words = { reason: 'Marker reason', reference: 'Marker ticket', contributor: 'marker-person@example.com' };
  const source = { system: 'cli', reference: words.reference, url: 'https://marker-url.example' };
  const asWritten = [{ pointer: '/changes/0/contact/name', text: 'Marker text' }];
  const asked = { ...request, reason: words.reason, contributors: [words.contributor], source, asWritten };
  const mailsOf = (provenBy: ProvenBy) => {
    const waiting = { ...pendingRecord({ request: asked, plan }), provenBy };
    const ended = { ...pendingRecord({ request: asked, plan, status: 'REJECTED' }), provenBy };
    const input = { link: REQUEST_LINK, now: NOW, competing, seesCurrent: true };
    return [pendingMail({ record: waiting, ...input }), outcomeMail({ record: ended })].map((mail) =>
      JSON.stringify(mail),
    );
  };

  it('are in no mail to that person, who is told so', () => {
    for (const mail of mailsOf('claimed')) expect(mail).not.toMatch(/marker|soc@example/i);
    expect(mailsOf('claimed')[0]).toContain('If you did not ask for it, cancel it there.');
  });

  it('are not taken for their own', () => {
    for (const mail of mailsOf('claimed')) {
      expect(mail).toContain('A request in your name asked to change');
      expect(mail).not.toContain('You asked');
    }
  });

  it.each(['iam', 'signature'] as const)('are in the mails when the requester is known: %s', (provenBy) => {
    for (const mail of mailsOf(provenBy)) expect(mail).toContain(words.reason);
  });
});

describe('the contacts as they are now', () => {
  it.each(UNAPPLIED)('are in no mail, page, event or comment for the requester of a request that is %s', (status) => {
    const seen = seenByRequester(recordOf(status));
    for (const secret of SECRETS) expect(seen).not.toContain(secret);
    expect(seen).not.toMatch(/unchanged/);
    expect(seen).toContain(NEW_CONTACT.emailAddress);
  });

  it('are said to be hidden', () => {
    expect(seenByRequester(recordOf('PENDING_APPROVAL'))).toContain('Only approvers see what the contact is now.');
  });

  it('are shown to a requester who may see them', () => {
    const seen = seenByRequester(recordOf('PENDING_APPROVAL'), true);
    for (const secret of SECRETS) expect(seen).toContain(secret);
  });

  it('are shown to approvers', () => {
    const record = recordOf('PENDING_APPROVAL');
    const input = { record, approver: APPROVER, now: NOW, competing };
    const seen = JSON.stringify([
      approvalMail({ ...input, link: LINK, round: 0 }),
      approvalPage({ ...input, nonce: 'n' }),
    ]);
    for (const secret of SECRETS) expect(seen).toContain(secret);
  });
});
