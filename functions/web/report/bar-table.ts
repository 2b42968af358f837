import { numberText } from '../../wording/counted.ts';
import { type Html, html } from '../parts/html.ts';

/** What a bar is made of: the name of its class, and the word for it. */
interface BarPart {
  kind: string;
  label: string;
}

/** A bar: how many there are of each part, in the order of the parts. */
export interface Bar {
  label: string;
  counts: number[];
}

/** How a chart is drawn. */
export interface BarTable {
  /** What the first column holds, and what the whole table tells. */
  head: string;
  caption: string;
  parts: BarPart[];
  bars: Bar[];
  /** Whether all bars are as long as the longest, so that they show shares. Otherwise, they show numbers. */
  areShares?: boolean;
}

const WIDTH = 1000;
/** Between two parts, so that they can be told apart without colour. */
const GAP = 4;

/** A chart that is a table: each row has a bar, and beside it the numbers that the bar shows. */
export function barTable({ head, caption, parts, bars, areShares = false }: BarTable): Html {
  const longest = Math.max(1, ...bars.map(totalOf));
  const scrolled = html`class="card scroll" tabindex="0" role="region" aria-label="${caption}"`;
  return html`<div ${scrolled}>
<table>
<thead><tr><th scope="col">${head}</th><td></td>${parts.map(
    ({ kind, label }) => html`<th scope="col"><span class="swatch ${kind}" aria-hidden="true"></span>${label}</th>`,
  )}</tr></thead>
<tbody>
${bars.map(
  (bar) =>
    html`<tr><th scope="row">${bar.label}</th><td class="bar">${drawing(bar, parts, areShares ? totalOf(bar) : longest)}</td>${bar.counts.map(
      (count) => html`<td>${numberText(count)}</td>`,
    )}</tr>
`,
)}</tbody>
</table>
</div>`;
}

function totalOf({ counts }: Bar): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** A part that is there can be seen, however small it is. */
function drawing({ counts }: Bar, parts: BarPart[], all: number): Html {
  let x = 0;
  const rectangles = parts.map(({ kind }, index) => {
    const count = counts[index] ?? 0;
    if (count === 0) return undefined;
    const width = Math.max(GAP, (count / all) * WIDTH);
    const rectangle = html`<rect class="${kind}" x="${Math.round(x)}" width="${Math.max(GAP, Math.round(width - GAP))}" height="10"/>`;
    x += width;
    return rectangle;
  });
  return html`<svg viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">${rectangles}</svg>`;
}
