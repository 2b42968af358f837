import { describe, expect, it } from 'vitest';
import { approvalPage } from '../../../../functions/web/pages/approval-page.ts';
import type { ShownConfirmation } from '../../../../functions/web/pages/confirm-section.ts';
import { APPROVER, approvalOf, vote } from '../../builders.ts';
import { NOW, pendingRecord } from '../web-samples.ts';

const SECRET = 's'.repeat(43);
const CODE = {
  ...({ kind: 'code', linkSecret: SECRET, problem: undefined, nextAt: undefined } as const),
  sentAt: '2026-06-02T07:30:00.000Z',
  expiresAt: '2026-06-02T07:40:00.000Z',
};
const SIGN_IN = { kind: 'signIn', linkSecret: SECRET, problem: undefined, address: APPROVER } as const;

const show = (
  confirmation: ShownConfirmation,
  sent: { problem?: string; comment?: string; isCodeWrong?: boolean } = {},
) => approvalPage({ record: pendingRecord(), approver: APPROVER, now: NOW, nonce: 'a.b-c', confirmation, ...sent });

const forms = (page: string) =>
  [...page.matchAll(/<form method="post"(?: action="([^"]+)")?/g)].map(([, action]) => action);

describe('the page of an approver who must enter a code', () => {
  it('asks for a code first, and has no buttons to decide', () => {
    const page = show({ ...CODE, problem: 'notAsked', sentAt: undefined, expiresAt: undefined });
    expect(forms(page)).toEqual([`${SECRET}/code`]);
    expect(page).toContain('>Send me a code</button>');
    expect(page).toContain('name="nonce" value="a.b-c"');
    expect(page).not.toContain('name="decision"');
  });

  it('has a field for the code once it is sent, says where to look, and offers another', () => {
    const page = show(CODE);
    expect(forms(page)).toEqual([SECRET, `${SECRET}/code`]);
    expect(page).toMatch(/<label for="code">One-time code/);
    expect(page).toMatch(/<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code"[^>]* required/);
    expect(page).toContain(`It was mailed to <bdi>${APPROVER}</bdi>`);
    expect(page).toContain('2 Jun 2026, 07:40 UTC');
  });

  it('puts the focus on the code, and not on the comment, when the code is wrong', () => {
    const page = show(CODE, { problem: 'This code is wrong.', comment: 'fine', isCodeWrong: true });
    expect(page).toMatch(/<input id="code"[^>]*aria-describedby="code-hint problem" aria-invalid="true" autofocus>/);
    expect(page.match(/autofocus/g)).toHaveLength(1);
    expect(page).toContain('>\nfine</textarea>');
  });

  it('says when the next code can be sent, and offers none before', () => {
    for (const problem of ['expired', undefined] as const) {
      const page = show({ ...CODE, problem, nextAt: '2026-06-02T08:30:00.000Z' });
      expect(page).toContain('5 codes were sent for this link within an hour');
      expect(page).toContain('2 Jun 2026, 08:30 UTC');
      expect(page).not.toContain('/code"');
    }
  });

  it('warns when somebody has asked for a code elsewhere', () => {
    const page = show({ ...CODE, problem: 'otherBrowser' });
    expect(page).toContain('If you did not ask for it, somebody else has your link.');
    expect(page).toContain('>Send me a code</button>');
  });

  it('shows a comment that was not recorded, so that it is not lost', () => {
    const page = show({ ...CODE, problem: 'expired' }, { problem: 'The code is too old.', comment: 'What I wrote' });
    expect(page).toContain('The code is too old.');
    expect(page).toContain('What I wrote');
  });
});

describe('the page of an approver who has voted', () => {
  it('says that they can change their vote, once they have another code', () => {
    const record = pendingRecord({ approval: approvalOf(2), votes: [vote()] });
    const confirmation = { ...CODE, problem: 'noTriesLeft' } as const;
    const page = approvalPage({ record, approver: APPROVER, now: NOW, nonce: 'n', confirmation });
    expect(page).toMatch(/<h2 id="decide"[^>]*>Change your vote<\/h2>/);
    expect(page).toContain('The last code is used up. Ask for a new one.');
  });
});

describe('the page of an approver who must sign in', () => {
  it('leads to the sign-in first, and has no buttons to decide', () => {
    const page = show({ ...SIGN_IN, problem: 'notSignedIn', address: undefined });
    expect(page).toContain(`<a class="next" href="${SECRET}/sign-in">Sign in to decide</a>`);
    expect(forms(page)).toEqual([]);
  });

  it('says who is signed in, above the buttons', () => {
    const page = show(SIGN_IN);
    expect(page).toContain(`You are signed in as <strong><bdi>${APPROVER}</bdi></strong>`);
    expect(forms(page)).toEqual([SECRET]);
  });

  it.each([
    { address: 'bo@example.com', who: '<bdi>bo@example.com</bdi>' },
    { address: undefined, who: 'somebody whose e-mail address is not verified' },
  ])('says that it is somebody else when $who is signed in, and takes no vote', ({ address, who }) => {
    const page = show({ ...SIGN_IN, problem: 'signedInAsSomebodyElse', address });
    expect(page).toContain(`You are signed in as ${who}, but this page is for <bdi>${APPROVER}</bdi>.`);
    expect(page).toContain(`href="${SECRET}/sign-in?again=yes"`);
    expect(forms(page)).toEqual([]);
  });

  it('asks to sign in again when it was too long ago', () => {
    expect(show({ ...SIGN_IN, problem: 'signedInTooLongAgo' })).toContain('You signed in too long ago.');
  });
});
