import type { Account } from '../../schemas/compiled/account.js';
import type { CampaignCounts } from '../domain/ledger/events.ts';
import type { ChangeResult, RequestRecord } from '../domain/ledger/record.ts';
import { errorLine } from '../domain/outcome/caught-error.ts';
import type { ChangeStatus } from '../domain/request/request.ts';
import { accountTextOf } from './account.ts';
import { counted } from './counted.ts';
import { type StatusWords, statusWords, UNCONFIRMED } from './status.ts';
import { withdrawalWords } from './withdrawal.ts';

/** More accounts are counted, and listed apart. */
const NAMED_ACCOUNTS = 3;

/** What became of one contact, in every account in which the same became of it. */
export interface ResultWords {
  /** `SECURITY contact of 222222222222 (Payments, Root / Production), 333333333333`, or `SECURITY contact of 100 accounts`. */
  contacts: string;
  /** Which accounts, if they are only counted. */
  accounts: string[];
  status: StatusWords;
  /** Why it was not applied, or that there was nothing to do; otherwise empty. */
  why: string;
}

/**
 * What became of each change, failures first. Only of requests that were to be applied: if a request was rejected, has
 * expired or was cancelled, that is what became of all its changes.
 */
export function resultWords({ status, results = [], accounts, counts }: RequestRecord): ResultWords[] {
  if (status !== 'APPLIED' && status !== 'PARTIALLY_APPLIED' && status !== 'FAILED') return [];
  if (counts) return countedResults(counts);
  const groups = Map.groupBy(results, (result) =>
    JSON.stringify([result.alternateContactType, result.status, whyText(result, accounts)]),
  );
  const words = [...groups.values()].flatMap((group) => groupWords(group, accounts));
  return words.toSorted((left, right) => Number(right.status.tone === 'bad') - Number(left.status.tone === 'bad'));
}

/** What became of the changes of a campaign: how many, not which. */
function countedResults({ applied, inPlace, failed, conflicts, cancelled }: CampaignCounts): ResultWords[] {
  const wasInPlace = inPlace > 0 ? `${counted(inPlace, 'change was', 'changes were')} already in place.` : '';
  const lines: [count: number, status: ChangeStatus, why: string][] = [
    [failed, 'FAILED', ''],
    [conflicts, 'CONFLICT', 'The contacts changed in the meantime, so they were left alone.'],
    [applied, 'APPLIED', wasInPlace],
    [cancelled, 'CANCELLED', ''],
  ];
  return lines
    .filter(([count]) => count > 0)
    .map(([count, status, why]) => ({
      contacts: counted(count, 'change'),
      accounts: [],
      status: statusWords(status),
      why,
    }));
}

function groupWords(group: ChangeResult[], accounts: Account[]): ResultWords[] {
  const [first] = group;
  if (!first) return [];
  const names = group.map(({ accountId }) => accountTextOf(accountId, accounts));
  const accountsOf = names.length > NAMED_ACCOUNTS ? names : [];
  const where = accountsOf.length > 0 ? counted(names.length, 'account') : names.join(', ');
  const contacts = `${first.alternateContactType} contact of ${where}`;
  return [{ contacts, accounts: accountsOf, status: statusWords(first.status), why: whyText(first, accounts) }];
}

function whyText(result: ChangeResult, accounts: Account[]): string {
  const { status, alreadyInPlace, confirmed, because, error } = result;
  if (status === 'CONFLICT') {
    return `${statusWords(status).sentence} If it should still change, send a new request.`;
  }
  if (alreadyInPlace) return 'It was already in place, so there was nothing to do.';
  if (confirmed === false) return UNCONFIRMED;
  if (because) return `It was withdrawn: ${withdrawalWords(because, accounts)}.`;
  return error ? errorLine(error) : '';
}
