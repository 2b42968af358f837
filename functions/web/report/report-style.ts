import { html } from '../parts/html.ts';
import { PALETTE } from '../parts/palette.ts';

/** The style sheet of the report: for a screen of any width, in light or dark, and for paper, on which nothing is folded. */
export const REPORT_STYLE = html`
${PALETTE}:root { --inLine: #17703f; --drifted: #c2352b; --missing: #b35c00; --unmanaged: #8a94a6; --unreadable: #3f4a5c; --otherwise: #8a94a6; }
@media (prefers-color-scheme: dark) {
  :root { --inLine: #5fbd85; --drifted: #ff8a7d; --missing: #f0a94b; --unmanaged: #737f92; --unreadable: #d5dbe5; --otherwise: #737f92; }
}
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere; }
.frame { max-width: 72rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
header, footer, .quiet { color: var(--quiet); }
header, footer, .small { font-size: .875rem; }
footer { margin-top: 2.5rem; }
h1 { font-size: 1.625rem; line-height: 1.25; margin: 1.25rem 0 0; font-weight: 650; text-wrap: balance; }
h2 { font-size: 1.1875rem; line-height: 1.3; margin: 2.5rem 0 .75rem; font-weight: 650; }
h3 { font-size: 1rem; margin: 0; font-weight: 650; }
p { margin: .5rem 0; }
.lead { font-size: 1.0625rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .25rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.125rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
.figures b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.figures .bad b { color: var(--bad); }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; font-weight: 400; padding: .375rem .5rem; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; white-space: normal; min-width: 7.5rem; max-width: 20rem; }
thead th { color: var(--quiet); font-size: .875rem; vertical-align: bottom; }
tbody tr { border-top: 1px solid var(--line); }
td.bar { width: 45%; min-width: 7rem; }
td.bar svg { display: block; width: 100%; height: 1rem; }
.swatch { display: inline-block; width: .75rem; height: .75rem; border-radius: .125rem; margin-right: .3125rem; }
.inLine { fill: var(--inLine); background: var(--inLine); } .drifted { fill: var(--drifted); background: var(--drifted); }
.missing { fill: var(--missing); background: var(--missing); } .unmanaged { fill: var(--unmanaged); background: var(--unmanaged); }
.unreadable { fill: var(--unreadable); background: var(--unreadable); }
.byRequest, .count { fill: var(--accent); background: var(--accent); } .otherwise { fill: var(--otherwise); background: var(--otherwise); }
summary { cursor: pointer; padding: .25rem 0; }
summary .quiet { font-weight: 400; }
.unit { margin-top: .75rem; }
.unit > summary { font-weight: 650; }
.groups { list-style: none; margin: 0; padding: 0; }
.groups > li { padding: .875rem 0; border-top: 1px solid var(--line); }
.groups > li:first-child { border-top: 0; }
.unit .groups > li:first-child { border-top: 1px solid var(--line); margin-top: .75rem; }
.head { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
.pill { font-size: .8125rem; font-weight: 600; padding: .0625rem .5rem; border-radius: 1rem; border: 1px solid currentColor; color: var(--quiet); }
.pill.good { color: var(--good); } .pill.bad { color: var(--bad); }
dl { display: grid; gap: .5rem 1.5rem; margin: .5rem 0 0; }
dt { color: var(--quiet); font-size: .875rem; }
dd { margin: 0; }
dd + dt { margin-top: .5rem; }
code { font: .8125rem/1.4 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; }
.accounts { margin-top: .5rem; }
.accounts summary { color: var(--accent); }
.accounts ul { margin: .25rem 0 0; padding: 0 0 0 .75rem; border-left: 3px solid var(--line); list-style: none; font-size: .875rem;
  columns: 18rem auto; font-variant-numeric: tabular-nums; }
@media (min-width: 46rem) {
  .frame { padding: 2rem 1.5rem 4rem; }
  h1 { font-size: 1.875rem; }
  dl { grid-template-columns: 1fr 1fr 1.4fr; }
  th:first-child { min-width: 15rem; }
}
@media (forced-colors: active) { .swatch, td.bar svg { forced-color-adjust: none; } }
@media print {
  :root { color-scheme: light; }
  html { font-size: 75%; }
  body { background: none; }
  .frame { max-width: none; padding: 0; }
  .card { border-radius: 0; break-inside: auto; }
  .groups > li, tr, .figures li { break-inside: avoid; }
  h2, h3, .unit > summary { break-after: avoid; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  .scroll { overflow: visible; }
  .swatch, td.bar svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
