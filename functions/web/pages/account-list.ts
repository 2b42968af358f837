import { counted } from '../../wording/counted.ts';
import { type Html, html } from '../parts/html.ts';

/** More accounts are folded: a hundred would push everything else off a phone. */
const UNFOLDED_ACCOUNTS = 5;

/** Accounts, one for each line. */
export function accountList(names: string[]): Html {
  const folded = names.slice(UNFOLDED_ACCOUNTS);
  return html`${list(names.slice(0, UNFOLDED_ACCOUNTS))}
${folded.length > 0 && html`<details><summary>Show ${counted(folded.length, 'more account')}</summary>${list(folded)}</details>`}`;
}

function list(names: string[]): Html {
  return html`<ul role="list">${names.map((name) => html`<li><bdi>${name}</bdi></li>`)}</ul>`;
}
