import { CODE_MINUTES, type CodeProblem } from '../../domain/approval/one-time-code.ts';
import { SIGN_IN_MINUTES, type SignInProblem } from '../../domain/approval/sign-in.ts';
import { confirmationProblemText, TOO_MANY_CODES } from '../../wording/confirmation.ts';
import { nonceField, problemNote } from '../parts/form-field.ts';
import { type Html, html } from '../parts/html.ts';
import { timeMarkup } from '../parts/time-markup.ts';
import { commentMarkup } from './votes-section.ts';

/** How far an approver has come with what their vote needs besides the link. */
export type ShownConfirmation = { kind: 'link' } | ShownCode | ShownSignIn;

export interface ShownCode {
  kind: 'code';
  linkSecret: string;
  /** Why no code can be entered; nothing if one can. */
  problem: CodeProblem | undefined;
  /** When the last code was sent, until when it can be entered, and when the next one can be sent; ISO 8601. */
  sentAt: string | undefined;
  expiresAt: string | undefined;
  nextAt: string | undefined;
}

export interface ShownSignIn {
  kind: 'signIn';
  linkSecret: string;
  /** Why the sign-in does not confirm a vote; nothing if it does. */
  problem: SignInProblem | undefined;
  /** Who is signed in; missing if the provider vouches for no address. */
  address: string | undefined;
}

export interface ConfirmParts {
  approver: string;
  hasVoted: boolean;
  nonce: string;
  /** Why the decision that was just sent does not count, and the comment that was typed with it. */
  problem?: string | undefined;
  comment?: string | undefined;
}

/** What the approver must do before they can decide; nothing if they can. */
export function confirmSection(shown: ShownConfirmation, parts: ConfirmParts): Html | undefined {
  if (shown.kind === 'link' || shown.problem === undefined) return undefined;
  return html`<section aria-labelledby="decide">
<h2 id="decide" tabindex="-1">${parts.hasVoted ? 'Change your vote' : 'Your decision'}</h2>
<div class="card form">
${problemNote(parts.problem)}
${parts.comment?.trim() && html`<p>Your comment was not recorded. Copy it, to use it again:</p>${commentMarkup(parts.comment)}`}
${shown.kind === 'code' ? codeSteps(shown, parts) : signInSteps(shown, parts)}
</div>
</section>`;
}

interface CodeParts {
  approver: string;
  /** What was typed, if it is right. */
  code?: string | undefined;
  isCodeWrong?: boolean;
}

/** The field for the code, at the head of the decision form. */
export function codeField({ sentAt, expiresAt }: ShownCode, { approver, code, isCodeWrong }: CodeParts): Html {
  const until = expiresAt === undefined ? undefined : html` It works until ${timeMarkup(expiresAt)}.`;
  return html`<label for="code">One-time code <span class="hint">(required)</span></label>
<span class="hint" id="code-hint">It was mailed to <bdi>${approver}</bdi>${sentAt !== undefined && html`, ${timeMarkup(sentAt)}`}.${until}</span>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20" required value="${code}" aria-describedby="code-hint${isCodeWrong && ' problem'}"${isCodeWrong && html` aria-invalid="true" autofocus`}>
`;
}

/** The form that asks for another code, below the decision form. */
export function anotherCodeForm({ linkSecret, nextAt }: ShownCode, nonce: string): Html {
  if (nextAt !== undefined) return html`<p class="quiet">${TOO_MANY_CODES} ${timeMarkup(nextAt)}.</p>`;
  return html`<form method="post" action="${linkSecret}/code" class="aside">
${nonceField(nonce)}
<p>No mail? Look in the spam folder first. <button class="plain">Send another code</button></p>
</form>`;
}

/** The line that says who is signed in. */
export function signedInLine({ address = '' }: ShownSignIn): Html {
  return html`<p>You are signed in as <strong><bdi>${address}</bdi></strong>.</p>`;
}

function codeSteps({ linkSecret, problem, nextAt, sentAt }: ShownCode, { approver, nonce }: ConfirmParts): Html {
  const tells = problem !== undefined && problem !== 'notAsked' && html`<p>${confirmationProblemText(problem)}</p>`;
  const isElsewhere = problem === 'otherBrowser' && sentAt !== undefined;
  return html`<p>You are deciding as <strong><bdi>${approver}</bdi></strong>. To make sure that it is you, we mail a one-time code to this
address. It works for ${CODE_MINUTES} minutes, in this browser only.</p>
${tells}
${isElsewhere && html`<p>It was sent ${timeMarkup(sentAt)}. If you did not ask for it, somebody else has your link.</p>`}
${
  nextAt === undefined
    ? html`<form method="post" action="${linkSecret}/code">
${nonceField(nonce)}
<div class="buttons"><button class="next">Send me a code</button></div>
</form>`
    : html`<p>${TOO_MANY_CODES} ${timeMarkup(nextAt)}.</p>`
}`;
}

function signInSteps({ linkSecret, problem, address }: ShownSignIn, { approver }: ConfirmParts): Html {
  if (problem === 'signedInAsSomebodyElse') {
    const who = address === undefined ? 'somebody whose e-mail address is not verified' : html`<bdi>${address}</bdi>`;
    return html`<p class="problem"><span class="sign" aria-hidden="true">!</span><span>You are signed in as ${who}, but this page is for <bdi>${approver}</bdi>.</span></p>
<p>Only ${approver} can decide here. If that is you too, sign in with that address. If not, close this page: whoever sent you
the link should not have.</p>
<div class="buttons"><a class="next" href="${linkSecret}/sign-in?again=yes">Sign in as somebody else</a></div>`;
  }
  return html`<p>You are deciding as <strong><bdi>${approver}</bdi></strong>. To make sure that it is you, sign in with this address first. You then come
back to this page, and have ${SIGN_IN_MINUTES} minutes to decide.</p>
${problem === 'signedInTooLongAgo' && html`<p>${confirmationProblemText(problem)}</p>`}
<div class="buttons"><a class="next" href="${linkSecret}/sign-in">Sign in to decide</a></div>`;
}
