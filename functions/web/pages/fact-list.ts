import type { RequestRecord } from '../../domain/ledger/record.ts';
import { sourceTerm, sourceText } from '../../wording/request.ts';
import { timeLeftText } from '../../wording/time.ts';
import { excerpt } from '../../wording/visible-text.ts';
import { type Html, html } from '../parts/html.ts';
import { httpsUrl } from '../parts/https-url.ts';
import { timeMarkup } from '../parts/time-markup.ts';

/** A longer reason is folded, so that the changes stay near the top. */
const REASON_CHARACTERS = 500;

/** Why, by whom, from which ticket and, while the request waits for votes, until when. */
export function factList(record: RequestRecord, now?: Date): Html {
  const { request, expiresAt } = record;
  return html`<dl class="card facts">
${fact('Why', reasonMarkup(request.reason))}
${fact('Requested by', html`<bdi>${request.requestedBy}</bdi>`)}
${fact(sourceTerm(record), sourceMarkup(record))}
${now && expiresAt && fact('Decide by', html`<strong>${timeMarkup(expiresAt)}</strong> (${timeLeftText(expiresAt, now)})`)}
</dl>`;
}

function fact(term: string, description: Html): Html {
  return html`<div><dt>${term}</dt><dd>${description}</dd></div>
`;
}

function reasonMarkup(reason: string): Html {
  const start = excerpt(reason, REASON_CHARACTERS);
  if (start === reason) return html`<div class="text" dir="auto">${reason}</div>`;
  return html`<div class="text" dir="auto">${start}</div>
<details><summary>Show the full reason</summary><div class="text" dir="auto">${reason}</div></details>`;
}

/** The ticket. It is a link only if its URL is https, and then the host is shown too, so that people see where it leads. */
function sourceMarkup(record: RequestRecord): Html {
  const url = httpsUrl(record.request.source.url);
  const name = sourceText(record);
  if (!url) return html`<bdi>${name}</bdi>`;
  return html`<a href="${url.href}" rel="noreferrer noopener" target="_blank"><bdi>${name}</bdi><span class="hidden"> (opens in a new tab)</span></a> <span class="quiet">${url.host}</span>`;
}
