import type { PlanSummary } from '../../domain/campaign/campaign-plan.ts';
import { foldGroups, type ShownGroup } from '../../domain/campaign/shown-groups.ts';
import { accountText } from '../../wording/account.ts';
import { groupChangeText, groupPlaceText, removalTexts, scopeText } from '../../wording/campaign.ts';
import { counted } from '../../wording/counted.ts';
import { contactDiff, KIND_LABELS } from '../../wording/diff.ts';
import type { Html } from '../parts/html.ts';
import { mailHtml } from '../parts/mail.ts';
import { MAIL_STYLE } from '../parts/mail-style.ts';
import { diffTable, diffText } from './diff.ts';
import { mailNotice, mailParagraph } from './facts.ts';

/** So many groups are told in a mail, and of so many each field. The page shows the rest. */
const SHOWN_GROUPS = 20;
const SHOWN_DIFFS = 5;

const NAMED_ACCOUNTS = 3;

/** The plan of a campaign, folded, as text and as HTML: the largest groups with each field, further ones in a line. */
export function mailGroups(summary: PlanSummary, groups: ShownGroup[]): { text: string; html: Html } {
  const { many, few, further } = foldGroups(groups, SHOWN_GROUPS);
  const shown = [...many, ...few];
  const rest = { groups: further.groups + summary.further.groups, changes: further.changes + summary.further.changes };
  const head = scopeText(summary, groups.length + summary.further.groups);
  const warnings = removalTexts(groups, summary.removed);
  const lines = [
    ...shown.slice(SHOWN_DIFFS).map((group) => `${groupPlaceText(group)}: ${groupChangeText(group)}`),
    ...(rest.groups > 0
      ? [`${counted(rest.groups, 'more group')} with ${counted(rest.changes, 'change')}, on the page`]
      : []),
  ];
  const first = shown.slice(0, SHOWN_DIFFS);
  return {
    text: [head, ...warnings.map((text) => `! ${text}`), ...first.map(groupDiffText), lines.join('\n')]
      .filter(Boolean)
      .join('\n\n'),
    html: mailHtml`${mailParagraph(head)}${mailNotice(warnings)}${first.map(groupTable)}${lines.length > 0 && lineList(lines)}`,
  };
}

function groupDiffText(group: ShownGroup): string {
  const diff = contactDiff(group);
  return diffText(diff, `${groupPlaceText(group)} (${KIND_LABELS[diff.kind]}), such as:`, accountLines(group));
}

function groupTable(group: ShownGroup): Html {
  return diffTable({ ...contactDiff(group), alternateContactType: group.alternateContactType }, [
    `In ${counted(group.count, 'account')}, such as:`,
    ...accountLines(group),
  ]);
}

function accountLines({ accounts }: ShownGroup): string[] {
  return accounts.slice(0, NAMED_ACCOUNTS).map(accountText);
}

function lineList(lines: string[]): Html {
  return mailHtml`<ul style="margin:12px 0 0;padding-left:20px">${lines.map((line) => mailHtml`<li style="${MAIL_STYLE.paragraph}">${line}</li>`)}</ul>
`;
}
