import { describe, expect, it } from 'vitest';
import { compare } from '../../../../functions/domain/inventory/differences.ts';
import type { InventoryItem } from '../../../../functions/domain/inventory/inventory.ts';
import { baselineOf, proposedBaseline } from '../../../../functions/domain/inventory/proposed-baseline.ts';
import type { Contact } from '../../../../schemas/compiled/contact.js';
import { NEW_CONTACT, OLD_CONTACT } from '../../builders.ts';
import { denied, inventoryItem, SANDBOX, seen } from '../../inventory-samples.ts';

const SHOP = { ouPath: ['Root', 'Production', 'Shop'], parentIds: ['ou-ab12-shop0001', 'ou-ab12-prod0001', 'r-ab12'] };

let last = 0;
/** So many accounts with this SECURITY contact. */
const accounts = (count: number, contact: Contact | null, place: Partial<InventoryItem> = {}): InventoryItem[] =>
  Array.from({ length: count }, () => {
    last += 1;
    return inventoryItem(String(last).padStart(12, '0'), { SECURITY: seen(contact) }, place);
  });
const proposal = (items: InventoryItem[], isUsable = (_: Contact) => true) =>
  baselineOf(proposedBaseline(items, isUsable));
const override = (id: string, SECURITY: Contact | 'unmanaged') => ({ when: { ou: [id] }, contacts: { SECURITY } });

describe('proposedBaseline', () => {
  it('takes the contact that more than half of all accounts have', () => {
    const items = [...accounts(3, NEW_CONTACT), ...accounts(2, OLD_CONTACT)];
    expect(proposal(items)).toEqual({
      default: { BILLING: 'unmanaged', OPERATIONS: 'unmanaged', SECURITY: NEW_CONTACT },
      overrides: [],
    });
  });

  it('leaves a type alone when no contact is that of more than half, or most have none', () => {
    expect(proposal([...accounts(2, NEW_CONTACT), ...accounts(2, OLD_CONTACT)]).default?.SECURITY).toBe('unmanaged');
    expect(proposal([...accounts(2, NEW_CONTACT), ...accounts(3, null)]).default?.SECURITY).toBe('unmanaged');
  });

  it('overrides a unit where fewer than half have what is above, and leaves one alone in which no contact prevails', () => {
    const items = [
      ...accounts(10, NEW_CONTACT),
      ...accounts(3, OLD_CONTACT, SANDBOX),
      ...accounts(1, NEW_CONTACT, SANDBOX),
      ...accounts(1, OLD_CONTACT, SHOP),
      ...accounts(1, null, SHOP),
    ];
    expect(proposal(items).overrides).toEqual([
      override('ou-ab12-sandbox01', OLD_CONTACT),
      override('ou-ab12-shop0001', 'unmanaged'),
    ]);
  });

  it('keeps what is above when exactly half of a unit have it', () => {
    const items = [
      ...accounts(10, NEW_CONTACT),
      ...accounts(1, OLD_CONTACT, SANDBOX),
      ...accounts(1, NEW_CONTACT, SANDBOX),
    ];
    expect(proposal(items).overrides).toEqual([]);
  });

  it('lets an inner unit win over the outer one, by its place in the list', () => {
    const items = [
      ...accounts(9, NEW_CONTACT, SANDBOX),
      ...accounts(4, OLD_CONTACT),
      ...accounts(3, NEW_CONTACT, SHOP),
    ];
    expect(proposal(items).overrides).toEqual([
      override('ou-ab12-prod0001', OLD_CONTACT),
      override('ou-ab12-shop0001', NEW_CONTACT),
    ]);
    expect(compare(items, proposal(items)).differences).toEqual([]);
  });

  it('does not count what is not known, and accounts that are not ACTIVE', () => {
    const items = [
      ...accounts(1, NEW_CONTACT),
      ...accounts(5, OLD_CONTACT, { state: 'SUSPENDED' }),
      inventoryItem('999999999999', { SECURITY: denied() }),
    ];
    expect(proposal(items).default?.SECURITY).toEqual(NEW_CONTACT);
  });

  it('leaves a type alone when most have a contact that no policy may ask for', () => {
    const { default: defaults } = proposedBaseline(accounts(3, OLD_CONTACT), () => false);
    expect(defaults.find(({ alternateContactType }) => alternateContactType === 'SECURITY')).toEqual({
      ...{ alternateContactType: 'SECURITY', wanted: 'unmanaged', held: 3, known: 3, because: 'unusable' },
    });
  });

  it('leaves at most half of the accounts of each unit as exceptions, in any organization', () => {
    const contacts = [NEW_CONTACT, OLD_CONTACT, { ...OLD_CONTACT, name: 'A third' }, null];
    const places = [{}, SANDBOX, SHOP];
    let state = 7;
    const next = (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    for (let round = 0; round < 200; round += 1) {
      const items = Array.from({ length: 1 + next(12) }, () =>
        accounts(1, contacts[next(4)] ?? null, places[next(3)]),
      ).flat();
      const exceptions = compare(items, proposal(items), ['SECURITY']).differences.map(({ accountId }) => accountId);
      for (const id of ['ou-ab12-prod0001', 'ou-ab12-sandbox01', 'ou-ab12-shop0001', 'r-ab12']) {
        const beneath = items.filter(({ parentIds }) => parentIds.includes(id));
        const found = beneath.filter(({ accountId }) => exceptions.includes(accountId));
        expect(found.length * 2, `${id} in round ${round}`).toBeLessThanOrEqual(beneath.length);
      }
    }
  });
});
