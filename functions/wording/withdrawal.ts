import type { Account } from '../../schemas/compiled/account.js';
import type { WithdrawalCause } from '../domain/ledger/events.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { requestIdIn } from '../domain/request/request-key.ts';
import { accountTextOf } from './account.ts';
import { contactWords } from './contact.ts';

/** Why changes were withdrawn, as the end of a sentence. */
export function withdrawalWords(because: WithdrawalCause, accounts: Account[] = []): string {
  switch (because.kind) {
    case 'superseded':
      return `superseded by ${requestIdIn(because.requestKey)}`;
    case 'takenBack':
      return 'its ticket took the request back';
    case 'accountClosed':
      return `the account ${accountTextOf(because.accountId, accounts)} was closed`;
    case 'baselineGone':
      return `the policy leaves the contacts of ${accountTextOf(because.accountId, accounts)} alone where the account is now`;
  }
}

/** The same as a sentence: `Superseded by jira-OPS-42-10125.` */
export function withdrawalSentence(because: WithdrawalCause, accounts: Account[] = []): string {
  const words = withdrawalWords(because, accounts);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** The changes that are no longer asked for, each with the reason. */
export function withdrawnTexts({ withdrawn, accounts }: Pick<RequestRecord, 'withdrawn' | 'accounts'>): string[] {
  return withdrawn.map(
    ({ because, ...contact }) => `${contactWords(contact, accounts)}: ${withdrawalWords(because, accounts)}`,
  );
}
