import { describe, expect, it } from 'vitest';
import type { InventoryItem } from '../../../../../functions/domain/inventory/inventory.ts';
import type { Contact } from '../../../../../schemas/compiled/contact.js';
import { NEW_CONTACT, OLD_CONTACT, putChange, REQUEST_ID } from '../../../builders.ts';
import { contactAt, type End, endedCampaign } from '../../ended-campaign.ts';
import { OTHER } from '../../ended-records.ts';
import { type CliOptions, runCli } from '../../run-cli.ts';

function revert(ends: End[], options: CliOptions = {}, ...flags: string[]) {
  const { record, objects } = endedCampaign(ends, 'PARTIALLY_APPLIED', 50);
  const words = ['revert', REQUEST_ID, '--requested-by', 'joe@example.com', ...flags];
  return runCli(words, { stored: { [REQUEST_ID]: record }, objects, ...options });
}

const seen = (index: number, contact: Contact | null): InventoryItem => ({
  ...{ accountId: contactAt(index).accountId, parentIds: [], state: 'ACTIVE', listedAt: '2026-06-01T10:00:00.000Z' },
  contacts: { SECURITY: { contact, standing: 'inLine' } },
});

describe('contacts revert of a campaign', () => {
  it('requests the contacts of what was applied as they were before, compared with what they are now', async () => {
    const { code, calls } = await revert(['APPLIED', 'FAILED', 'inPlace', 'APPLIED'], {
      contactsByName: { [`${contactAt(3).accountId}/SECURITY`]: OTHER },
      contacts: { SECURITY: NEW_CONTACT },
    });
    expect(code).toBe(0);
    expect(calls.contacts).toHaveLength(2);
    expect(calls.requests).toMatchObject([{ changes: [putChange(contactAt(0), OLD_CONTACT)] }]);
  });

  it('compares more than 100 with what the inventory has seen last, and counts them', async () => {
    const ends = Array.from({ length: 130 }, (): End => 'APPLIED');
    const inventory = [seen(0, OTHER), seen(1, OLD_CONTACT), seen(2, NEW_CONTACT)];
    const { stdout, calls } = await revert(ends, { inventory });
    expect(calls.contacts).toEqual([]);
    expect(calls.requests).toMatchObject([{ changes: [], changeSet: { count: 128 } }]);
    expect(stdout).toContain(
      [
        '1 contact left out: already as before',
        `1 contact left out: changed since ${REQUEST_ID} (--also-changed reverts it, too)`,
        '128 contacts requested as they were before',
      ].join('\n'),
    );
    const also = await revert(ends, { inventory }, '--also-changed');
    expect(also.calls.requests).toMatchObject([{ changeSet: { count: 129 } }]);
  });
});
