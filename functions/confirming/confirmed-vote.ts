import { readCode, spendCode, takeTry } from '../aws/one-time-codes.ts';
import { readSignIn } from '../aws/sign-ins.ts';
import { type ConfirmationProblem, confirmOf } from '../domain/approval/confirmation.ts';
import { codeProblem, isCode } from '../domain/approval/one-time-code.ts';
import { linkHash } from '../domain/approval/page-link.ts';
import { isVotingOver } from '../domain/approval/rounds.ts';
import { openedLink, signInProblem, signInSecrets } from '../domain/approval/sign-in.ts';
import type { Confirmation } from '../domain/ledger/events.ts';
import { mailboxOf } from '../domain/request/mailbox.ts';
import type { OpenedPage } from '../middleware/page-chain.ts';
import { logged } from '../runtime/logger.ts';
import { policy } from '../runtime/policy.ts';
import { readBrowserSecret } from './browser-secret.ts';
import { readIdToken } from './id-token.ts';

/** A confirmed vote, or why it is not confirmed. */
export type ConfirmedVote =
  | { problem: ConfirmationProblem }
  /** `spend` is called once the vote is recorded; it never fails. */
  | { problem?: never; confirmation: Confirmation; spend: () => Promise<void> };

/** What a vote comes with besides the link. */
export interface Credentials {
  cookies: string[] | undefined;
  /** The digits of the one-time code; empty if it is not one. */
  code: string;
}

/** Checks what the rules of the approver want besides the link. Nothing that another function has stored is taken on trust. */
export async function confirmVote(page: OpenedPage, { cookies, code }: Credentials): Promise<ConfirmedVote> {
  // Where there is nothing to decide, the vote is refused for that.
  const confirm = isVotingOver(page.record) ? 'link' : confirmOf(page.record.approval, page.holder);
  if (confirm === 'code') return confirmByCode(page, readBrowserSecret(cookies, 'code'), code);
  if (confirm === 'signIn') return confirmBySignIn(page, readBrowserSecret(cookies, 'sign-in'));
  return { confirmation: { kind: 'link', person: mailbox(page) }, spend: async () => {} };
}

async function confirmByCode(page: OpenedPage, browserSecret: string, code: string): Promise<ConfirmedVote> {
  const { secret, now, record } = page;
  const link = linkHash(secret);
  const sent = await readCode(link);
  const problem = codeProblem(sent, browserSecret, now);
  if (problem || !sent) return { problem: problem ?? 'notAsked' };
  if (code === '') return { problem: 'codeMissing' };
  if (!(await takeTry(link, sent))) return { problem: 'noTriesLeft' };
  const use = { browserSecret, linkSecret: secret, fingerprint: record.fingerprint ?? '' };
  if (!isCode(sent, code, use)) return { problem: { kind: 'wrongCode', triesLeft: sent.triesLeft - 1 } };
  const spend = () => spendCode(link, sent).catch(logged('A code that has served can serve again', {}));
  return { confirmation: { kind: 'code', person: mailbox(page) }, spend };
}

/** The identity provider's own signature is what counts: the item with the token is not. */
async function confirmBySignIn({ holder, secret, now }: OpenedPage, browserSecret: string): Promise<ConfirmedVote> {
  const stored = await readSignIn({ browserSecret, linkSecret: secret });
  const isHere = stored !== undefined && openedLink(browserSecret, stored.state) === secret;
  if (!isHere) return { problem: 'notSignedIn' };
  const { nonce } = signInSecrets(browserSecret, stored.state);
  const signedIn = await readIdToken(stored.idToken, nonce, now).catch(logged('A sign-in cannot be checked', {}));
  if (!signedIn) return { problem: 'signInUnchecked' };
  const problem = signInProblem(signedIn, holder, policy.mailboxes ?? {}, now);
  if (problem) return { problem };
  return { confirmation: { kind: 'signIn', person: signedIn.person }, spend: async () => {} };
}

function mailbox({ holder }: OpenedPage): string {
  return mailboxOf(holder, policy.mailboxes ?? {});
}
