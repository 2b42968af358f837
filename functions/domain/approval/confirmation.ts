import type { Confirmation } from '../ledger/events.ts';
import { type Approval, type Confirm, eligibleApprovers, type Requirement } from '../policy/required-approval.ts';
import type { CodeProblem } from './one-time-code.ts';
import type { SignInProblem } from './sign-in.ts';

/** Why a vote is not confirmed. `signInUnchecked`: the identity provider cannot be asked, or the sign-in is not its own. */
export type ConfirmationProblem =
  | CodeProblem
  | SignInProblem
  | 'codeMissing'
  | 'signInUnchecked'
  | { kind: 'wrongCode'; triesLeft: number };

/** From the weakest to the strictest. */
const STRICTNESS: Confirm[] = ['link', 'code', 'signIn'];

/** What a vote of this approver needs: the strictest that one of their rules wants. */
export function confirmOf(approval: Approval | undefined, approver: string): Confirm {
  const theirs = (approval?.requirements ?? []).filter((each) => eligibleApprovers(each).includes(approver));
  return STRICTNESS.findLast((confirm) => theirs.some((each) => wanted(each) === confirm)) ?? 'link';
}

/** Whether a vote that was confirmed like this is enough for a requirement. */
export function isConfirmedFor(requirement: Pick<Requirement, 'confirm'>, { kind }: Confirmation): boolean {
  return STRICTNESS.indexOf(kind) >= STRICTNESS.indexOf(wanted(requirement));
}

function wanted({ confirm }: Pick<Requirement, 'confirm'>): Confirm {
  return confirm ?? 'link';
}
