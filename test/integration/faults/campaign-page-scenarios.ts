import { ask, heldCampaign, newCampaign } from './campaign-scenarios.ts';
import { get, visiting } from './page-scenarios.ts';
import { voteAt } from './requests.ts';
import type { World } from './world.ts';

/** The pages of a campaign, which have more to read than those of other requests. */
export const shownPlan = visiting({ open: waitingCampaign, act: get });
export const votedOnPlan = visiting({ open: waitingCampaign, act: ({ link }) => voteAt(link, 'reject'), isLast: true });
export const shownProgress = visiting({ open: heldCampaign, kind: 'requests', act: get });

async function waitingCampaign(world: World) {
  const campaign = await newCampaign(world);
  await ask(campaign);
  return campaign;
}
