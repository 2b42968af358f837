import type { ShownGroup } from '../../domain/campaign/shown-groups.ts';
import { accountText } from '../../wording/account.ts';
import { groupSides } from '../../wording/campaign.ts';
import { counted } from '../../wording/counted.ts';
import { contactDiff, KIND_LABELS } from '../../wording/diff.ts';
import { type Html, html } from '../parts/html.ts';
import { accountList } from './account-list.ts';
import { fieldTable } from './diff-section.ts';

/**
 * A group of changes, folded: what it does to how many accounts. Unfolded: each field before and after, and its first accounts.
 * @param isOpen whether it is unfolded when the page opens
 */
export function groupCard(group: ShownGroup, id: string, isOpen = false): Html {
  const { alternateContactType, count, accounts } = group;
  const diff = contactDiff(group);
  const further = count - accounts.length;
  return html`<details class="card group"${isOpen && html` open`}>
<summary id="${id}"><span class="group-head"><span><strong>${alternateContactType}</strong> of ${counted(count, 'account')}</span> <span class="pill ${diff.kind}">${KIND_LABELS[diff.kind]}</span></span>
<span class="group-change">${changeMarkup(group)}</span></summary>
${diff.sentence && html`<p>${diff.sentence}</p>`}
${diff.fields.length > 0 && fieldTable(diff, id)}
<div class="accounts"><p>${further > 0 ? `The first ${accounts.length} of its accounts:` : `${counted(count, 'account')}:`}</p>
${accountList(accounts.map(accountText))}
</div>
</details>
`;
}

/** Before → after, by the names of the contacts; then where mail goes, and what else is changed. */
function changeMarkup(group: ShownGroup): Html {
  const { before, after, address, note } = groupSides(group);
  const begin =
    before !== undefined &&
    html`<bdi>${before}</bdi> <span aria-hidden="true">→</span><span class="hidden">becomes</span> `;
  const end = html`<bdi class="${group.after === null ? 'lost' : 'gained'}">${after}</bdi>`;
  return html`${begin}${end}${address !== undefined && html` <bdi class="quiet">${address}</bdi>`}${note !== undefined && html` <span class="quiet">(${note})</span>`}`;
}
