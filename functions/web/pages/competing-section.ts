import type { CompetingRequest } from '../../domain/approval/competing-request.ts';
import type { RequestRecord } from '../../domain/ledger/record.ts';
import { competingNotice, competingWords } from '../../wording/competing.ts';
import { type Html, html } from '../parts/html.ts';
import { diffCards } from './diff-section.ts';
import { noticeMarkup } from './outcome-section.ts';

/** Beyond so many, other requests are only named. */
const SHOWN_REQUESTS = 10;

/** The line that leads to what other requests make of the same contacts. */
export function competingLine(competing: CompetingRequest[] = []): Html | undefined {
  return noticeMarkup(
    competingNotice(competing),
    html`<a href="#other-1">See what ${competing.length === 1 ? 'it sets' : 'they set'}</a>.`,
  );
}

/** A section for each other open request that asks for some of the same contacts: whose it is, what it sets, and what follows. */
export function competingSections({ accounts }: RequestRecord, competing: CompetingRequest[] = []): Html {
  const further = competing.slice(SHOWN_REQUESTS);
  return html`${competing.slice(0, SHOWN_REQUESTS).map((other, index) => competingSection(other, accounts, index + 1))}
${further.length > 0 && html`<p>Also: ${further.map(({ requestId }) => requestId).join(', ')}</p>`}`;
}

function competingSection(other: CompetingRequest, accounts: RequestRecord['accounts'], number: number): Html {
  const { heading, who, consequence } = competingWords(other);
  const id = `other-${number}`;
  return html`<section class="other" aria-labelledby="${id}">
<h2 id="${id}" tabindex="-1">${heading}: <bdi>${other.requestId}</bdi></h2>
<p>${who}</p>
<p>${consequence}</p>
${diffCards(other.changes, accounts, `${id}-change`)}
</section>
`;
}
