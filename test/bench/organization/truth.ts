import { isSameContact } from '../../../functions/domain/contact/contact.ts';
import type { InventoryReport } from '../../../functions/domain/inventory/report.ts';
import { inParallel } from '../soak/in-parallel.ts';
import type { World } from './world.ts';

/** The report of the whole organization, as `contacts report` writes it. */
export async function readReport(world: World): Promise<InventoryReport> {
  const { status, output } = await world.run('report', '--json');
  if (status !== 0) throw new Error(output);
  return JSON.parse(output);
}

/** The contacts of ACTIVE accounts that the report tells otherwise than the API of Account Management does. */
export async function untrueIn({ accounts }: InventoryReport, { user }: World): Promise<string[]> {
  const told = accounts
    .filter(({ state }) => state === 'ACTIVE')
    .flatMap(({ accountId, contacts }) => contacts.map((contact) => ({ accountId, ...contact })));
  const untrue: string[] = [];
  await inParallel(told, async ({ accountId, alternateContactType, contact }) => {
    const found = (await user.contact(accountId, alternateContactType)) ?? null;
    if (contact === undefined || !isSameContact(contact, found)) untrue.push(`${accountId}/${alternateContactType}`);
  });
  return untrue;
}

/** Those of the contacts with these names of which the report does not say that this approver has approved them for this request. */
export function unprovenIn(
  { accounts }: InventoryReport,
  names: string[],
  { requestKey, approver }: { requestKey: string; approver: string },
): string[] {
  const proven = new Set(
    accounts.flatMap(({ accountId, contacts }) =>
      contacts
        .filter(({ setBy }) => setBy?.requestKey === requestKey && setBy.approvedBy.includes(approver))
        .map(({ alternateContactType }) => `${accountId}/${alternateContactType}`),
    ),
  );
  return names.filter((name) => !proven.has(name));
}
