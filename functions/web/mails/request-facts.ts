import type { RequestRecord } from '../../domain/ledger/record.ts';
import { requestIdIn } from '../../domain/request/request-key.ts';
import { barredTexts } from '../../wording/approver.ts';
import { asWritten, asWrittenText } from '../../wording/as-written.ts';
import { counted } from '../../wording/counted.ts';
import { otherContributors, requesterProofText } from '../../wording/identity.ts';
import { sourceTerm, sourceText } from '../../wording/request.ts';
import { resultWords } from '../../wording/result.ts';
import { withdrawnTexts } from '../../wording/withdrawal.ts';
import type { Fact } from './facts.ts';

/** The page shows further lines. */
const SHOWN_LINES = 5;

/**
 * Whether a mail to the requester leaves out what the request says in words: whoever may put an event may name anybody as the
 * requester, and would otherwise have the service mail them anything.
 */
export function hidesWords({ provenBy }: RequestRecord): boolean {
  return provenBy === 'claimed';
}

/** By whom, and how they are known. */
export function requesterFact(record: RequestRecord): Fact {
  return { term: 'Requested by', value: `${record.request.requestedBy}, ${requesterProofText(record)}` };
}

/** Why, by whom, how they are known, who else worked on it, and from which ticket. */
export function originFacts(record: RequestRecord): Fact[] {
  return [
    { term: 'Why', value: record.request.reason },
    requesterFact(record),
    ...listFact('Also shaped by', otherContributors(record.request)),
    { term: sourceTerm(record), value: sourceText(record) },
    ...listFact('Takes the place of', (record.supersedes ?? []).map(requestIdIn)),
  ];
}

/** What was made of what people wrote, and what is no longer asked for, unless the results say it. */
export function changeFacts(record: RequestRecord): Fact[] {
  return [
    ...listFact('As written', asWritten(record.request).map(asWrittenText)),
    ...(resultWords(record).length === 0 ? listFact('No longer asked for', withdrawnTexts(record)) : []),
  ];
}

/** Who is not asked, because they shaped the request. */
export function barredFacts(record: RequestRecord): Fact[] {
  return listFact('Not asked', barredTexts(record));
}

function listFact(term: string, lines: string[]): Fact[] {
  if (lines.length === 0) return [];
  const further = lines.length - SHOWN_LINES;
  const more = further > 0 ? [`and ${counted(further, 'more', 'more')} on the page`] : [];
  return [{ term, value: [...lines.slice(0, SHOWN_LINES), ...more].join('\n') }];
}
