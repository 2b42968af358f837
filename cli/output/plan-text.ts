import { CONTACT_FIELDS } from '../../functions/domain/contact/contact.ts';
import { type DifferenceGroup, differenceGroups } from '../../functions/domain/inventory/difference-groups.ts';
import type { Comparison, UnknownContact } from '../../functions/domain/inventory/differences.ts';
import { accountText } from '../../functions/wording/account.ts';
import { counted, numberText } from '../../functions/wording/counted.ts';
import { type ChangeKind, changeKind, FIELD_LABELS, fieldText } from '../../functions/wording/diff.ts';
import { utcText } from '../../functions/wording/time.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { kindCounts } from './plan-document.ts';
import { INDENT, indented, sections, titled } from './sections.ts';
import { type Cell, tableText } from './table.ts';
import type { Style, Terminal } from './terminal.ts';

/** More groups, and more accounts of a group, are only counted; the JSON document has all. */
const MOST_GROUPS = 40;
const MOST_ACCOUNTS = 5;
const MOST_UNKNOWN = 20;

const LOOKS: Record<ChangeKind, { symbol: string; style: Style }> = {
  set: { symbol: '+', style: 'green' },
  change: { symbol: '~', style: 'yellow' },
  remove: { symbol: '-', style: 'red' },
};

/** What a plan is shown with. */
interface Shown {
  terminal: Terminal;
  /** The flags that the next command must repeat. */
  repeatedFlags: string;
}

/** How the organization differs from its baseline, for people. */
export function planText(comparison: Comparison, file: string, { terminal, repeatedFlags }: Shown): string {
  const groups = differenceGroups(comparison.differences);
  return sections([
    heading(comparison, file),
    ...groups.slice(0, MOST_GROUPS).map((group) => groupText(group, terminal)),
    furtherText(groups.slice(MOST_GROUPS)),
    unknownText(comparison.unknown, terminal),
    summary(comparison, terminal),
    comparison.differences.length > 0
      ? `See what would be requested:\n  contacts baseline apply --dry-run${repeatedFlags}`
      : '',
  ]);
}

function heading({ accounts, seen }: Comparison, file: string): string {
  const read = seen ? `, read ${spanText(seen)},` : '';
  return `Compared ${counted(accounts, 'account')}${read} with the baseline of ${visibleLine(file)}`;
}

function spanText({ first, last }: NonNullable<Comparison['seen']>): string {
  const [from, to] = [utcText(first), utcText(last)];
  return from === to ? `on ${from}` : `between ${from} and ${to}`;
}

/** `+ SECURITY of 1,204 accounts: not set → SOC` above the fields that differ, and the first accounts. */
function groupText(group: DifferenceGroup, terminal: Terminal): string {
  const { alternateContactType, before, after, accounts } = group;
  const { symbol, style } = LOOKS[changeKind(group)];
  const ends = [before, after].map((contact) => (contact ? fieldText('name', contact.name) : 'not set'));
  const what = `${symbol} ${alternateContactType} of ${counted(accounts.length, 'account')}: ${ends.join(' → ')}`;
  const named = accounts.slice(0, MOST_ACCOUNTS).map(accountText);
  const further = accounts.length - named.length;
  const lines = [...named, ...(further > 0 ? [`… and ${numberText(further)} more`] : [])];
  return [terminal.paint(style, what), indented(fieldTable(group, terminal)), indented(lines.join('\n'))]
    .filter((text) => text !== '')
    .join('\n');
}

/** The fields that differ; of a contact that is set or removed, all. */
function fieldTable({ before, after }: DifferenceGroup, { width, paint }: Terminal): string {
  const rows = CONTACT_FIELDS.flatMap((field): Cell[][] => {
    const [old, next] = [before?.[field], after?.[field]];
    if (old === next) return [];
    const texts = [old, next].flatMap((value) => (value === undefined ? [] : fieldText(field, value)));
    return [[{ text: FIELD_LABELS[field], style: 'dim' }, texts.join(' → ')]];
  });
  return tableText([{}, { wraps: true }], rows, { width: width - INDENT.length, paint });
}

function furtherText(groups: DifferenceGroup[]): string {
  if (groups.length === 0) return '';
  const count = groups.reduce((sum, { accounts }) => sum + accounts.length, 0);
  return `… and ${counted(count, 'contact')} in ${counted(groups.length, 'smaller group')}: --json lists all`;
}

function unknownText(unknown: UnknownContact[], terminal: Terminal): string {
  const lines = unknown
    .slice(0, MOST_UNKNOWN)
    .map(
      ({ account, alternateContactType, error = 'not read yet' }) =>
        `${accountText(account)} ${alternateContactType}: ${visibleLine(error)}`,
    );
  const further = unknown.length - lines.length;
  const all = [...lines, ...(further > 0 ? [`… and ${numberText(further)} more: --json lists all`] : [])];
  return titled(`${counted(unknown.length, 'contact')} could not be compared`, all.join('\n'), terminal);
}

function summary({ differences, standings }: Comparison, { paint }: Terminal): string {
  const { inLine, unmanaged, unreadable } = standings;
  const { set, change, remove } = kindCounts(differences);
  const rest = [
    `${numberText(inLine)} in line`,
    ...(unmanaged > 0 ? [`${numberText(unmanaged)} left alone`] : []),
    ...(unreadable > 0 ? [`${numberText(unreadable)} not known`] : []),
  ].join(', ');
  if (differences.length === 0) {
    const symbol = unreadable === 0 ? paint('green', '✓') : paint('yellow', '!');
    return `${symbol} No contact differs from the baseline: ${rest}.`;
  }
  const first = `${paint('bold', 'Plan:')} ${numberText(set)} to set, ${numberText(change)} to change, ${numberText(remove)} to remove; ${rest}.`;
  if (remove === 0) return first;
  return `${first}\n${paint('red', removalText(remove))}`;
}

/** `! 3 contacts would be removed, and nothing would take their place` */
export function removalText(count: number): string {
  return `! ${counted(count, 'contact')} would be removed, and nothing would take ${count === 1 ? 'its' : 'their'} place`;
}
