import type { RequestRecord } from '../../domain/ledger/record.ts';
import type { RequestStatus } from '../../domain/request/request.ts';
import { type ResultWords, resultWords } from '../../wording/result.ts';
import type { Look } from '../../wording/status.ts';
import { type Html, html } from '../parts/html.ts';
import { timeMarkup } from '../parts/time-markup.ts';
import { accountList } from './account-list.ts';
import { commentMarkup } from './votes-section.ts';

/** Statuses that no vote has led to. */
const UNDECIDED: RequestStatus[] = ['RECEIVED', 'PENDING_APPROVAL', 'EXPIRED', 'CANCELLED'];

/** The head of a page about a status: what it is, what it means, why it came about, and what was requested. */
export function banner(
  headline: string,
  look: Look,
  { meaning, comment, asked }: { meaning: Html; comment?: string | undefined; asked: Html },
): Html {
  return html`<div class="banner tone-${look.tone}"><span class="badge" aria-hidden="true">${look.symbol}</span><div>
<h1>${headline}</h1>
<p class="lead">${meaning}</p>
${commentMarkup(comment)}
<p class="lead">${asked}</p>
</div></div>`;
}

/** Who brought the request to its status, and when; nothing if nobody did. */
export function decidedBy({ votes, status, cancellation }: RequestRecord): Html | undefined {
  if (cancellation?.because) return html`Cancelled on ${timeMarkup(cancellation.at)}.`;
  if (cancellation) return html`Cancelled by <bdi>${cancellation.by}</bdi>, ${timeMarkup(cancellation.at)}.`;
  const decisive = votes.filter(({ decision }) => (decision === 'reject') === (status === 'REJECTED'));
  if (UNDECIDED.includes(status) || decisive.length === 0) return undefined;
  const word = status === 'REJECTED' ? 'Rejected' : 'Approved';
  const people = decisive.map(({ approver, at }) => html`<bdi>${approver}</bdi>, ${timeMarkup(at)}`);
  return html`${word} by ${people.map((person, index) => [index > 0 && '; ', person])}.`;
}

/** The section with what became of each change. Failures come first and say why. */
export function resultsSection(record: RequestRecord): Html | undefined {
  const results = resultWords(record);
  if (results.length === 0) return undefined;
  return html`<section aria-labelledby="results">
<h2 id="results">Results</h2>
<ul role="list" class="card results">
${results.map(resultItem)}
</ul>
</section>`;
}

function resultItem({ contacts, accounts, status, why }: ResultWords): Html {
  return html`<li class="tone-${status.tone}"><span class="badge" aria-hidden="true">${status.symbol}</span><div>
<p>${contacts}: <strong>${status.label.toLowerCase()}</strong></p>
${why && html`<p class="quiet">${why}</p>`}
${accounts.length > 0 && html`<div class="accounts">${accountList(accounts)}</div>`}
</div></li>
`;
}

/** A sentence that must be read before anything else on the page. */
export function noticeMarkup(text: string | undefined, link?: Html): Html | undefined {
  return text === undefined
    ? undefined
    : html`<p class="notice"><span class="badge" aria-hidden="true">!</span><span>${text}${link && html` ${link}`}</span></p>
`;
}
