import { APPROVER, nonceIn } from '../requester.ts';
import { type Caller, signedCaller } from './call-scenarios.ts';
import { type Campaign, heldCampaign } from './campaign-scenarios.ts';
import { executionOf, linkOf, outcomeOf } from './requests.ts';
import type { Scenario } from './scenario.ts';
import { until } from './world.ts';

type Action = 'pause' | 'resume' | 'cancel';

/** Somebody does something with a campaign that waits after its first change. @returns a status */
type Act = (campaign: Campaign) => Promise<number>;

/** Somebody steers a campaign, and again if it was not answered as it should be. At last its requester cancels it, if that was not it. */
const steering =
  (act: Act, isLast: boolean): Scenario =>
  async (world, tried) => {
    const campaign = await heldCampaign(world);
    await tried.begin();
    const first = await act(campaign);
    await tried.end();
    const again = first >= 500 ? await act(campaign) : first;
    if (!isLast) await steered('person', 'cancel')(campaign);
    await until('the end', async () => ((await executionOf(campaign))?.status === 'RUNNING' ? undefined : true));
    const outcome = await outcomeOf(campaign, String(first));
    return { ...outcome, delay: again >= 500 ? `again ${again}` : outcome.delay };
  };

const steered =
  (caller: Caller, action: Action, name?: string): Act =>
  async ({ world, requestId }) =>
    (await signedCaller(world, caller, name))('/campaigns', { requestId, action });

export const resumedByPerson = steering(steered('person', 'resume'), true);
export const cancelledByPerson = steering(steered('person', 'cancel'), true);

/** Nobody has said who these are. */
export const cancelledByUser = steering(steered('user', 'cancel'), false);
export const cancelledByRole = steering(steered('role', 'cancel'), false);

/** Its requester is told. */
export const pausedByApprover = steering(steered('person', 'pause', APPROVER), false);

/** By the page of the requester. */
export const cancelledByPage = steering(async ({ world, requestId }) => {
  const link = await until('the link', () => linkOf(world, requestId, 'requests'));
  const page = await fetch(link);
  const nonce = nonceIn(await page.text());
  if (!page.ok || nonce === '') return page.status;
  const body = new URLSearchParams({ action: 'cancel', comment: '', nonce });
  return (await fetch(link, { method: 'POST', body, redirect: 'manual' })).status;
}, true);
