import { describe, expect, it } from 'vitest';
import type { Requirement } from '../../../functions/domain/approval.ts';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';
import { approvalPage } from '../../../functions/web/approval-page.ts';
import { APPROVER, NOW, OLD_CONTACT, OTHER_APPROVER, pendingRecord, requirement, withRequest } from './web-samples.ts';

const VOTE = {
  approver: APPROVER,
  decision: 'approve',
  comment: 'Fine by me',
  at: '2026-06-01T12:00:00.000Z',
} as const;

function show(record: RequestRecord, more: { problem?: string; comment?: string } = {}): string {
  return approvalPage({ record, approver: APPROVER, now: NOW, nonce: 'a.b-c', ...more });
}

describe('approvalPage while this approver may decide', () => {
  const text = show(pendingRecord());

  it('tells who asks what, why, until when', () => {
    expect(text).toContain(
      '<h1><bdi>jane@example.com</bdi> asks to change the SECURITY contact of account 222222222222',
    );
    expect(text).toContain('The security mailbox moves to the new SOC');
    expect(text).toContain('4 Jun 2026, 10:00 UTC');
    expect(text).toContain('in 2 days 2 hours');
  });

  it('posts decision, comment and nonce to its own URL', () => {
    expect(text).toMatch(/<form method="post"(?![^>]*action)[^>]*>/);
    expect(text).toMatch(/<textarea [^>]*name="comment"[^>]*maxlength="2000"/);
    expect(text).toMatch(/<label for="comment">[^\n]*optional to approve, required to reject/);
    expect(text).toContain('<input type="hidden" name="nonce" value="a.b-c">');
    expect(text.match(/<button [^>]*name="decision" value="(approve|reject)"/g)).toHaveLength(2);
  });

  it('marks the changed fields by word and sign and shows the others unmarked', () => {
    expect(text.match(/>changed<\/span><\/th>/g)).toHaveLength(2);
    expect(text.match(/>unchanged<\/span><\/th>/g)).toHaveLength(2);
    expect(text).toMatch(/<del>.*−.*security@example\.com.*<\/del>/);
    expect(text).toMatch(/<ins>.*→.*soc@example\.com.*<\/ins>/);
    expect(text).not.toMatch(/<(del|ins)>[^\n]*\+1 555 0100[^\n]*<\/\1>/);
  });

  it('says so when no contact is set or the contact will be removed', () => {
    const key = { accountId: '222222222222', alternateContactType: 'BILLING' } as const;
    const both = show(
      pendingRecord({
        plan: [
          { ...key, before: null, after: OLD_CONTACT },
          { ...key, before: OLD_CONTACT, after: null },
        ],
      }),
    );
    expect(both).toContain('Before: no contact set.');
    expect(both).toContain('After: no contact set.');
  });

  it('shows how others voted and who has not', () => {
    const vote = { ...VOTE, approver: OTHER_APPROVER, comment: 'Checked <by> phone' };
    const approval = { requirements: [requirement({ quorum: 2 })], rounds: [] };
    const page = show(pendingRecord({ votes: [vote], approval }));
    expect(page).toContain('1 of 2 approvals given');
    expect(page).toMatch(/approver-2@example\.com<\/bdi> <strong>approved<\/strong>.*1 Jun 2026, 12:00 UTC/);
    expect(page).toContain('Checked &lt;by&gt; phone');
    expect(page).toMatch(/approver-1@example\.com<\/bdi> \(you\) <strong>has not voted/);
  });

  it('keeps the comment and alerts at the form when there is a problem', () => {
    const page = show(pendingRecord(), { problem: 'A rejection needs a <comment>', comment: '\n  </textarea>typed' });
    expect(page).toMatch(/role="alert"[^\n]*A rejection needs a &lt;comment&gt;/);
    expect(page).toMatch(/aria-describedby="comment-hint problem" aria-invalid="true"/);
    expect(page).toContain('>\n\n  &lt;/textarea&gt;typed</textarea>');
  });

  it('requires a comment to approve, too, when a rule of this approver does', () => {
    const requirements = [requirement({ commentRequired: true })];
    const page = show(pendingRecord({ approval: { requirements, rounds: [] } }));
    expect(page).toMatch(/<label for="comment">[^\n]*required, to approve as well/);
    expect(page).toMatch(/<textarea [^>]* required>/);
    expect(text).not.toMatch(/<textarea [^>]* required>/);
  });

  it('says that one rejection ends the request, unless every rule of this approver wants a majority', () => {
    const majority = requirement({ rejection: 'majority' });
    const ofOthers = requirement({ rule: 'others', approvers: ['cfo@example.com'] });
    const ofBoth = requirement({ rule: 'both' });
    const rejectionOf = (...requirements: Requirement[]) => {
      const page = show(pendingRecord({ approval: { requirements, rounds: [] } }));
      return page.includes('One rejection ends the request') ? 'one' : page.includes('when most of those') && 'most';
    };
    expect(rejectionOf(requirement())).toBe('one');
    expect(rejectionOf(majority, ofOthers)).toBe('most');
    expect(rejectionOf(majority, ofBoth)).toBe('one');
  });

  it('says whom no mail reached and why, who joined by escalation, and what each group still owes', () => {
    const approval = {
      requirements: [
        requirement({ from: 'security-leads', escalateTo: ['ciso@example.com'] }),
        requirement({ from: 'finance', approvers: ['cfo@example.com'] }),
      ],
      rounds: [
        { seconds: 60, remind: false, escalateTo: [] },
        { seconds: 60, remind: false, escalateTo: ['ciso@example.com'] },
      ],
    };
    const unreachable = [{ approver: 'cfo@example.com', why: 'the mail <bounced>', at: NOW.toISOString() }];
    const page = show(pendingRecord({ approval, unreachable, round: 1 }));
    expect(page).toContain('cfo@example.com</bdi> <strong>could not be reached</strong>: the mail &lt;bounced&gt;');
    expect(page).toMatch(/ciso@example\.com<\/bdi> <strong>has not voted<\/strong><\/p>\n[^\n]*Joined by escalation/);
    expect(page.match(/Joined by escalation/g)).toHaveLength(1);
    expect(page).toContain('<p>security-leads: 0 of 1 approval given</p>');
    expect(page).toContain('<p>finance: 0 of 1 approval given</p>');
  });

  it('links the ticket when its URL is one of https', () => {
    expect(text).toMatch(/<a href="https:\/\/tickets\.example\.net\/browse\/OPS-42" rel="noreferrer[^"]*"/);
  });

  it.each(['http://tickets.example.net/1', 'javascript:alert(1)', '"><script>'])(
    'names the ticket without a link when its URL is %s',
    (url) => {
      const page = show(withRequest({ source: { system: 'jira', reference: 'OPS-42', url } }));
      expect(page).toContain('jira OPS-42');
      expect(page).not.toMatch(/<a href="(?!#)/);
    },
  );

  it('folds the reason when it is long', () => {
    const page = show(withRequest({ reason: 'long '.repeat(400) }));
    expect(page).toContain('<summary>Show the whole reason</summary>');
    expect(text).not.toContain('<summary>');
  });
});

describe('approvalPage when this approver has voted and the request waits for others', () => {
  const approval = { requirements: [requirement({ quorum: 2 })], rounds: [] };
  const voted = show(pendingRecord({ votes: [VOTE], approval }));

  it('shows their vote and what is awaited', () => {
    expect(voted).toContain('<h1>You approved this request</h1>');
    expect(voted).toContain('The request still waits: 1 of 2 approvals given');
    expect(voted).toMatch(/Your vote was recorded on <time [^>]*>1 Jun 2026, 12:00 UTC<\/time>/);
  });

  it('has the form to change it, with their comment in it', () => {
    expect(voted).toMatch(/<h2 id="decide"[^>]*>Change your vote<\/h2>/);
    expect(voted).toMatch(/<textarea [^>]*>\nFine by me<\/textarea>/);
    expect(voted).toContain('Until the request is decided, you may vote again.');
    expect(voted.match(/<button [^>]*name="decision" value="(approve|reject)"/g)).toHaveLength(2);
  });

  it('keeps what was typed instead of the recorded comment when there is a problem', () => {
    const page = show(pendingRecord({ votes: [VOTE], approval }), { problem: 'Too often', comment: '' });
    expect(page).toMatch(/<textarea [^>]*>\n<\/textarea>/);
    expect(page).toContain('<title>Not recorded: You approved');
    expect(page.match(/role="alert"/g)).toHaveLength(1);
  });

  it('says that they rejected when a rejection waits for a majority', () => {
    const majority = { requirements: [requirement({ rejection: 'majority' })], rounds: [] };
    const page = show(pendingRecord({ votes: [{ ...VOTE, decision: 'reject' }], approval: majority }));
    expect(page).toContain('<h1>You rejected this request</h1>');
  });
});
