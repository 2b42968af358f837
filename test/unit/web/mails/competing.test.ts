import { describe, expect, it } from 'vitest';
import type { CompetingRequest } from '../../../../functions/domain/approval/competing-request.ts';
import { approvalMail } from '../../../../functions/web/mails/approval-mail.ts';
import { pendingMail } from '../../../../functions/web/mails/pending-mail.ts';
import type { Mail } from '../../../../functions/web/parts/mail.ts';
import { APPROVER, otherRequest, vote } from '../../builders.ts';
import { hrefsOf, linksOf, textOf } from '../markup.ts';
import { LINK, NOW, pendingRecord, REQUEST_LINK } from '../web-samples.ts';

const record = pendingRecord();

function toApprover(competing: CompetingRequest[], about = record, notice?: 'competitor'): Mail {
  const link = { link: LINK, now: NOW, round: 0 };
  return approvalMail({ record: about, approver: APPROVER, ...link, competing, ...(notice && { notice }) });
}

function toRequester(competing: CompetingRequest[]): Mail {
  return pendingMail({ record, link: REQUEST_LINK, now: NOW, competing, seesCurrent: true });
}

describe.each([
  ['approval mail', toApprover, LINK],
  ['pending mail', toRequester, REQUEST_LINK],
])('the %s of a request with competitors', (_, write, link) => {
  const { text, html } = write([otherRequest()]);

  it('names the other request, its requester, its ticket and what follows in both parts', () => {
    for (const part of [text, textOf(html)]) {
      expect(part).toContain('Another request asks for the same contact: github-acme-17-2, by bob@example.com.');
      expect(part).toContain('Requested by bob@example.com, named by github, from github acme/infra#17.');
      expect(part).toContain('asked again about the other, with the contact as it then is');
    }
    expect(text).toContain('ANOTHER REQUEST FOR THE SAME CONTACT: github-acme-17-2');
  });

  it('shows what the other request sets, field by field', () => {
    const [, others = ''] = text.split('ANOTHER REQUEST');
    expect(others).toMatch(/Name: +- Security desk\n +→ Other team\n/);
    expect(html).toContain('→ Other team');
  });

  it('has its own link alone', () => {
    expect(linksOf(text)).toEqual([link]);
    expect(hrefsOf(html)).toEqual([link]);
  });

  it('shows three of many requests, and names the others', () => {
    const many = write(Array.from({ length: 5 }, (__, index) => otherRequest({ requestId: `cli-${index + 1}` })));
    expect(many.text.match(/ANOTHER REQUEST/g)).toHaveLength(3);
    expect(many.text).toContain('Also, shown on the page: cli-4, cli-5');
    expect(many.html).toContain('Also, shown on the page: cli-4, cli-5');
  });

  it('names none when there is none', () => {
    expect(write([]).text).not.toMatch(/another request/i);
  });
});

describe('the notice that another request has come', () => {
  const notice = toApprover([otherRequest()], record, 'competitor');

  it('says so in its subject and before anything else', () => {
    expect(notice.subject).toBe(
      'Another request: SECURITY contact of 222222222222 (Payments) — requested by jane@example.com (OPS-42)',
    );
    expect(notice.text).toMatch(
      /^You were asked to decide on request jira-OPS-42-10124\. Since then, another one has come\. You can still decide/,
    );
    expect(notice.text).toContain('github-acme-17-2');
  });

  it('reminds approvers of their vote', () => {
    const voted = toApprover([otherRequest()], pendingRecord({ votes: [vote()] }), 'competitor');
    expect(voted.text).toMatch(/^You approved request jira-OPS-42-10124\. .* You can still decide otherwise\./);
  });

  it('has the approver’s own link alone', () => {
    expect(linksOf(notice.text)).toEqual([LINK]);
    expect(hrefsOf(notice.html)).toEqual([LINK]);
  });
});
