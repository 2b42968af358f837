import type { RequestRecord } from '../domain/request-record.ts';
import { type Html, html } from './html.ts';
import { timeMarkup } from './page-votes.ts';
import { cancellation, type ResultView, resultViews } from './result-view.ts';
import type { StatusText } from './status-text.ts';

/** The head of a page on which nothing is left to decide: a headline with its symbol, and what it means, in a few lines. */
export function banner(headline: string, look: Pick<StatusText, 'symbol' | 'tone'>, lines: Html[]): Html {
  return html`<div class="banner ${look.tone}"><span class="badge" aria-hidden="true">${look.symbol}</span><div>
<h1>${headline}</h1>
${lines.map((line) => html`<p class="lead">${line}</p>`)}
</div></div>`;
}

/** Who brought the request to its status, and when; nothing where nobody has decided. */
export function decidedBy(record: RequestRecord): Html | undefined {
  const { votes, status } = record;
  const cancelled = cancellation(record);
  if (cancelled) return html`Cancelled by <bdi>${cancelled.who}</bdi>, ${timeMarkup(cancelled.at)}.`;
  const decisive = votes.filter(({ decision }) => (decision === 'reject') === (status === 'REJECTED'));
  if (status === 'EXPIRED' || status === 'CANCELLED' || decisive.length === 0) return undefined;
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
  return html`<li class="${status.tone}"><span class="badge" aria-hidden="true">${status.symbol}</span><div>
<p>${contacts}: <strong>${status.label.toLowerCase()}</strong></p>
${why && html`<p class="quiet">${why}</p>`}
</div></li>
`;
}
