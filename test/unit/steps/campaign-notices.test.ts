import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { tellRequester } from '../../../functions/steps/campaign-notices.ts';
import { ended, REQUEST_KEY, REQUESTER, VOTED_AT } from '../builders.ts';
import { applyingCampaign, campaignControl, campaignRequest, campaignStopped } from '../campaign-builders.ts';
import * as campaigns from '../functions/fakes/campaigns.ts';
import * as budget from '../functions/fakes/mail-budget.ts';
import * as mailer from '../functions/fakes/mailer.ts';
import * as pageLinks from '../functions/fakes/page-links.ts';
import { policy, reset as resetPolicy } from '../functions/fakes/policy.ts';

vi.mock('../../../functions/aws/campaign-meters.ts', () => import('../functions/fakes/campaign-meters.ts'));
vi.mock('../../../functions/aws/campaigns.ts', () => import('../functions/fakes/campaigns.ts'));
vi.mock('../../../functions/aws/mail-budget.ts', () => import('../functions/fakes/mail-budget.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('../functions/fakes/mailer.ts'));
vi.mock('../../../functions/aws/page-links.ts', () => import('../functions/fakes/page-links.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('../functions/fakes/policy.ts'));

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [campaigns, budget, mailer, pageLinks]) fake.reset();
  resetPolicy();
  campaigns.controls.set(REQUEST_KEY, campaignControl({ state: 'stopped' }));
});

describe('tellRequester', () => {
  it('mails what the campaign does, with a link of the requester', async () => {
    await tellRequester(applyingCampaign(campaignStopped()));
    expect(mailer.outbox).toMatchObject([{ to: REQUESTER, subject: expect.stringMatching(/^Stopped: /) }]);
    expect([...pageLinks.links.values()]).toMatchObject([
      { kind: 'request', requestKey: REQUEST_KEY, holder: REQUESTER },
    ]);
  });

  it('mails nobody who gets no mail, or when the campaign has ended', async () => {
    await tellRequester(applyingCampaign(ended('APPLIED')));
    policy.sources = {};
    policy.allowedEmailDomains = ['elsewhere.example'];
    await tellRequester(applyingCampaign());
    expect(campaignRequest().requestedBy).toBe(REQUESTER);
    expect(mailer.outbox).toEqual([]);
    expect(pageLinks.links.size).toBe(0);
  });

  it('holds up nothing when the mail cannot be sent', async () => {
    vi.mocked(mailer.sendMail).mockRejectedValueOnce(new Error('refused'));
    await expect(tellRequester(applyingCampaign())).resolves.toBeUndefined();
  });
});
