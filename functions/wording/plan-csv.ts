import type { Contact } from '../../schemas/compiled/contact.js';
import type { PlanPage } from '../domain/campaign/campaign-plan.ts';
import { CONTACT_FIELDS } from '../domain/contact/contact.ts';

const CONTACT_HEADERS = CONTACT_FIELDS.map((field) => `${field.charAt(0).toUpperCase()}${field.slice(1)}`);

/** The columns of a plan as CSV. */
export const PLAN_HEADERS = [
  ...['accountId', 'accountName', 'organizationalUnit', 'alternateContactType', 'action'],
  ...['before', 'after'].flatMap((when) => CONTACT_HEADERS.map((header) => `${when}${header}`)),
];

/** The changes of a page of a plan as rows of CSV. */
export function planRows({ changes, accounts }: PlanPage): string[][] {
  const known = new Map(accounts.map((account) => [account.accountId, account]));
  return changes.map(({ accountId, alternateContactType, before, after }) => {
    const { name = '', ouPath = [] } = known.get(accountId) ?? {};
    const head = [accountId, name, ouPath.join(' / '), alternateContactType, after ? 'PUT' : 'DELETE'];
    return [...head, ...fieldsOf(before), ...fieldsOf(after)];
  });
}

function fieldsOf(contact: Contact | null): string[] {
  return CONTACT_FIELDS.map((field) => contact?.[field] ?? '');
}
