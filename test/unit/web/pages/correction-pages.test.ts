import { describe, expect, it } from 'vitest';
import { recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { approvalPage } from '../../../../functions/web/pages/approval-page.ts';
import { requestPage } from '../../../../functions/web/pages/request-page.ts';
import { APPROVER, BILLING, cancelled, changesWithdrawn, plannedChange, voteCast } from '../../builders.ts';
import { textOf } from '../markup.ts';
import { askedAgainRecord, NOW, outdatedRecord, pendingRecord, supersededRecord } from '../web-samples.ts';

const BUTTON = /<button/;

function asApprover(record: RequestRecord, problem?: string): string {
  return approvalPage({ record, approver: APPROVER, now: NOW, nonce: 'n', problem });
}

function asRequester(record: RequestRecord): string {
  return requestPage({ record, now: NOW, nonce: 'n', seesCurrent: true });
}

describe('the approval page while the request is compared anew', () => {
  const page = asApprover(outdatedRecord());

  it('says why, that votes do not count and that a new mail comes', () => {
    expect(page).toContain('<h1>Being compared again</h1>');
    expect(page).toContain('Request cli-2 was approved first, and changes the SECURITY contact of 222222222222');
    expect(page).toContain('Votes given before do not count. If you are to decide on it, you get a new mail.');
  });

  it('has no form, and does not show the comparison that is no longer so', () => {
    expect(page).not.toMatch(/<form|<button|<textarea/);
    expect(page).not.toContain('What changes');
    expect(page).not.toContain('Decide by');
  });

  it('says that a decision was not recorded when one was sent all the same', () => {
    const answered = asApprover(outdatedRecord(), 'The change is no longer the one you saw. Review it again.');
    expect(answered).toMatch(/role="alert"[^\n]*Your decision was not recorded\./);
    expect(answered).not.toContain('Review it again');
    expect(page).not.toContain('role="alert"');
  });
});

describe('the request page while the request is compared anew', () => {
  const page = asRequester(outdatedRecord());

  it('says why, and that approvers will be asked again', () => {
    expect(page).toContain('Its approvers will be asked again. Nothing has been changed yet.');
    expect(page).not.toContain('The approvers have been notified');
    expect(page).not.toContain('What changes');
    expect(page).not.toContain('Decide by');
  });

  it('can still cancel', () => {
    expect(page).toContain('Cancel the request');
  });
});

describe.each([
  ['approval page', asApprover],
  ['request page', asRequester],
])('the %s of a request that is asked for again', (_, show) => {
  const page = show(askedAgainRecord());

  it('says why above everything else, and that earlier votes do not count', () => {
    const [head = ''] = page.split('<dl');
    expect(textOf(head)).toContain('Approvers are asked about this request again. Request cli-2 was approved first');
    expect(textOf(head)).toContain('Votes given before do not count.');
  });

  it('compares with the contact as it is now', () => {
    expect(page).toMatch(/<del>.*Other team.*<\/del>/);
    expect(page).toMatch(BUTTON);
  });
});

describe.each([
  ['approval page', asApprover],
  ['request page', asRequester],
])('the %s of a superseded request', (_, show) => {
  const page = show(supersededRecord());

  it('names the request that took its place, and nobody as who cancelled it', () => {
    expect(page).toContain('<h1>Cancelled</h1>');
    expect(page).toContain('Superseded by jira-OPS-42-10125. Nothing was changed.');
    expect(page).toMatch(/Cancelled on <time/);
    expect(page).not.toContain('workflow');
  });

  it('has no form', () => {
    expect(page).not.toMatch(BUTTON);
  });
});

describe('the approval page of a superseded request', () => {
  it('says that another mail comes about the newer one', () => {
    expect(asApprover(supersededRecord())).toContain(
      'If you are to decide on the newer request, you get a separate mail about it.',
    );
  });

  it.each([
    [{ kind: 'takenBack' }, 'Its ticket took the request back. Nothing was changed.'],
    [
      { kind: 'accountClosed', accountId: '222222222222' },
      'The account 222222222222 (Payments, Root / Production) was',
    ],
  ] as const)('says why when something else ended it: $kind', (because, text) => {
    const page = asApprover(recordOf([...pendingRecord().history, cancelled({ by: 'workflow', because })]));
    expect(page).toContain(text);
    expect(page).not.toContain('newer request');
  });
});

describe.each([
  ['approval page', asApprover],
  ['request page', asRequester],
])('the %s of a request of which some changes were withdrawn', (_, show) => {
  it('lists them with the reason', () => {
    const plan = [plannedChange(), plannedChange({ ...BILLING, after: null })];
    const record = recordOf([...pendingRecord({ plan }).history, voteCast(), changesWithdrawn()]);
    expect(textOf(show(record))).toMatch(
      /No longer asked for\s+BILLING contact of 222222222222 \(Payments, Root \/ Production\): superseded by jira-OPS-42-10125/,
    );
    expect(show(pendingRecord())).not.toContain('No longer asked for');
  });
});
