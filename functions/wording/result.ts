import type { ChangeResult, RequestRecord } from '../domain/ledger/record.ts';
import { errorLine } from '../domain/outcome/caught-error.ts';
import { contactWords } from './contact.ts';
import { type StatusWords, statusWords } from './status.ts';

/** What became of one contact, in every account in which the same became of it. */
export interface ResultWords {
  /** `SECURITY contact of 222222222222, 333333333333`. */
  contacts: string;
  status: StatusWords;
  /** Why it was not applied, or that there was nothing to do; otherwise empty. */
  why: string;
}

/**
 * What became of each change, failures first. Only of requests that were to be applied: if a request was rejected, has
 * expired or was cancelled, that is what became of all its changes.
 */
export function resultWords({ status, results = [] }: RequestRecord): ResultWords[] {
  if (status !== 'APPLIED' && status !== 'PARTIALLY_APPLIED' && status !== 'FAILED') return [];
  const groups = Map.groupBy(results, (result) =>
    JSON.stringify([result.alternateContactType, result.status, whyText(result)]),
  );
  const words = [...groups.values()].flatMap(groupWords);
  return words.toSorted((left, right) => Number(right.status.tone === 'bad') - Number(left.status.tone === 'bad'));
}

function groupWords([first, ...others]: ChangeResult[]): ResultWords[] {
  if (!first) return [];
  const contacts = [contactWords(first), ...others.map(({ accountId }) => accountId)].join(', ');
  return [{ contacts, status: statusWords(first.status), why: whyText(first) }];
}

function whyText({ status, alreadyInPlace, error }: ChangeResult): string {
  if (status === 'CONFLICT') {
    return `${statusWords(status).sentence} If it should still change, send a new request.`;
  }
  if (alreadyInPlace) return 'It was already in place, so there was nothing to do.';
  return error ? errorLine(error) : '';
}
