import type { ConfirmationProblem } from '../domain/approval/confirmation.ts';
import { CODE_DIGITS, CODE_MINUTES, CODES_PER_HOUR } from '../domain/approval/one-time-code.ts';
import type { Confirmation } from '../domain/ledger/events.ts';
import type { Confirm } from '../domain/policy/required-approval.ts';
import { counted } from './counted.ts';

/** What a vote needs besides the link; nothing if it needs no more. */
export function confirmText(confirm: Confirm): string | undefined {
  switch (confirm) {
    case 'link':
      return undefined;
    case 'code':
      return 'With a one-time code, which you ask for on the page.';
    case 'signIn':
      return 'By signing in, which the page asks you to do.';
  }
}

/** How somebody confirmed their vote; nothing if it was the link alone. */
export function confirmationText({ kind }: Confirmation): string | undefined {
  switch (kind) {
    case 'link':
      return undefined;
    case 'code':
      return 'with a one-time code';
    case 'signIn':
      return 'signed in';
  }
}

/** Why a vote is not confirmed, and what to do. */
export function confirmationProblemText(problem: ConfirmationProblem): string {
  if (typeof problem === 'object') return wrongCodeText(problem.triesLeft);
  switch (problem) {
    case 'notAsked':
      return 'This vote needs a one-time code. Ask for one, then decide.';
    case 'otherBrowser':
      return 'The last code was asked for on another page. Enter it there, or ask for a new one here.';
    case 'expired':
      return `The code is older than ${CODE_MINUTES} minutes. Ask for a new one.`;
    case 'noTriesLeft':
      return 'The last code is used up. Ask for a new one.';
    case 'codeMissing':
      return `Enter the code from the mail: ${CODE_DIGITS} digits.`;
    case 'notSignedIn':
      return 'This vote needs you to sign in. Sign in, then decide.';
    case 'signedInTooLongAgo':
      return 'You signed in too long ago. Sign in again, then decide.';
    case 'signedInAsSomebodyElse':
      return 'You are signed in as somebody else. Sign in as the person whom the mail was sent to.';
    case 'signInUnchecked':
      return 'Your sign-in cannot be checked at the moment. Try again in a minute, or sign in again.';
  }
}

function wrongCodeText(triesLeft: number): string {
  return triesLeft > 0
    ? `This code is wrong. You have ${counted(triesLeft, 'try', 'tries')} left.`
    : 'This code is wrong, and it was the last try. Ask for a new one.';
}

/** Why no further code is sent now. */
export const TOO_MANY_CODES = `${CODES_PER_HOUR} codes were sent for this link within an hour. The next one can be sent`;
