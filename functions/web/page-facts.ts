import type { RequestRecord } from '../domain/request-record.ts';
import { type Html, html } from './html.ts';
import { timeMarkup } from './page-votes.ts';
import { httpsUrl, sourceTerm, sourceText } from './request-text.ts';
import { timeLeftText } from './time-text.ts';
import { excerpt } from './visible-text.ts';

/** A reason longer than this is folded, so that the changes stay near the top. */
const REASON_CHARACTERS = 500;

/** Why, who, where from and, while a decision is awaited, until when. */
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
<details><summary>Show the whole reason</summary><div class="text" dir="auto">${reason}</div></details>`;
}

/** The ticket, as a link only where its URL is one of https, with the host beside it so that one sees where it leads. */
function sourceMarkup(record: RequestRecord): Html {
  const url = httpsUrl(record.request.source.url);
  const name = sourceText(record);
  if (!url) return html`<bdi>${name}</bdi>`;
  return html`<a href="${url.href}" rel="noreferrer noopener" target="_blank"><bdi>${name}</bdi><span class="hidden"> (opens in a new tab)</span></a> <span class="quiet">${url.host}</span>`;
}
