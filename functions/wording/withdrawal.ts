import type { WithdrawalCause } from '../domain/ledger/events.ts';

/** Why changes were withdrawn, as the end of a sentence. */
export function withdrawalWords(because: WithdrawalCause): string {
  switch (because.kind) {
    case 'superseded':
      return `superseded by ${because.requestId}`;
    case 'takenBack':
      return 'its ticket took the request back';
    case 'accountClosed':
      return `the account ${because.accountId} was closed`;
    case 'baselineGone':
      return `the policy leaves the contacts of ${because.accountId} alone where the account is now`;
  }
}
