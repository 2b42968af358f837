import type { RequestStatus } from '../domain/request.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { type Html, html } from './html.ts';
import { commentMarkup, timeMarkup } from './page-votes.ts';
import { cancellation, type ResultView, resultViews } from './result-view.ts';
import type { StatusText } from './status-text.ts';

/** Nobody has decided: not yet, or not in time. */
const UNDECIDED: RequestStatus[] = ['RECEIVED', 'PENDING_APPROVAL', 'EXPIRED', 'CANCELLED'];

/** The head of a page that tells a state: a headline with its symbol, what it means, why it came about, what was asked. */
export function banner(
  headline: string,
  look: Pick<StatusText, 'symbol' | 'tone'>,
  { meaning, comment, asked }: { meaning: Html; comment?: string | undefined; asked: Html },
): Html {
  return html`<div class="banner tone-${look.tone}"><span class="badge" aria-hidden="true">${look.symbol}</span><div>
<h1>${headline}</h1>
<p class="lead">${meaning}</p>
${commentMarkup(comment)}
<p class="lead">${asked}</p>
</div></div>`;
}

/** Who brought the request to its status, and when; nothing where nobody has decided. */
export function decidedBy(record: RequestRecord): Html | undefined {
  const { votes, status } = record;
  const cancelled = cancellation(record);
  if (cancelled) return html`Cancelled by <bdi>${cancelled.who}</bdi>, ${timeMarkup(cancelled.at)}.`;
  const decisive = votes.filter(({ decision }) => (decision === 'reject') === (status === 'REJECTED'));
  if (UNDECIDED.includes(status) || decisive.length === 0) return undefined;
  const word = status === 'REJECTED' ? 'Rejected' : 'Approved';
  const people = decisive.map(({ approver, at }) => html`<bdi>${approver}</bdi>, ${timeMarkup(at)}`);
  return html`${word} by ${people.map((person, index) => [index > 0 && '; ', person])}.`;
}

/** The section with what became of each change; failures come first and tell why. */
export function resultsSection(record: RequestRecord): Html | undefined {
  const results = resultViews(record);
  if (results.length === 0) return undefined;
  return html`<section aria-labelledby="results">
<h2 id="results">Results</h2>
<ul role="list" class="card results">
${results.map(resultItem)}
</ul>
</section>`;
}

function resultItem({ contacts, status, why }: ResultView): Html {
  return html`<li class="tone-${status.tone}"><span class="badge" aria-hidden="true">${status.symbol}</span><div>
<p>${contacts}: <strong>${status.label.toLowerCase()}</strong></p>
${why && html`<p class="quiet">${why}</p>`}
</div></li>
`;
}
