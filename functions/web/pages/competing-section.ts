import type { CompetingRequest } from '../../domain/approval/competing-request.ts';
import type { RequestRecord } from '../../domain/ledger/record.ts';
import { competingNotice, competingWords } from '../../wording/competing.ts';
import { type Html, html } from '../parts/html.ts';
import { diffCards } from './diff-section.ts';
import { noticeMarkup } from './outcome-section.ts';

/** Beyond so many, other requests are only named. */
const SHOWN_REQUESTS = 10;

/**
 * The line that leads to other requests for the same contacts.
 * @param hasDiffs whether what they make of the contacts is shown, too
 */
export function competingLine(competing: CompetingRequest[] = [], hasDiffs = true): Html | undefined {
  const sets = competing.length === 1 ? 'it sets' : 'they set';
  return noticeMarkup(
    competingNotice(competing),
    html`<a href="#other-1">See what ${hasDiffs ? sets : 'follows'}</a>.`,
  );
}

/**
 * A section for each other open request that asks for some of the same contacts: whose it is, what it sets, and what follows.
 * @param hasDiffs whether what it sets is shown
 */
export function competingSections(
  { accounts }: RequestRecord,
  competing: CompetingRequest[] = [],
  hasDiffs = true,
): Html {
  const further = competing.slice(SHOWN_REQUESTS);
  return html`${competing.slice(0, SHOWN_REQUESTS).map((other, index) => {
    const id = `other-${index + 1}`;
    return competingSection(other, id, hasDiffs && diffCards(other.changes, accounts, `${id}-change`));
  })}
${further.length > 0 && html`<p>Also: ${further.map(({ requestId }) => requestId).join(', ')}</p>`}`;
}

function competingSection(other: CompetingRequest, id: string, diffs: Html[] | false): Html {
  const { heading, who, consequence } = competingWords(other);
  return html`<section class="other" aria-labelledby="${id}">
<h2 id="${id}" tabindex="-1">${heading}: <bdi>${other.requestId}</bdi></h2>
<p>${who}</p>
<p>${consequence}</p>
${diffs}
</section>
`;
}
