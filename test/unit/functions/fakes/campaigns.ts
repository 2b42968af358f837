import { vi } from 'vitest';
import type { CampaignTally } from '../../../../functions/aws/campaigns.ts';
import type { CampaignControl } from '../../../../functions/domain/campaign/campaign-control.ts';
import type { RequestKey } from '../../../../functions/domain/request/request-key.ts';

export const controls = new Map<RequestKey, CampaignControl>();
export const tallies = new Map<RequestKey, CampaignTally>();

export function reset(): void {
  controls.clear();
  tallies.clear();
}

export const readControl = vi.fn(async (key: RequestKey) => structuredClone(controls.get(key)));
export const readCounts = vi.fn(async (key: RequestKey) => structuredClone(tallies.get(key)));
