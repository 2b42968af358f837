import { describe, expect, it } from 'vitest';
import type { InventoryItem } from '../../../../functions/domain/inventory/inventory.ts';
import { reportOf } from '../../../../functions/domain/inventory/report.ts';
import { reportPage } from '../../../../functions/web/report/report-page.ts';
import { NEW_CONTACT, OLD_CONTACT } from '../../builders.ts';
import { denied, inventoryItem, SANDBOX, SET_BY, seen } from '../../inventory-samples.ts';

const AT = '2026-06-01T13:00:00.000Z';
const ITEMS = [
  inventoryItem('222222222222', {
    SECURITY: seen(NEW_CONTACT, { setBy: SET_BY }),
    BILLING: seen(OLD_CONTACT, { standing: 'drifted' }),
    OPERATIONS: seen(null, { standing: 'unmanaged' }),
  }),
  inventoryItem('333333333333', { SECURITY: denied(), BILLING: seen(null, { standing: 'missing' }) }, SANDBOX),
];
const pageOf = (items: InventoryItem[]) => reportPage(reportOf(items, AT));

/** What people read, in one line. */
const textOf = (page: string) =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the report as a page', () => {
  it('loads nothing, and has no script', () => {
    const page = pageOf(ITEMS);
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-`);
    expect(page).not.toMatch(/<script|<link|<img|<iframe| on\w+=|url\(|@import|https?:/);
  });

  it('says what the contacts are, how they stand, and who set and approved them', () => {
    const text = textOf(pageOf(ITEMS));
    expect(text).toContain(
      'Alternate contacts of 2 accounts 20 % of the 5 contacts that the baseline asks for are in line.',
    );
    expect(text).toContain(
      'SECURITY of 1 account in line Contact Response team Incident response response@example.com +1 555 0199',
    );
    expect(text).toContain(
      `Set by jira/jira-OPS-42-10124, requested by jane@example.com Approved by approver-1@example.com Evidence (fingerprint of the approved plan) ${'f'.repeat(64)}`,
    );
    expect(text).toContain('SECURITY of 1 account not known Contact not known: AccessDeniedException');
    expect(text).toContain('BILLING of 1 account missing Contact not set');
    expect(text).toContain('333333333333 (Account 333, Root / Sandbox)');
  });

  it('has the numbers of each chart beside its bars', () => {
    const text = textOf(pageOf(ITEMS));
    expect(text).toMatch(
      /Type in line drifted missing not known left alone BILLING 0 1 1 0 0 OPERATIONS 0 0 0 1 1 SECURITY 1 0 0 1 0/,
    );
    expect(text).toMatch(/Production 1 1 0 0 1 Sandbox 0 0 1 2 0/);
  });

  it('draws bars of one length for shares, with parts as large as their numbers', () => {
    const [billing = ''] = /<th scope="row">BILLING<.*?<\/svg>/s.exec(pageOf(ITEMS)) ?? [];
    expect([...billing.matchAll(/class="(\w+)" x="(\d+)"/g)].map(([, kind, x]) => [kind, x])).toEqual([
      ['drifted', '0'],
      ['missing', '500'],
    ]);
  });

  it('says 100 % only when every contact is in line', () => {
    const many = Array.from({ length: 2000 }, (_, index) =>
      inventoryItem(String(index).padStart(12, '0'), {
        SECURITY: seen(NEW_CONTACT, index === 0 ? { standing: 'drifted' } : {}),
      }),
    ).map((item) => ({ ...item, contacts: { ...item.contacts, BILLING: seen(null), OPERATIONS: seen(null) } }));
    expect(textOf(pageOf(many))).toContain('99.9 % of the 6,000 contacts');
    expect(textOf(pageOf(many.slice(1)))).toContain('100 % of the 5,997 contacts');
  });

  it('folds what is the same, so that 10,000 accounts take less than 3 MB', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      inventoryItem(
        String(900_000_000_000 + index),
        { SECURITY: seen(NEW_CONTACT, { setBy: SET_BY }), BILLING: seen(OLD_CONTACT), OPERATIONS: seen(null) },
        index % 2 ? SANDBOX : {},
      ),
    );
    expect(pageOf(many).length).toBeLessThan(3_000_000);
  });

  it('shows markup and invisible characters in names as they are', () => {
    const contact = { ...OLD_CONTACT, name: '<script>alert(1)</script>', title: 'a\u202Eb' };
    const item = inventoryItem(
      '222222222222',
      { SECURITY: seen(contact) },
      { name: '</title><b>', ouPath: ['Root', '"><i>'] },
    );
    const page = pageOf([item]);
    expect(page).not.toMatch(/<script|<b>\)|<i>/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('a[U+202E]b');
  });

  it('names accounts that are not ACTIVE, and leaves them out of the figures', () => {
    const text = textOf(pageOf([...ITEMS, inventoryItem('444444444444', {}, { state: 'SUSPENDED' })]));
    expect(text).toContain('Alternate contacts of 2 accounts');
    expect(text).toContain('444444444444 (Account 444), SUSPENDED');
  });

  it('says that nothing is wrong when nothing is, and that nothing is asked for without a baseline', () => {
    const good = inventoryItem('222222222222', { SECURITY: seen(null), BILLING: seen(null), OPERATIONS: seen(null) });
    expect(textOf(pageOf([good]))).toContain('Nothing: every contact that the baseline asks for is there.');
    const unmanaged = seen(null, { standing: 'unmanaged' });
    const free = inventoryItem('222222222222', { SECURITY: unmanaged, BILLING: unmanaged, OPERATIONS: unmanaged });
    expect(textOf(pageOf([free]))).toContain('The baseline asks for no contact.');
  });
});
