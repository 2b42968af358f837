import { CONTACT_FIELDS } from '../../domain/contact/contact.ts';
import type { Standing } from '../../domain/inventory/inventory.ts';
import type { ReportedAccount } from '../../domain/inventory/report.ts';
import type { ReportGroup, Span } from '../../domain/inventory/report-groups.ts';
import { accountText } from '../../wording/account.ts';
import { counted } from '../../wording/counted.ts';
import { fieldText } from '../../wording/diff.ts';
import { STANDING_LABELS } from '../../wording/report.ts';
import { utcText } from '../../wording/time.ts';
import { type Html, html } from '../parts/html.ts';
import { timeMarkup } from '../parts/time-markup.ts';

const TONES: Record<Standing, string> = {
  inLine: 'good',
  drifted: 'bad',
  missing: 'bad',
  unmanaged: 'quiet',
  unreadable: 'bad',
};

/** So many accounts are named without a click. */
const NAMED_ACCOUNTS = 3;

/** Groups of equal contacts: what they are, how they stand, who set them, and which accounts have them. */
export function groupList(groups: ReportGroup[], { hasPlaces }: { hasPlaces: boolean }): Html {
  return html`<ul class="groups">
${groups.map((group) => groupItem(group, hasPlaces))}</ul>`;
}

function groupItem(group: ReportGroup, hasPlaces: boolean): Html {
  const { alternateContactType, standing, accounts } = group;
  return html`<li>
<div class="head"><h3>${alternateContactType} of ${counted(accounts.length, 'account')}</h3><span class="pill ${TONES[standing]}">${STANDING_LABELS[standing]}</span></div>
<dl>
<div><dt>Contact</dt><dd>${contactLines(group)}</dd></div>
<div>${timesOf(group)}</div>
<div>${originOf(group)}</div>
</dl>
${accountsOf(accounts, hasPlaces)}
</li>
`;
}

function contactLines({ contact, error }: ReportGroup): Html {
  if (contact === undefined) return html`not known${error !== undefined && html`: <code>${error}</code>`}`;
  if (contact === null) return html`not set`;
  const lines = CONTACT_FIELDS.map((field) => fieldText(field, contact[field]));
  return html`${lines.map((line, index) => html`${index > 0 && html`<br>`}${line}`)}`;
}

function timesOf({ since, seen, changedOutside }: ReportGroup): Html {
  return html`<dt>Since</dt><dd>${spanText(since) ?? 'not known'}</dd>
<dt>Last seen</dt><dd>${spanText(seen) ?? 'never'}</dd>
${changedOutside && html`<dt>Changed by somebody else</dt><dd>found ${spanText(changedOutside)}</dd>`}`;
}

function originOf({ setBy, contact }: ReportGroup): Html {
  if (!setBy) return html`<dt>Set by</dt><dd>${contact ? 'not by this service' : '–'}</dd>`;
  const { requestKey, requestedBy, approvedBy, fingerprint } = setBy;
  const approved = approvedBy.length === 0 ? 'nobody: the policy asks nobody' : approvedBy.join(', ');
  return html`<dt>Set by</dt><dd>${requestKey}, requested by ${requestedBy}</dd>
<dt>Approved by</dt><dd>${approved}</dd>
<dt>Evidence (fingerprint of the approved plan)</dt><dd><code>${fingerprint}</code></dd>`;
}

function spanText(span: Span | undefined): Html | undefined {
  if (!span) return undefined;
  const { first, last } = span;
  // Two times within a minute read the same.
  return utcText(first) === utcText(last) ? timeMarkup(first) : html`${timeMarkup(first)} to ${timeMarkup(last)}`;
}

function accountsOf(accounts: ReportedAccount[], hasPlaces: boolean): Html {
  const list = html`<ul>${accounts.map((account) => html`<li>${nameOf(account, hasPlaces)}</li>`)}</ul>`;
  if (accounts.length <= NAMED_ACCOUNTS) return html`<div class="accounts">${list}</div>`;
  return html`<details class="accounts"><summary>${counted(accounts.length, 'account')}</summary>${list}</details>`;
}

/** Below its organizational unit, an account need not say where it is. */
function nameOf({ accountId, name, ouPath, state }: ReportedAccount, hasPlaces: boolean): string {
  const named = { accountId, ...(name !== undefined && { name }), ...(hasPlaces && ouPath && { ouPath }) };
  return state === 'ACTIVE' ? accountText(named) : `${accountText(named)}, ${state}`;
}
