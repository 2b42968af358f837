import { describe, expect, it } from 'vitest';
import { campaignProgress } from '../../../../functions/domain/campaign/campaign-progress.ts';
import { approvalMail } from '../../../../functions/web/mails/approval-mail.ts';
import { campaignMail } from '../../../../functions/web/mails/campaign-mail.ts';
import { outcomeMail } from '../../../../functions/web/mails/outcome-mail.ts';
import { pendingMail } from '../../../../functions/web/mails/pending-mail.ts';
import { APPROVER, ended, OLD_CONTACT, VOTED_AT } from '../../builders.ts';
import {
  applyingCampaign,
  campaignApplied,
  campaignControl,
  campaignCounts,
  changeGroup,
  planSummary,
} from '../../campaign-builders.ts';
import { manyGroups, manyGroupsRecord } from '../campaign-samples.ts';
import { hrefsOf, linksOf } from '../markup.ts';
import { LINK, NOW, REQUEST_LINK } from '../web-samples.ts';

const ask = (summary = manyGroups(), record = manyGroupsRecord()) =>
  approvalMail({ record, approver: APPROVER, link: LINK, now: NOW, round: 0, summary });

describe('the mail that asks to approve a campaign', () => {
  it('says how much is asked for, shows the largest groups, and names the others', () => {
    const { subject, text, html } = ask();
    expect(subject).toBe('Approve? 10,000 contacts in 3,334 accounts — requested by jane@example.com (OPS-42)');
    expect(text).toContain('10,000 changes in 3,334 accounts, in 20 groups of equal changes.');
    expect(text).toContain('SECURITY of 3,315 accounts (new), such as:\n  900000000001 (workload-1-1');
    expect(text).toContain('SECURITY of 5 accounts: Team 5 → SOC');
    expect(html).toContain('In 3,315 accounts, such as:');
    expect(html).toContain('<li style="margin:8px 0 0">SECURITY of 5 accounts: Team 5 → SOC</li>');
  });

  it('says first how many accounts lose a contact', () => {
    const { text, html } = ask();
    expect(text).toContain('! 15 accounts lose their OPERATIONS contact.');
    expect(html.indexOf('15 accounts lose')).toBeLessThan(html.indexOf('In 3,315 accounts'));
  });

  it('stays small however many groups there are', () => {
    const groups = Array.from({ length: 200 }, () => changeGroup(10, { before: OLD_CONTACT }));
    const { html, text } = ask(planSummary({ groups, further: { groups: 100, changes: 100 } }));
    expect(text).toContain('280 more groups with 1,900 changes, on the page');
    expect(Buffer.byteLength(html)).toBeLessThan(60_000);
  });
});

describe('the mail that tells the requester of a campaign that it waits', () => {
  it('shows the groups without what the contacts are now', () => {
    const input = { record: manyGroupsRecord(), link: REQUEST_LINK, now: NOW, summary: manyGroups() };
    expect(pendingMail(input).text).toContain('SECURITY of 3,315 accounts (new), such as:');
    expect(pendingMail(input).text).not.toContain('Team 5');
    expect(pendingMail({ ...input, seesCurrent: true }).text).toContain('Team 5');
  });
});

describe('the mail that tells the requester what a campaign does', () => {
  const tell = (control = {}) => {
    const counts = { ...campaignCounts({ applied: 5, failed: 1 }), ended: [0] };
    const now = Date.parse(VOTED_AT) + 60_000;
    const progress = campaignProgress(applyingCampaign(), { control: campaignControl(control), counts }, now);
    return campaignMail({ record: applyingCampaign(), progress, link: REQUEST_LINK });
  };

  it.each([
    [{ state: 'canary' }, 'Waiting after the first changes'],
    [{ state: 'stopped' }, 'Stopped'],
    [{ state: 'paused' }, 'Paused'],
  ])('says when it is %j how far it is, and how it goes on', (control, label) => {
    const { subject, text, html } = tell(control);
    expect(subject).toBe(`${label}: 9,900 contacts in 5,000 accounts (OPS-42)`);
    expect(text).toContain('So far: 5 of 9,900 applied, 1 failed.');
    for (const part of [text, html]) {
      expect(part).toContain('contacts resume jira-OPS-42-10124');
      expect(part.split(REQUEST_LINK)).toHaveLength(2);
    }
  });

  it('asks for nothing when it goes on', () => {
    expect(tell().text).not.toContain('contacts resume');
  });
});

describe('the mail that tells how a campaign ended', () => {
  it('counts what became of the changes', () => {
    const counts = campaignApplied({ applied: 9880, inPlace: 2, failed: 12, conflicts: 5, cancelled: 3 });
    const { subject, text } = outcomeMail({ record: applyingCampaign(counts, ended('PARTIALLY_APPLIED')) });
    expect(subject).toBe('Partially applied: 9,900 contacts in 5,000 accounts (OPS-42)');
    expect(text).toContain('✗ 12 changes: failed');
    expect(text).toContain('✓ 9,880 changes: applied\n  2 changes were already in place.');
  });

  it('leads to the page, and to nothing else, when it is given the link', () => {
    const record = applyingCampaign(campaignApplied(), ended('APPLIED'));
    const { text, html } = outcomeMail({ record, link: REQUEST_LINK });
    expect(linksOf(text)).toEqual([REQUEST_LINK]);
    expect(hrefsOf(html)).toEqual([REQUEST_LINK]);
    expect(linksOf(outcomeMail({ record }).text)).toEqual([]);
  });
});
