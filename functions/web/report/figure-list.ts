import type { InventoryReport, Standings } from '../../domain/inventory/report.ts';
import { numberText } from '../../wording/counted.ts';
import { visibleLine } from '../../wording/visible-text.ts';
import { type Html, html } from '../parts/html.ts';

/** The figures that the report begins with. */
export function figureList({ accounts, standings }: InventoryReport): Html {
  const active = accounts.filter(({ state }) => state === 'ACTIVE');
  const setByRequest = active.flatMap(({ contacts }) => contacts).filter(({ setBy }) => setBy).length;
  return html`<ul class="figures">
${figure(numberText(active.length), 'ACTIVE accounts')}${figure(shareText(standings), 'of the contacts in line', false)}${figure(numberText(standings.drifted), 'drifted', standings.drifted > 0)}${figure(numberText(standings.missing), 'missing', standings.missing > 0)}${figure(numberText(standings.unreadable), 'not known', standings.unreadable > 0)}${figure(numberText(setByRequest), 'set by an approved request')}</ul>`;
}

function figure(value: string, label: string, isBad = false): Html {
  return html`<li class="card${isBad && ' bad'}"><b>${value}</b> ${label}</li>
`;
}

/** `98.2 % of 29,000 contacts that the baseline asks for are in line.` */
export function inLineText(standings: Standings): string {
  const wanted = wantedCount(standings);
  if (wanted === 0) return 'The baseline asks for no contact.';
  return `${shareText(standings)} of the ${numberText(wanted)} contacts that the baseline asks for are in line.`;
}

/** In tenths of a percent, rounded down: only if all are in line, it is 100 %. */
function shareText(standings: Standings): string {
  const wanted = wantedCount(standings);
  return wanted === 0 ? '–' : `${Math.floor((standings.inLine / wanted) * 1000) / 10} %`;
}

function wantedCount({ inLine, drifted, missing, unreadable }: Standings): number {
  return inLine + drifted + missing + unreadable;
}

/** `Root / Production`: where an account is. */
export function placeText(ouPath: string[] = []): string {
  return ouPath.length === 0 ? 'Outside any organizational unit' : visibleLine(ouPath.join(' / '));
}
