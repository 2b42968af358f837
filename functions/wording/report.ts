import { CONTACT_FIELDS } from '../domain/contact/contact.ts';
import type { Standing } from '../domain/inventory/inventory.ts';
import type { Age, Change, InventoryReport, ReportedAccount, ReportedContact } from '../domain/inventory/report.ts';
import { csvText } from './csv-text.ts';

/** How a contact stands to the baseline, in a few words. */
export const STANDING_LABELS: Record<Standing, string> = {
  inLine: 'in line',
  drifted: 'drifted',
  missing: 'missing',
  unmanaged: 'left alone',
  unreadable: 'not known',
};

/** What the labels mean. */
export const STANDING_MEANINGS: Record<Standing, string> = {
  inLine: 'as the baseline wants it',
  drifted: 'another contact than the baseline wants, or one where it wants none',
  missing: 'not set, although the baseline wants a contact',
  unmanaged: 'the baseline says nothing about it',
  unreadable: 'AWS did not let the service read it, or nobody has read it yet',
};

export const AGE_LABELS: Record<Age, string> = {
  day: 'within a day',
  week: 'within a week',
  month: 'within 30 days',
  quarter: 'within 90 days',
  older: 'longer ago',
  never: 'never',
};

export const CHANGE_LABELS: Record<Change, string> = { byRequest: 'by a request', otherwise: 'in another way' };

const COLUMNS = [
  ...['accountId', 'accountName', 'ouPath', 'accountState', 'alternateContactType', 'standing', ...CONTACT_FIELDS],
  ...['since', 'setByRequest', 'requestedBy', 'approvedBy', 'appliedAt', 'lastSeen', 'changedOutside', 'error'],
  'planFingerprint',
];

/** The report as CSV for a spreadsheet: one row for each contact. */
export function reportCsv({ accounts }: InventoryReport): string {
  return csvText([COLUMNS, ...accounts.flatMap((account) => account.contacts.map((contact) => row(account, contact)))]);
}

function row(account: ReportedAccount, contact: ReportedContact): string[] {
  const { accountId, name = '', ouPath = [], state } = account;
  const { alternateContactType, standing, contact: seen, since = '', seenAt = '', setBy, changedOutside } = contact;
  return [
    ...[accountId, name, ouPath.join(' / '), state, alternateContactType, STANDING_LABELS[standing]],
    ...CONTACT_FIELDS.map((field) => seen?.[field] ?? ''),
    ...[since, setBy?.requestKey ?? '', setBy?.requestedBy ?? '', setBy?.approvedBy.join('; ') ?? '', setBy?.at ?? ''],
    ...[seenAt, changedOutside?.foundAt ?? '', contact.error ?? '', setBy?.fingerprint ?? ''],
  ];
}
