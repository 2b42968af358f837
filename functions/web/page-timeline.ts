import type { RequestRecord } from '../domain/request-record.ts';
import { type Html, html } from './html.ts';
import { commentMarkup, timeMarkup } from './page-votes.ts';
import { counted } from './request-text.ts';
import { type TimelineEntry, timeline } from './timeline-view.ts';

/** Of a longer history only the latest entries are unfolded; votes may be changed many times. */
const UNFOLDED_ENTRIES = 30;

/** The section that tells all that has happened, oldest first. */
export function timelineSection(record: RequestRecord): Html {
  const entries = timeline(record);
  const folded = entries.slice(0, -UNFOLDED_ENTRIES);
  return html`<section aria-labelledby="history">
<h2 id="history">What has happened</h2>
<div class="card history">
${folded.length > 0 && html`<details><summary>Show ${counted(folded.length, 'earlier entry', 'earlier entries')}</summary>${entryList(folded, 1)}</details>`}
${entryList(entries.slice(-UNFOLDED_ENTRIES), folded.length + 1)}
</div>
</section>`;
}

function entryList(entries: TimelineEntry[], start: number): Html {
  return html`<ol role="list" class="timeline" start="${start}">
${entries.map(entryItem)}
</ol>`;
}

function entryItem({ at, who, what, more, symbol, tone, isMilestone, comment }: TimelineEntry): Html {
  const words = isMilestone ? html`<strong>${what}</strong>` : what;
  return html`<li class="tone-${tone}"><span class="badge" aria-hidden="true">${symbol}</span><div>
<p>${who !== undefined && html`<bdi>${who}</bdi> `}${words}${more && `: ${more}`}</p>
<p class="quiet">${timeMarkup(at)}</p>
${commentMarkup(comment)}
</div></li>
`;
}
