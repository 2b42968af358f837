import type { RequestRecord } from '../../domain/ledger/record.ts';
import { counted } from '../../wording/counted.ts';
import { timeline } from '../../wording/event.ts';
import type { EventWords } from '../../wording/event-look.ts';
import { type Html, html } from '../parts/html.ts';
import { timeMarkup } from '../parts/time-markup.ts';
import { commentMarkup } from './votes-section.ts';

/** Earlier entries of a longer history are folded: votes may change many times. */
const UNFOLDED_ENTRIES = 30;

/** The section with everything that has happened, oldest first. */
export function timelineSection(record: RequestRecord): Html {
  const entries = timeline(record);
  const folded = entries.slice(0, -UNFOLDED_ENTRIES);
  return html`<section aria-labelledby="history">
<h2 id="history">History</h2>
<div class="card history">
${folded.length > 0 && html`<details><summary>Show ${counted(folded.length, 'earlier entry', 'earlier entries')}</summary>${entryList(folded, 1)}</details>`}
${entryList(entries.slice(-UNFOLDED_ENTRIES), folded.length + 1)}
</div>
</section>`;
}

function entryList(entries: EventWords[], start: number): Html {
  return html`<ol role="list" class="timeline" start="${start}">
${entries.map(entryItem)}
</ol>`;
}

function entryItem({ at, actor, text, symbol, tone, isMilestone, comment }: EventWords): Html {
  const words = isMilestone ? html`<strong>${text}</strong>` : text;
  return html`<li class="tone-${tone}"><span class="badge" aria-hidden="true">${symbol}</span><div>
<p>${actor !== undefined && html`<bdi>${actor}</bdi> `}${words}</p>
<p class="quiet">${timeMarkup(at)}</p>
${commentMarkup(comment)}
</div></li>
`;
}
