import type { Account } from '../../../schemas/compiled/account.js';
import type { ShownChange } from '../../domain/approval/shown-changes.ts';
import { accountTextOf } from '../../wording/account.ts';
import { counted } from '../../wording/counted.ts';
import { type ContactDiff, contactDiffs, type Diff, type FieldDiff, KIND_LABELS } from '../../wording/diff.ts';
import { type Html, html } from '../parts/html.ts';
import { accountList } from './account-list.ts';

/** The section that compares every contact before and after. A word and a sign mark changed fields, not colour alone. */
export function diffSection(changes: ShownChange[], accounts: Account[], heading: string): Html {
  return html`<section aria-labelledby="changes">
<h2 id="changes">${heading}</h2>
${diffCards(changes, accounts, 'change')}
</section>`;
}

/**
 * Every contact before and after, equal changes of several accounts together.
 * @param prefix begins the ids of these changes on the page
 */
export function diffCards(plan: ShownChange[], accounts: Account[], prefix: string): Html[] {
  return contactDiffs(plan).map((diff, index) => diffCard(diff, accounts, `${prefix}-${index + 1}`));
}

function diffCard(diff: ContactDiff, accounts: Account[], id: string): Html {
  const { alternateContactType, accountIds, kind, sentence, fields } = diff;
  return html`<article class="card diff" aria-labelledby="${id}">
<div class="diff-head"><h3 id="${id}">${alternateContactType} contact</h3><span class="pill ${kind}">${KIND_LABELS[kind]}</span></div>
${accountsMarkup(accountIds.map((accountId) => accountTextOf(accountId, accounts)))}
${sentence && html`<p>${sentence}</p>`}
${fields.length > 0 && fieldTable(diff, id)}
</article>
`;
}

/** The fields of a contact before and after; `id` is that of what names the table. */
export function fieldTable({ fields, isBeforeHidden }: Diff, id: string): Html {
  const columns = ['Field', ...(isBeforeHidden ? [] : ['Before']), 'After'];
  return html`<table role="table" aria-labelledby="${id}">
<thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}</tr></thead>
<tbody role="rowgroup">
${fields.map((field) => fieldRow(field, isBeforeHidden))}
</tbody>
</table>`;
}

function fieldRow({ label, before, after, isChanged }: FieldDiff, isBeforeHidden: boolean): Html {
  const isBoth = before !== null && after !== null;
  const mark =
    isBoth && html`${' '}<span class="mark${isChanged && ' strong'}">${isChanged ? 'changed' : 'unchanged'}</span>`;
  const changed = isBeforeHidden ? [afterCell(after)] : [beforeCell(before), afterCell(after)];
  const cells = isChanged ? changed : [sameCell(before, ' twice'), sameCell(after, '')];
  return html`<tr role="row"><th role="rowheader" scope="row">${label}${mark}</th>${cells}</tr>
`;
}

function beforeCell(value: string | null): Html {
  if (value === null) return html`<td role="cell" class="nothing same">not set</td>`;
  return html`<td role="cell"><del><span class="sign" aria-hidden="true">−</span><bdi class="value">${value}</bdi></del></td>`;
}

function afterCell(value: string | null): Html {
  if (value === null) return html`<td role="cell" class="nothing same">removed</td>`;
  return html`<td role="cell"><ins><span class="sign" aria-hidden="true">→</span><bdi class="value">${value}</bdi></ins></td>`;
}

function sameCell(value: string | null, look: string): Html {
  return html`<td role="cell" class="same${look}"><bdi>${value}</bdi></td>`;
}

function accountsMarkup(names: string[]): Html {
  const [only = '', ...others] = names;
  if (others.length === 0) return html`<p class="accounts">Account <bdi>${only}</bdi></p>`;
  return html`<div class="accounts"><p>Same in ${counted(names.length, 'account')}:</p>
${accountList(names)}
</div>`;
}
