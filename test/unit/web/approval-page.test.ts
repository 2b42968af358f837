import { describe, expect, it } from 'vitest';
import type { RequestStatus } from '../../../functions/domain/request.ts';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';
import { approvalPage } from '../../../functions/web/approval-page.ts';
import { httpsUrl } from '../../../functions/web/request-text.ts';
import { hostileTexts } from './hostile-texts.ts';
import { APPROVER, hostileRecord, NOW, OLD_CONTACT, pendingRecord, withRequest } from './web-samples.ts';

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
    const vote = { ...VOTE, approver: 'approver-2@example.com', comment: 'Checked <by> phone' };
    const approval = {
      requirements: [{ rule: 'r', approvers: [APPROVER, 'approver-2@example.com'], quorum: 2 }],
      rounds: [],
    };
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

describe('approvalPage when this approver cannot decide', () => {
  it('shows their vote and what is awaited, without a form, when they have voted', () => {
    const approval = {
      requirements: [{ rule: 'r', approvers: [APPROVER, 'approver-2@example.com'], quorum: 2 }],
      rounds: [],
    };
    const page = show(pendingRecord({ votes: [VOTE], approval }));
    expect(page).toContain('<h1>You approved this request</h1>');
    expect(page).toContain('The request still waits: 1 of 2 approvals given');
    expect(page).not.toContain('<form');
  });

  it('has no form when the deadline has passed but nobody has settled the request', () => {
    const page = show(pendingRecord({ expiresAt: NOW.toISOString() }));
    expect(page).toContain('<h1>Expired</h1>');
    expect(page).not.toContain('<form');
  });

  it.each<[RequestStatus, string]>([
    ['APPROVED', 'Approved'],
    ['REJECTED', 'Rejected'],
    ['CANCELLED', 'Cancelled'],
    ['EXPIRED', 'Expired'],
    ['APPLIED', 'Applied'],
    ['PARTIALLY_APPLIED', 'Partially applied'],
    ['FAILED', 'Failed'],
    ['UNCHANGED', 'Nothing to change'],
  ])('has a headline and no form when the request is %s', (status, headline) => {
    const page = show(pendingRecord({ status }));
    expect(page).toContain(`<h1>${headline}</h1>`);
    expect(page).not.toMatch(/<form|<button|<textarea|nonce/);
  });

  it('tells who rejected, when and why when the request is rejected', () => {
    const votes = [
      VOTE,
      { ...VOTE, approver: 'approver-2@example.com', decision: 'reject', comment: 'Wrong number' } as const,
    ];
    const page = show(pendingRecord({ status: 'REJECTED', votes }));
    expect(page).toMatch(
      /Rejected by <bdi>approver-2@example\.com<\/bdi>, <time [^>]*>1 Jun 2026, 12:00 UTC<\/time>\./,
    );
    expect(page).toContain('Wrong number');
  });

  it('tells who cancelled when the request is cancelled', () => {
    const history = [{ at: '2026-06-02T06:00:00.000Z', who: 'jane@example.com', what: 'cancelled' }];
    expect(show(pendingRecord({ status: 'CANCELLED', history }))).toMatch(/Cancelled by <bdi>jane@example\.com/);
  });

  it('lists failures first with their errors when changes have results', () => {
    const page = show(
      pendingRecord({
        status: 'PARTIALLY_APPLIED',
        results: [
          { accountId: '222222222222', alternateContactType: 'SECURITY', status: 'APPLIED' },
          {
            accountId: '333333333333',
            alternateContactType: 'SECURITY',
            status: 'FAILED',
            error: 'ValidationException: <bad>',
          },
          {
            accountId: '444444444444',
            alternateContactType: 'SECURITY',
            status: 'CONFLICT',
            error: 'ContactChangedError: x',
          },
        ],
      }),
    );
    expect(page).toContain('ValidationException: &lt;bad&gt;');
    expect(page).toContain('was not overwritten. ContactChangedError: x');
    expect(page.indexOf('SECURITY contact of 333333333333')).toBeLessThan(page.indexOf('<strong>applied'));
  });
});

describe('approvalPage of hostile texts', () => {
  it.each(['PENDING_APPROVAL', 'REJECTED', 'FAILED'] as const)(
    'holds the same tags whatever people write when it is %s',
    (status) => {
      const showAll = (text: string) => show({ ...hostileRecord(text), status }, { problem: text, comment: text });
      const plainTags = tagsOf(showAll('plain'));
      const linkedTags = tagsOf(showAll('https://evil.example'));
      for (const text of hostileTexts(20_260_602, 150)) {
        const page = showAll(text);
        expect(tagsOf(page), text).toEqual(httpsUrl(text) ? linkedTags : plainTags);
        expect(page, text).not.toMatch(/[\u202A-\u202E\u2066-\u2069\r]/);
      }
    },
  );
});

/** Every tag with the names of its attributes: all that a browser would take for markup. */
function tagsOf(page: string): string[] {
  return [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));
}
