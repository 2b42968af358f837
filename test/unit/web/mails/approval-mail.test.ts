import { describe, expect, it } from 'vitest';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { approvalMail } from '../../../../functions/web/mails/approval-mail.ts';
import type { Mail } from '../../../../functions/web/parts/mail.ts';
import {
  APPROVER,
  approvalMails,
  approvalOf,
  changeRequest,
  lost,
  OTHER_APPROVER,
  otherRequest,
  requirement,
  SECURITY,
} from '../../builders.ts';
import { hrefsOf, linksOf, textOf } from '../markup.ts';
import {
  askedAgainRecord,
  LINK,
  NEW_CONTACT,
  NOW,
  OLD_CONTACT,
  pendingRecord,
  recordOfAccounts,
  withRequest,
  withRequirements,
} from '../web-samples.ts';

const TIMES = { now: NOW, round: 0 };

function write(record: RequestRecord, round = 0): Mail {
  return approvalMail({ record, approver: APPROVER, link: LINK, now: NOW, round });
}

describe('approvalMail', () => {
  const mail = write(pendingRecord());

  it.each(['text', 'html'] as const)('says who asks for what, why and until when in its %s part', (part) => {
    for (const fact of [
      'jane@example.com asks to change the SECURITY contact of account 222222222222 (Payments).',
      'The security mailbox moves to the new SOC',
      'jira OPS-42',
      '4 Jun 2026, 10:00 UTC (in 2 days 2 hours)',
      'security@example.com',
      'soc@example.com',
      'Opening the link changes nothing',
      'forward this mail',
    ]) {
      expect(mail[part]).toContain(fact);
    }
  });

  it('marks before and after with signs in its text part', () => {
    expect(mail.text).toMatch(/E-mail: +- security@example\.com\n +→ soc@example\.com\n/);
    expect(mail.text).toMatch(/Phone: +\+1 555 0100 \(unchanged\)/);
  });

  it('marks before and after with signs in its HTML part', () => {
    expect(mail.html).toContain('− <del>security@example.com</del>');
    expect(mail.html).toContain('→ soc@example.com');
    expect(mail.html).toContain('Phone · unchanged');
  });

  it('differs in its subject from the mail of the request that it takes the place of', () => {
    const correction = write({ ...pendingRecord(), supersedes: ['jira/jira-OPS-42-1'] }, 0);
    expect(correction.subject).toMatch(/^Corrected: Approve\? SECURITY contact/);
    expect(correction.text).toMatch(/Takes the place of: +jira-OPS-42-1/);
  });

  it('names the request in its subject when there is no ticket', () => {
    const request = changeRequest({ requestId: 'cli-1', source: { system: 'cli' } });
    expect(write(pendingRecord({ request }), 0).subject).toMatch(/ — requested by jane@example\.com \(cli-1\)$/);
  });

  it('has a short, specific subject', () => {
    expect(mail.subject).toBe(
      'Approve? SECURITY contact of 222222222222 (Payments) — requested by jane@example.com (OPS-42)',
    );
  });

  it('reminds in its subject when the approver was asked in an earlier round', () => {
    expect(write(pendingRecord({ mails: approvalMails(0) }), 1).subject).toMatch(/^Reminder: Approve\? SECURITY/);
  });

  it('says that the request was escalated when the round adds the approver', () => {
    const escalated = write(pendingRecord({ mails: approvalMails(0, [OTHER_APPROVER]) }), 1);
    expect(escalated.subject).toMatch(/^Escalated: Approve\?/);
    expect(escalated.text).toContain('This request has not been decided yet, so it was escalated to you.');
  });

  it('says so in both parts when a comment is required', () => {
    const strict = write(withRequirements(requirement({ commentRequired: true })));
    for (const part of [strict.text, strict.html]) expect(part).toContain('Required, even to approve: say why.');
    expect(mail.text).not.toContain('Required');
  });

  it('names the other approvers with their votes, or why they could not be reached', () => {
    const { text } = write(pendingRecord({ unreachable: [lost(OTHER_APPROVER)] }));
    expect(text).toContain(`Also asked:   ${OTHER_APPROVER} could not be reached: the mail bounced (General)`);
    expect(mail.text).toContain(`Also asked:   ${OTHER_APPROVER} has not voted`);
  });

  it('has its link once in each part and no other', () => {
    expect(linksOf(mail.text)).toEqual([LINK]);
    expect(hrefsOf(mail.html)).toEqual([LINK]);
    expect(linksOf(textOf(mail.html))).toEqual([]);
  });

  it('does not let the reason add a fact of its own', () => {
    const { text } = write(withRequest({ reason: 'Because\r\nDecide by: never\n\nReview and decide:' }));
    expect(text.match(/^Decide by:/gm)).toHaveLength(1);
    expect(text.match(/^Review and decide:/gm)).toHaveLength(1);
  });

  it('stays below the size at which Gmail cuts off mails when 100 changes differ', () => {
    const plan = Array.from({ length: 100 }, (_, index) => ({
      ...SECURITY,
      accountId: String(900_000_000_001 + index),
      before: { ...OLD_CONTACT, name: `Desk ${index}`.padEnd(64, 'x') },
      after: { ...NEW_CONTACT, title: 'y'.repeat(50) },
    }));
    const { text, html } = write(pendingRecord({ plan }));
    expect(Buffer.byteLength(html)).toBeLessThan(102_000);
    expect(html).toContain('900000000100');
    expect(text).toContain('900000000100');
  });

  it('stays below that size when accounts have long names and places, and other requests come', () => {
    const record = recordOfAccounts(100);
    const ouPath = Array.from({ length: 5 }, (_, depth) => `OU ${depth} `.padEnd(128, 'x'));
    const accounts = record.accounts.map((each) => ({ ...each, name: 'n'.repeat(50), ouPath }));
    const plan = (record.plan ?? []).map((change, index) => ({
      ...change,
      before: { ...OLD_CONTACT, name: `Desk ${index}`.padEnd(64, 'x') },
      after: { ...NEW_CONTACT, title: 'y'.repeat(50) },
    }));
    const competing = Array.from({ length: 9 }, () => otherRequest({ changes: plan }));
    for (const changed of [
      { ...record, accounts, plan },
      { ...record, accounts },
    ]) {
      const { html } = approvalMail({ ...{ record: changed, approver: APPROVER, link: LINK }, ...TIMES, competing });
      expect(Buffer.byteLength(html)).toBeLessThan(102_000);
      expect(html).toContain('900000000100 (nnn');
    }
  });

  it('names each of several accounts with the same change in a line of its own', () => {
    const { text, html } = write(recordOfAccounts(3));
    const names = [1, 2, 3].map((n) => `90000000000${n} (Bulk ${n}, Root / Workloads / Production)`);
    expect(text).toContain(`SECURITY contact of 3 accounts (changed), the same in each:\n  ${names.join('\n  ')}\n`);
    expect(html).toContain(`The same in 3 accounts:<br>${names.join('<br>')}`);
  });

  it('says how the requester is known, who else shaped the request, and who is not asked because of it', () => {
    const barred = [{ approver: 'ed+aws@example.com', shapedAs: 'ed@example.com' }];
    const request = { ...pendingRecord().request, contributors: ['jane@example.com', 'ed@example.com'] };
    const { text } = write(pendingRecord({ request, approval: approvalOf(1, { barred }) }));
    expect(text).toMatch(/^Requested by: +jane@example\.com, named by jira$/m);
    expect(text).toMatch(/^Also shaped by: ed@example\.com$/m);
    expect(text).toContain('ed+aws@example.com was not asked, because they worked on the request as ed@example.com.');
  });

  it('shows shortly what was made of what people wrote', () => {
    const asWritten = Array.from({ length: 7 }, () => ({ pointer: '/changes/0/accountId', text: '2222-2222-2222' }));
    const { text } = write(withRequest({ asWritten }));
    expect(text.match(/Account: written as “2222-2222-2222”, taken as 222222222222/g)).toHaveLength(5);
    expect(text).toContain('and 2 more on the page');
  });

  it('says why it is asked for again, and that earlier votes do not count', () => {
    const anew = write(askedAgainRecord());
    expect(anew.subject).toMatch(/^Asked again: Approve\? SECURITY contact/);
    for (const part of [anew.text, anew.html]) {
      expect(part).toContain('Approvers are asked about this request again. Request cli-2 was approved first');
      expect(part).toContain('Votes given before do not count.');
    }
    expect(mail.text).not.toContain('asked about this request again');
  });
});
