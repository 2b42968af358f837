import type { PlannedChange } from '../../domain/request/plan.ts';
import { counted } from '../../wording/counted.ts';
import { type ContactDiff, contactDiffs, type FieldDiff, KIND_WORDS } from '../../wording/diff.ts';
import type { Html } from '../parts/html.ts';
import { mailHtml } from '../parts/mail.ts';
import { MAIL_STYLE } from '../parts/mail-style.ts';

/** Gmail cuts off a mail at 102 KB. This many changes stay well below that; further ones are only named. */
const SHOWN_DIFFS = 15;

/** The changes of a plan before and after, as text and as HTML. */
export function mailDiff(plan: PlannedChange[]): { text: string; html: Html } {
  const diffs = contactDiffs(plan);
  const shown = diffs.slice(0, SHOWN_DIFFS);
  const others = diffs.slice(SHOWN_DIFFS);
  return {
    text: [...shown.map(diffText), ...(others.length > 0 ? [othersText(others)] : [])].join('\n\n'),
    html: mailHtml`${shown.map(diffTable)}${others.length > 0 && mailHtml`<p style="${MAIL_STYLE.paragraph}">${othersText(others)}</p>`}`,
  };
}

function othersText(diffs: ContactDiff[]): string {
  const names = diffs.map(
    ({ alternateContactType, accountIds }) => `${alternateContactType} of ${accountIds.join(', ')}`,
  );
  return `Too long for a mail, but shown in full on the page: ${names.join('; ')}.`;
}

function accountsText({ accountIds }: ContactDiff): string {
  return accountIds.length === 1
    ? `account ${accountIds[0]}`
    : `${counted(accountIds.length, 'account')} (same change): ${accountIds.join(', ')}`;
}

function diffText(diff: ContactDiff): string {
  const { label, sentence } = KIND_WORDS[diff.kind];
  const head = `${diff.alternateContactType} contact of ${accountsText(diff)} (${label})`;
  return [head, ...(sentence ? [sentence] : []), ...diff.fields.flatMap(fieldText)].join('\n');
}

function fieldText({ label, before, after, isChanged }: FieldDiff): string[] {
  const title = `  ${label}:`;
  if (!isChanged) return [`${title.padEnd(13)}${after} (unchanged)`];
  const lines = [before !== null && `- ${before}`, after !== null && `→ ${after}`].filter((line) => line !== false);
  return lines.map((line, index) => `${(index === 0 ? title : '').padEnd(11)}${line}`);
}

function diffTable(diff: ContactDiff): Html {
  const { label, sentence } = KIND_WORDS[diff.kind];
  const accounts = accountsText(diff);
  return mailHtml`<table width="100%" cellpadding="0" cellspacing="0" border="0" role="presentation" class="m-line" style="${MAIL_STYLE.diff}">
<tr><td style="${MAIL_STYLE.diffHead}"><strong class="m-strong">${diff.alternateContactType} contact</strong> · ${label}<br><span class="m-quiet" style="${MAIL_STYLE.quietText}">In ${accounts}</span>${sentence && mailHtml`<br>${sentence}`}</td></tr>
${diff.fields.map(fieldRow)}</table>
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
