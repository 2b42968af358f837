import { vi } from 'vitest';
import type { LiveCounts } from '../../../../functions/domain/campaign/campaign-progress.ts';
import type { Meter } from '../../../../functions/domain/campaign/meter.ts';
import type { CampaignCounts } from '../../../../functions/domain/ledger/events.ts';
import type { RequestKey } from '../../../../functions/domain/request/request-key.ts';

/** How far campaigns are. A test may put it here. */
export const planned = new Map<RequestKey, Meter>();
export const live = new Map<RequestKey, LiveCounts>();

/** What was counted, in order. */
export const counted: Partial<CampaignCounts>[] = [];

export function reset(): void {
  planned.clear();
  live.clear();
  counted.length = 0;
  for (const call of [countLive, readLive]) call.mockReset();
}

export const countLive = vi.fn(async (_key: RequestKey, counts: Partial<CampaignCounts>): Promise<void> => {
  counted.push(counts);
});

export const readLive = vi.fn(async (key: RequestKey): Promise<LiveCounts | undefined> => live.get(key));

export const readPlanned = async (key: RequestKey): Promise<Meter | undefined> => planned.get(key);
