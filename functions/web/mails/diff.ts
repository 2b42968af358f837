import type { Account } from '../../../schemas/compiled/account.js';
import type { ShownChange } from '../../domain/approval/shown-changes.ts';
import { accountText, accountTextOf } from '../../wording/account.ts';
import { counted } from '../../wording/counted.ts';
import { type ContactDiff, contactDiffs, type Diff, type FieldDiff, KIND_LABELS } from '../../wording/diff.ts';
import type { Html } from '../parts/html.ts';
import { mailHtml } from '../parts/mail.ts';
import { MAIL_STYLE } from '../parts/mail-style.ts';

/** Gmail cuts off a mail at 102 KB. This many changes stay well below that; further ones are only named. */
const SHOWN_DIFFS = 15;

/** Further accounts of one change are named without their place in the organization. */
const PLACED_ACCOUNTS = 10;

/**
 * The changes of a plan before and after, as text and as HTML.
 * @param shown how many of them; the others are only named
 */
export function mailDiff(plan: ShownChange[], accounts: Account[], shown = SHOWN_DIFFS): { text: string; html: Html } {
  const diffs = contactDiffs(plan);
  const [first, others] = [diffs.slice(0, shown), diffs.slice(shown)];
  const othersText = furtherText(others, accounts);
  return {
    text: [...first.map((diff) => contactDiffText(diff, accounts)), ...(othersText ? [othersText] : [])].join('\n\n'),
    html: mailHtml`${first.map((diff) => contactDiffTable(diff, accounts))}${othersText && mailHtml`<p style="${MAIL_STYLE.paragraph}">${othersText}</p>`}`,
  };
}

function furtherText(diffs: ContactDiff[], accounts: Account[]): string | undefined {
  if (diffs.length === 0) return undefined;
  const names = diffs.map(({ alternateContactType, accountIds }) => {
    return `${alternateContactType} of ${accountIds.map((accountId) => nameOf(accountId, accounts)).join(', ')}`;
  });
  return `Too long for a mail, but shown in full on the page: ${names.join('; ')}.`;
}

/** The accounts of a change, one for each line; before several, how many they are. */
function accountLines({ accountIds }: ContactDiff, accounts: Account[]): string[] {
  const names = accountIds.map((accountId, index) =>
    index < PLACED_ACCOUNTS ? accountTextOf(accountId, accounts) : nameOf(accountId, accounts),
  );
  return names.length === 1 ? names : [counted(names.length, 'account'), ...names];
}

/** `222222222222 (Payments)` */
function nameOf(accountId: string, accounts: Account[]): string {
  const name = accounts.find((account) => account.accountId === accountId)?.name;
  return accountText({ accountId, ...(name !== undefined && { name }) });
}

function contactDiffText(diff: ContactDiff, accounts: Account[]): string {
  const [first = '', ...others] = accountLines(diff, accounts);
  const place = others.length === 0 ? `account ${first}` : first;
  const same = others.length > 0 ? ', the same in each:' : '';
  return diffText(diff, `${diff.alternateContactType} contact of ${place} (${KIND_LABELS[diff.kind]})${same}`, others);
}

/** One contact before and after as text: a line about it, one for each of some accounts, and its fields. */
export function diffText({ sentence, fields }: Diff, head: string, accounts: string[]): string {
  const lines = [head, ...accounts.map((name) => `  ${name}`), ...(sentence ? [sentence] : [])];
  return [...lines, ...fields.flatMap(fieldText)].join('\n');
}

function fieldText({ label, before, after, isChanged }: FieldDiff): string[] {
  const title = `  ${label}:`;
  if (!isChanged) return [`${title.padEnd(13)}${after} (unchanged)`];
  const lines = [before !== null && `- ${before}`, after !== null && `→ ${after}`].filter((line) => line !== false);
  return lines.map((line, index) => `${(index === 0 ? title : '').padEnd(11)}${line}`);
}

function contactDiffTable(diff: ContactDiff, accounts: Account[]): Html {
  const [first = '', ...others] = accountLines(diff, accounts);
  return diffTable(diff, [others.length === 0 ? `In account ${first}` : `The same in ${first}:`, ...others]);
}

/** One contact before and after as HTML, below some lines about where it is. */
export function diffTable(diff: Diff & Pick<ContactDiff, 'alternateContactType'>, [first, ...others]: string[]): Html {
  const { alternateContactType, kind, sentence, fields } = diff;
  return mailHtml`<table width="100%" cellpadding="0" cellspacing="0" border="0" role="presentation" class="m-line" style="${MAIL_STYLE.diff}">
<tr><td style="${MAIL_STYLE.diffHead}"><strong class="m-strong">${alternateContactType} contact</strong> · ${KIND_LABELS[kind]}<br><span class="m-quiet" style="${MAIL_STYLE.quietText}">${first}${others.map((name) => mailHtml`<br>${name}`)}</span>${sentence && mailHtml`<br>${sentence}`}</td></tr>
${fields.map(fieldRow)}</table>
`;
}

function fieldRow({ label, before, after, isChanged }: FieldDiff): Html {
  const mark = before !== null && after !== null && mailHtml` · ${isChanged ? 'changed' : 'unchanged'}`;
  const values = isChanged
    ? [beforeLine(before), afterLine(after)]
    : mailHtml`<div class="m-quiet" style="color:#566072">${after}</div>`;
  return mailHtml`<tr><td class="m-line" style="${MAIL_STYLE.diffField}"><span class="m-quiet" style="${MAIL_STYLE.quietText}">${label}${mark}</span>${values}</td></tr>
`;
}

function beforeLine(value: string | null): Html | undefined {
  if (value === null) return undefined;
  return mailHtml`<div class="m-before" style="${MAIL_STYLE.before}">− <del>${value}</del></div>`;
}

function afterLine(value: string | null): Html | undefined {
  if (value === null) return undefined;
  return mailHtml`<div class="m-after" style="${MAIL_STYLE.after}">→ ${value}</div>`;
}
