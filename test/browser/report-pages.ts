import type { Page } from 'playwright-core';
import type { InventoryItem, SeenContact } from '../../functions/domain/inventory/inventory.ts';
import { reportOf } from '../../functions/domain/inventory/report.ts';
import { reportPage } from '../../functions/web/report/report-page.ts';
import type { Contact } from '../../schemas/compiled/contact.js';
import { denied, inventoryItem, SET_BY, seen } from '../unit/inventory-samples.ts';

const AT = '2026-06-01T13:00:00.000Z';
const UNITS = ['Production', 'Development', 'Sandbox', 'Data platform', 'Retail / Shops'];
const FINGERPRINT = '6c3f0f6c1b0f6e1f3a0f5f3c2f3d0d8f6a9f1b2c3d4e5f60718293a4b5c6d7e8';

/** The report of an organization of 1,204 accounts, in which some contacts drifted, and one account holds hostile text. */
export const REPORT_PAGES: Record<string, (page: Page) => Promise<unknown>> = {
  report: (page) => page.setContent(reportPage(reportOf(items(1204), AT))),
  'hostile-report': async (page) => {
    const name = `${'W'.repeat(64)}`;
    const hostile = {
      name,
      title: '<b>\u202Etitle',
      emailAddress: `${'a'.repeat(64)}@example.com`,
      phoneNumber: '+1 555 0100',
    };
    const place = { name: '"><script>'.repeat(5), ouPath: ['Root', 'W'.repeat(128)] };
    await page.setContent(
      reportPage(reportOf([inventoryItem('222222222222', { SECURITY: seen(hostile) }, place)], AT)),
    );
    await page.locator('.unit > summary').click();
  },
};

function items(count: number): InventoryItem[] {
  return Array.from({ length: count }, (_, index) => {
    const unit = UNITS[index % UNITS.length] ?? '';
    return inventoryItem(String(900_000_000_001 + index), contactsOf(index), {
      ...{
        name: `Workload ${index + 1}`,
        ouPath: ['Root', unit],
        parentIds: [`ou-ab12-unit000${index % UNITS.length}`, 'r-ab12'],
      },
      ...(index % 300 === 7 && { state: 'SUSPENDED' }),
    });
  });
}

function contactsOf(index: number): InventoryItem['contacts'] {
  const setBy = { ...SET_BY, requestKey: 'cli/soc-everywhere' as const, fingerprint: FINGERPRINT };
  return {
    SECURITY: index % 100 === 3 ? denied() : at(index, contact('Security operations'), { setBy }),
    OPERATIONS:
      index % 71 === 5
        ? at(index, contact('Old desk'), { standing: 'drifted' })
        : at(index, contact('Cloud operations')),
    BILLING: billing(index),
  };
}

function billing(index: number): SeenContact {
  if (index % UNITS.length === 2) return at(index, null, { standing: 'unmanaged' });
  return index % 23 === 4 ? at(index, null, { standing: 'missing' }) : at(index, contact('Cloud finance'));
}

/** Read within the last days, and set at some time of the year before. */
function at(index: number, contactOrNone: Contact | null, overrides: Partial<SeenContact> = {}): SeenContact {
  const daysBefore = (days: number) => new Date(Date.parse(AT) - days * 86_400_000).toISOString();
  return seen(contactOrNone, {
    ...{ seenAt: daysBefore(index % 90 === 0 ? 5 : 0.4), since: daysBefore(10 + ((index * 37) % 380)) },
    ...overrides,
  });
}

function contact(name: string): Contact {
  const mailbox = name.toLowerCase().replaceAll(' ', '-');
  return { name, title: `${name} desk`, emailAddress: `${mailbox}@example.com`, phoneNumber: '+1 555 0100' };
}
