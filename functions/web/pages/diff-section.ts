import type { PlannedChange } from '../../domain/request/plan.ts';
import { counted } from '../../wording/counted.ts';
import { type ContactDiff, contactDiffs, type FieldDiff, KIND_WORDS } from '../../wording/diff.ts';
import { type Html, html } from '../parts/html.ts';

/** The section that compares every contact before and after. A word and a sign mark changed fields, not colour alone. */
export function diffSection(plan: PlannedChange[], heading: string): Html {
  return html`<section aria-labelledby="changes">
<h2 id="changes">${heading}</h2>
${contactDiffs(plan).map(diffBlock)}
</section>`;
}

function diffBlock({ alternateContactType, accountIds, kind, fields }: ContactDiff, index: number): Html {
  const id = `change-${index + 1}`;
  const { label, sentence } = KIND_WORDS[kind];
  return html`<article class="card diff" aria-labelledby="${id}">
<div class="diff-head"><h3 id="${id}">${alternateContactType} contact</h3><span class="pill ${kind}">${label}</span></div>
<p class="accounts">${accountsText(accountIds)}</p>
${sentence && html`<p>${sentence}</p>`}
<table role="table" aria-labelledby="${id}">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Field</th><th role="columnheader" scope="col">Before</th><th role="columnheader" scope="col">After</th></tr></thead>
<tbody role="rowgroup">
${fields.map(fieldRow)}
</tbody>
</table>
</article>
`;
}

function fieldRow({ label, before, after, isChanged }: FieldDiff): Html {
  const isBoth = before !== null && after !== null;
  const mark =
    isBoth && html`${' '}<span class="mark${isChanged && ' strong'}">${isChanged ? 'changed' : 'unchanged'}</span>`;
  const cells = isChanged ? [beforeCell(before), afterCell(after)] : [sameCell(before, ' twice'), sameCell(after, '')];
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

function accountsText(accountIds: string[]): string {
  if (accountIds.length === 1) return `Account ${accountIds[0]}`;
  return `Same in ${counted(accountIds.length, 'account')}: ${accountIds.join(', ')}`;
}
