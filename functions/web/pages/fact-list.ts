import type { RequestRecord } from '../../domain/ledger/record.ts';
import { requestIdIn } from '../../domain/request/request-key.ts';
import { type AsWritten, asWritten } from '../../wording/as-written.ts';
import { counted } from '../../wording/counted.ts';
import { otherContributors, requesterProofText } from '../../wording/identity.ts';
import { sourceTerm, sourceText } from '../../wording/request.ts';
import { resultWords } from '../../wording/result.ts';
import { timeLeftText } from '../../wording/time.ts';
import { excerpt } from '../../wording/visible-text.ts';
import { withdrawnTexts } from '../../wording/withdrawal.ts';
import { type Html, html } from '../parts/html.ts';
import { httpsUrl } from '../parts/https-url.ts';
import { timeMarkup } from '../parts/time-markup.ts';

/** A longer reason is folded, so that the changes stay near the top. */
const REASON_CHARACTERS = 500;

/** More lines of a fact are folded. */
const UNFOLDED_LINES = 5;

/**
 * Why, by whom, from which ticket, what was made of what they wrote, what is no longer asked for and, while the request waits
 * for votes, until when.
 */
export function factList(record: RequestRecord, now?: Date): Html {
  const { request, expiresAt, supersedes = [] } = record;
  const contributors = otherContributors(request);
  const written = asWritten(request);
  const withdrawn = resultWords(record).length > 0 ? [] : withdrawnTexts(record);
  return html`<dl class="card facts">
${fact('Why', reasonMarkup(request.reason))}
${fact('Requested by', html`<bdi>${request.requestedBy}</bdi><span class="quiet">, ${requesterProofText(record)}</span>`)}
${contributors.length > 0 && fact('Also shaped by', html`${contributors.map(lineMarkup)}`)}
${fact(sourceTerm(record), sourceMarkup(record))}
${supersedes.length > 0 && fact('Takes the place of', foldedLines(supersedes.map(requestIdIn).map(lineMarkup)))}
${written.length > 0 && fact('As written', foldedLines(written.map(writtenMarkup)))}
${withdrawn.length > 0 && fact('No longer asked for', foldedLines(withdrawn.map(lineMarkup)))}
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

/** What people wrote is marked as theirs, so that it cannot pass for words of the service. */
function writtenMarkup({ what, written, taken }: AsWritten): Html {
  const made = taken === '' ? 'left out' : html`taken as <bdi class="quoted">${taken}</bdi>`;
  return html`<div>${what}: written as <bdi class="quoted">${written}</bdi>, ${made}</div>`;
}

function lineMarkup(text: string): Html {
  return html`<div><bdi>${text}</bdi></div>`;
}

function foldedLines(lines: Html[]): Html {
  const folded = lines.slice(UNFOLDED_LINES);
  return html`${lines.slice(0, UNFOLDED_LINES)}${
    folded.length > 0 &&
    html`<details><summary>Show ${counted(folded.length, 'more', 'more')}</summary>${folded}</details>`
  }`;
}
