import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SeenContact } from '../../../functions/domain/inventory/inventory.ts';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import { withCampaignChanges } from '../../../functions/steps/campaign-changes.ts';
import { ACCOUNT_ID, APPLIED_AT, APPROVER, NEW_CONTACT, pendingRecord, REQUESTER, SECURITY } from '../builders.ts';
import { applyingCampaign } from '../campaign-builders.ts';
import * as inventory from '../functions/fakes/inventory.ts';

vi.mock('../../../functions/aws/inventory.ts', () => import('../functions/fakes/inventory.ts'));

const campaign = applyingCampaign();
const changedBy = requestKeyOf(campaign.request);
const state = { ...SECURITY, requestKeys: [], revision: 1, changedBy, changedAt: Date.parse(APPLIED_AT) / 1000 };
const setBy = {
  requestKey: changedBy,
  requestedBy: REQUESTER,
  approvedBy: [APPROVER],
  at: APPLIED_AT,
  fingerprint: '',
};

function know(seen: Partial<SeenContact>): void {
  const SECURITY: SeenContact = { contact: NEW_CONTACT, seenAt: APPLIED_AT, standing: 'inLine', ...seen };
  const listed = { state: 'ACTIVE', listedAt: APPLIED_AT, parentIds: [] };
  inventory.items.set(ACCOUNT_ID, { accountId: ACCOUNT_ID, ...listed, contacts: { SECURITY } });
}

const statesAfter = (record = campaign) => withCampaignChanges([state], new Map([[changedBy, record]]));

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(APPLIED_AT), toFake: ['Date'] });
  inventory.items.clear();
});

describe('a contact that a campaign has changed lately', () => {
  it('is what the inventory says that the campaign has made of it', async () => {
    know({ setBy });
    expect(await statesAfter()).toEqual([{ ...state, setByCampaign: { after: NEW_CONTACT, appliedAt: APPLIED_AT } }]);
  });

  it.each<[string, Partial<SeenContact>]>([
    ['somebody else has changed it since', {}],
    ['another request has changed it since', { setBy: { ...setBy, requestKey: 'cli/other' } }],
  ])('is what reads show when %s', async (_case, seen) => {
    know(seen);
    expect(await statesAfter()).toEqual([state]);
  });

  it('is what reads show when that is long ago, or was no campaign', async () => {
    know({ setBy });
    expect(await statesAfter(pendingRecord())).toEqual([state]);
    vi.setSystemTime(Date.parse(APPLIED_AT) + 900_001);
    expect(await statesAfter()).toEqual([state]);
  });
});
