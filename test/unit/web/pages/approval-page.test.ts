import { describe, expect, it } from 'vitest';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import type { Requirement } from '../../../../functions/domain/policy/required-approval.ts';
import { approvalPage } from '../../../../functions/web/pages/approval-page.ts';
import { APPROVER, approvalOf, BILLING, CHIEF, OTHER_APPROVER, requirement, roundOf, vote } from '../../builders.ts';
import { NOW, OLD_CONTACT, pendingRecord, withRequest, withRequirements } from '../web-samples.ts';

const VOTE = vote(APPROVER, { comment: 'Fine by me' });

function show(record: RequestRecord, more: { problem?: string; comment?: string } = {}): string {
  return approvalPage({ record, approver: APPROVER, now: NOW, nonce: 'a.b-c', ...more });
}

describe('approvalPage while this approver may decide', () => {
  const text = show(pendingRecord());

  it('says who asks for what, why and until when', () => {
    expect(text).toContain(
      '<h1><bdi>jane@example.com</bdi> asks to change the SECURITY contact of account 222222222222 (Payments)',
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

  it('says who gets to read the comment: readers of the ticket too, if there is one', () => {
    const people = 'The requester and the other approvers can read it.';
    expect(text).toContain(`${people} If the request is rejected, so can everybody who reads jira OPS-42.</span>`);
    expect(show(withRequest({ source: { system: 'cli' } }))).toContain(`${people}</span>`);
  });

  it('marks changed fields with a word and a sign, and no others', () => {
    expect(text.match(/>changed<\/span><\/th>/g)).toHaveLength(2);
    expect(text.match(/>unchanged<\/span><\/th>/g)).toHaveLength(2);
    expect(text).toMatch(/<del>.*−.*security@example\.com.*<\/del>/);
    expect(text).toMatch(/<ins>.*→.*soc@example\.com.*<\/ins>/);
    expect(text).not.toMatch(/<(del|ins)>[^\n]*\+1 555 0100[^\n]*<\/\1>/);
  });

  it('says so when there was no contact, or will be none', () => {
    const both = show(
      pendingRecord({
        plan: [
          { ...BILLING, before: null, after: OLD_CONTACT },
          { ...BILLING, before: OLD_CONTACT, after: null },
        ],
      }),
    );
    expect(both).toContain('Before: no contact.');
    expect(both).toContain('After: no contact.');
  });

  it('shows how others voted and who has not', () => {
    const votes = [vote(OTHER_APPROVER, { comment: 'Checked <by> phone' })];
    const page = show(pendingRecord({ votes, approval: approvalOf(2) }));
    expect(page).toContain('1 of 2 approvals given');
    expect(page).toMatch(/approver-2@example\.com<\/bdi> <strong>approved<\/strong>.*1 Jun 2026, 12:00 UTC/);
    expect(page).toContain('Checked &lt;by&gt; phone');
    expect(page).toMatch(/approver-1@example\.com<\/bdi> \(you\) <strong>has not voted/);
  });

  it('keeps the comment and shows an alert at the form when there is a problem', () => {
    const page = show(pendingRecord(), { problem: 'A rejection needs a <comment>', comment: '\n  </textarea>typed' });
    expect(page).toMatch(/role="alert"[^\n]*A rejection needs a &lt;comment&gt;/);
    expect(page).toMatch(/aria-describedby="comment-hint problem" aria-invalid="true"/);
    expect(page).toContain('>\n\n  &lt;/textarea&gt;typed</textarea>');
  });

  it('requires a comment even to approve when a rule of this approver does', () => {
    const page = show(withRequirements(requirement({ commentRequired: true })));
    expect(page).toMatch(/<label for="comment">[^\n]*required, even to approve/);
    expect(page).toMatch(/<textarea [^>]* required>/);
    expect(text).not.toMatch(/<textarea [^>]* required>/);
  });

  it('says that a single rejection ends the request, unless every rule of this approver takes a majority', () => {
    const majority = requirement({ rejection: 'majority' });
    const ofOthers = requirement({ rule: 'others', approvers: ['cfo@example.com'] });
    const ofBoth = requirement({ rule: 'both' });
    const rejectionOf = (...requirements: Requirement[]) => {
      const page = show(withRequirements(...requirements));
      return page.includes('A single rejection ends the request')
        ? 'one'
        : page.includes('if most approvers') && 'most';
    };
    expect(rejectionOf(requirement())).toBe('one');
    expect(rejectionOf(majority, ofOthers)).toBe('most');
    expect(rejectionOf(majority, ofBoth)).toBe('one');
  });

  it('says who could not be reached and why, who was added by escalation, and what each group still owes', () => {
    const approval = {
      requirements: [
        requirement({ from: 'security-leads', escalateTo: [CHIEF] }),
        requirement({ from: 'finance', approvers: ['cfo@example.com'] }),
      ],
      rounds: [roundOf(), roundOf({ seconds: 172_800, escalateTo: [CHIEF] })],
    };
    const reason = { kind: 'bounced', subType: '<General>' } as const;
    const unreachable = [{ approver: 'cfo@example.com', reason, at: NOW.toISOString() }];
    const page = show(pendingRecord({ approval, unreachable, round: 1 }));
    expect(page).toContain(
      'cfo@example.com</bdi> <strong>could not be reached</strong>: the mail bounced (&lt;General&gt;)',
    );
    expect(page).toMatch(/chief@example\.com<\/bdi> <strong>has not voted<\/strong><\/p>\n[^\n]*Added by escalation/);
    expect(page.match(/Added by escalation/g)).toHaveLength(1);
    expect(page).toContain('<p>security-leads: 0 of 1 approval given</p>');
    expect(page).toContain('<p>finance: 0 of 1 approval given</p>');
  });

  it('links to the ticket when its URL is https', () => {
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
    expect(page).toContain('<summary>Show the full reason</summary>');
    expect(text).not.toContain('<summary>');
  });
});

describe('approvalPage when this approver has voted and the request waits for others', () => {
  const approval = approvalOf(2);
  const voted = show(pendingRecord({ votes: [VOTE], approval }));

  it('shows their vote and what the request is waiting for', () => {
    expect(voted).toContain('<h1>You approved this request</h1>');
    expect(voted).toContain('The request is still waiting: 1 of 2 approvals given');
    expect(voted).toMatch(/Your vote was recorded on <time [^>]*>1 Jun 2026, 12:00 UTC<\/time>/);
  });

  it('has a form to change it, with their comment in it', () => {
    expect(voted).toMatch(/<h2 id="decide"[^>]*>Change your vote<\/h2>/);
    expect(voted).toMatch(/<textarea [^>]*>\nFine by me<\/textarea>/);
    expect(voted).toContain('You can change it until the request is decided.');
    expect(voted.match(/<button [^>]*name="decision" value="(approve|reject)"/g)).toHaveLength(2);
  });

  it('keeps what was typed instead of the recorded comment when there is a problem', () => {
    const page = show(pendingRecord({ votes: [VOTE], approval }), { problem: 'Too often', comment: '' });
    expect(page).toMatch(/<textarea [^>]*>\n<\/textarea>/);
    expect(page).toContain('<title>Not recorded: You approved');
    expect(page.match(/role="alert"/g)).toHaveLength(1);
  });

  it('says that they rejected when a rejection waits for a majority', () => {
    const majority = approvalOf(1, { requirements: [requirement({ rejection: 'majority' })] });
    const page = show(pendingRecord({ votes: [vote(APPROVER, { decision: 'reject' })], approval: majority }));
    expect(page).toContain('<h1>You rejected this request</h1>');
  });
});
