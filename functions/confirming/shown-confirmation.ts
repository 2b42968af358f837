import { readCode } from '../aws/one-time-codes.ts';
import { readSignIn } from '../aws/sign-ins.ts';
import { confirmOf } from '../domain/approval/confirmation.ts';
import { codeProblem, nextCodeAt } from '../domain/approval/one-time-code.ts';
import { linkHash } from '../domain/approval/page-link.ts';
import { isVotingOver } from '../domain/approval/rounds.ts';
import { signInProblem } from '../domain/approval/sign-in.ts';
import type { OpenedPage } from '../middleware/page-chain.ts';
import { policy } from '../runtime/policy.ts';
import type { ShownConfirmation } from '../web/pages/confirm-section.ts';
import { readBrowserSecret } from './browser-secret.ts';

/** How far an approver has come with what their vote needs besides the link. It is for the page alone: `confirmVote` decides. */
export async function shownConfirmation(page: OpenedPage, cookies: string[] | undefined): Promise<ShownConfirmation> {
  const { record, holder, secret } = page;
  const confirm = confirmOf(record.approval, holder);
  if (confirm === 'link' || isVotingOver(record)) return { kind: 'link' };
  return confirm === 'code'
    ? shownCode(page, readBrowserSecret(cookies, 'code'))
    : shownSignIn(page, { browserSecret: readBrowserSecret(cookies, 'sign-in'), linkSecret: secret });
}

async function shownCode({ secret, now }: OpenedPage, browserSecret: string): Promise<ShownConfirmation> {
  const sent = await readCode(linkHash(secret));
  return {
    ...{ kind: 'code', linkSecret: secret, problem: codeProblem(sent, browserSecret, now) },
    ...{ sentAt: sent?.sentAt.at(-1), expiresAt: sent?.expiresAt, nextAt: nextCodeAt(sent, now) },
  };
}

async function shownSignIn(
  { holder, secret, now }: OpenedPage,
  place: Parameters<typeof readSignIn>[0],
): Promise<ShownConfirmation> {
  const signedIn = (await readSignIn(place))?.signedIn;
  const problem = signInProblem(signedIn, holder, policy.mailboxes ?? {}, now);
  return { kind: 'signIn', linkSecret: secret, problem, address: signedIn?.address };
}
