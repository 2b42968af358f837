import { ALTERNATE_CONTACT_TYPES } from '../../domain/contact/contact.ts';
import type { Standing } from '../../domain/inventory/inventory.ts';
import { AGES, type Change, type InventoryReport, type Standings } from '../../domain/inventory/report.ts';
import { counted, numberText } from '../../wording/counted.ts';
import { AGE_LABELS, CHANGE_LABELS, STANDING_LABELS, STANDING_MEANINGS } from '../../wording/report.ts';
import { type Html, html } from '../parts/html.ts';
import { type Bar, barTable } from './bar-table.ts';
import { placeText } from './figure-list.ts';

const STANDINGS: Standing[] = ['inLine', 'drifted', 'missing', 'unreadable', 'unmanaged'];
const CHANGES: Change[] = ['byRequest', 'otherwise'];

/** The largest units are drawn; the others are counted together. */
const MOST_UNITS = 15;

/** How the contacts stand to the baseline: charts, each of which is a table, too. */
export function standingCharts({ byType, byUnit }: InventoryReport): Html {
  const types = ALTERNATE_CONTACT_TYPES.map((type) => ({ label: type, counts: countsOf(byType[type]) }));
  return html`<h2>How the contacts stand, by type</h2>
${standingTable('Type', 'How the contacts stand, by type', types)}
<details class="small"><summary>What the words mean</summary>
<ul>${STANDINGS.map((standing) => html`<li>${STANDING_LABELS[standing]}: ${STANDING_MEANINGS[standing]}</li>`)}</ul>
</details>
<h2>How the contacts stand, by organizational unit</h2>
${standingTable('Organizational unit', 'How the contacts stand, by organizational unit', unitBars(byUnit))}`;
}

/** When the contacts were last read, and when they became what they are. */
export function timeCharts({ ages, changes }: InventoryReport): Html {
  const months = changes.months.map(({ month, ...counts }) => ({
    label: month,
    counts: CHANGES.map((change) => counts[change]),
  }));
  return html`<h2>When the contacts were last read</h2>
${barTable({
  head: 'Last read',
  caption: 'When the contacts were last read',
  parts: [{ kind: 'count', label: 'contacts' }],
  bars: AGES.map((age) => ({ label: AGE_LABELS[age], counts: [ages[age]] })),
})}
<h2>When the contacts became what they are</h2>
${barTable({
  head: 'Month',
  caption: 'When the contacts became what they are, by month',
  parts: CHANGES.map((kind) => ({ kind, label: CHANGE_LABELS[kind] })),
  bars: months,
})}
<p class="small quiet">Before that: ${counted(changes.earlier, 'contact')}. Of ${counted(changes.unknown, 'contact')} it is not known.</p>`;
}

function standingTable(head: string, caption: string, bars: Bar[]): Html {
  const parts = STANDINGS.map((kind) => ({ kind, label: STANDING_LABELS[kind] }));
  return barTable({ head, caption, parts, bars, areShares: true });
}

function unitBars(units: InventoryReport['byUnit']): Bar[] {
  const largest = units.toSorted((left, right) => right.accounts - left.accounts).slice(0, MOST_UNITS);
  const others = units.filter((unit) => !largest.includes(unit));
  const bars = units
    .filter((unit) => largest.includes(unit))
    .map(({ ouPath, standings }) => ({ label: placeText(belowRoot(ouPath)), counts: countsOf(standings) }));
  if (others.length === 0) return bars;
  const sums = STANDINGS.map((standing) => others.reduce((sum, { standings }) => sum + standings[standing], 0));
  return [...bars, { label: `${numberText(others.length)} smaller ones`, counts: sums }];
}

/** Every path begins with the root, which tells nothing where there is little room. */
function belowRoot(ouPath: string[]): string[] {
  return ouPath.length > 1 ? ouPath.slice(1) : ouPath;
}

function countsOf(standings: Standings): number[] {
  return STANDINGS.map((standing) => standings[standing]);
}
