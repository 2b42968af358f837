import { createHash } from 'node:crypto';
import type { InventoryReport, ReportedAccount } from '../../domain/inventory/report.ts';
import { reportGroups } from '../../domain/inventory/report-groups.ts';
import { counted, numberText } from '../../wording/counted.ts';
import { utcText } from '../../wording/time.ts';
import { type Html, html } from '../parts/html.ts';
import { standingCharts, timeCharts } from './charts.ts';
import { figureList, inLineText, placeText } from './figure-list.ts';
import { groupList } from './group-list.ts';
import { REPORT_STYLE } from './report-style.ts';

const STYLE_HASH = createHash('sha256').update(REPORT_STYLE.toString()).digest('base64');

/** The page says itself what it may load: nothing. Whoever keeps it has no server that would. */
const CSP = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

/** The largest groups of what is not in line are open, and the others folded. */
const OPEN_EXCEPTIONS = 8;

/** The report as one page that needs nothing else: no script, no server, no other file. */
export function reportPage(report: InventoryReport): string {
  const active = report.accounts.filter(({ state }) => state === 'ACTIVE');
  const title = `Alternate contacts of ${counted(active.length, 'account')}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CSP}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${title}, ${utcText(report.at)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<div class="frame">
<header>Alternate contacts of AWS accounts</header>
<main>
<h1>${title}</h1>
<p class="lead">${inLineText(report.standings)} As the service knew it on <time datetime="${report.at}">${utcText(report.at)}</time>.</p>
${figureList(report)}
${standingCharts(report)}
${exceptions(active)}
${timeCharts(report)}
${units(report.accounts)}
</main>
<footer>
<p>“Evidence” is the fingerprint of the plan that the approvers signed. <code>contacts verify &lt;request&gt;</code> compares it with their votes and with what was applied.</p>
<p>This page holds personal data.</p>
</footer>
</div>
</body>
</html>
`.toString();
}

function exceptions(active: ReportedAccount[]): Html {
  const groups = reportGroups(active)
    .filter(({ standing }) => standing !== 'inLine' && standing !== 'unmanaged')
    .sort((left, right) => right.accounts.length - left.accounts.length);
  const open = groups.slice(0, OPEN_EXCEPTIONS);
  const folded = groups.slice(OPEN_EXCEPTIONS);
  const contacts = folded.reduce((sum, { accounts }) => sum + accounts.length, 0);
  return html`<h2>What is not in line</h2>
${groups.length === 0 ? html`<p>Nothing: every contact that the baseline asks for is there.</p>` : html`<div class="card">${groupList(open, { hasPlaces: true })}</div>`}
${
  folded.length > 0 &&
  html`<details class="card unit">
<summary>${counted(folded.length, 'smaller group')} <span class="quiet">${counted(contacts, 'contact')}</span></summary>
${groupList(folded, { hasPlaces: true })}
</details>`
}`;
}

/** Each organizational unit is folded: the contacts of a large organization are more than a page shows at once. */
function units(accounts: ReportedAccount[]): Html {
  const byPlace = new Map<string, ReportedAccount[]>();
  for (const account of accounts) {
    const place = placeText(account.ouPath);
    const unit = byPlace.get(place) ?? [];
    unit.push(account);
    byPlace.set(place, unit);
  }
  return html`<h2>All contacts, by organizational unit</h2>
${[...byPlace].map(
  ([place, held]) => html`<details class="card unit">
<summary>${place} <span class="quiet">${counted(held.length, 'account')}, ${numberText(notInLine(held))} not in line</span></summary>
${groupList(reportGroups(held), { hasPlaces: false })}
</details>
`,
)}`;
}

function notInLine(accounts: ReportedAccount[]): number {
  const contacts = accounts.filter(({ state }) => state === 'ACTIVE').flatMap((account) => account.contacts);
  return contacts.filter(({ standing }) => standing !== 'inLine' && standing !== 'unmanaged').length;
}
