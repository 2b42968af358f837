import { vi } from 'vitest';
import type { HeldCampaign } from '../../../../functions/aws/campaigns.ts';
import {
  type CampaignControl,
  type CampaignState,
  stateOf,
  storedState,
} from '../../../../functions/domain/campaign/campaign-control.ts';
import type { CampaignTally } from '../../../../functions/domain/campaign/stored-campaign.ts';
import type { CampaignCounts } from '../../../../functions/domain/ledger/events.ts';
import type { RequestKey } from '../../../../functions/domain/request/request-key.ts';

export const controls = new Map<RequestKey, CampaignControl>();
export const tallies = new Map<RequestKey, CampaignTally>();
/** The tokens of the pages that wait. */
export const tokens = new Map<number, string>();

export function reset(): void {
  controls.clear();
  tallies.clear();
  tokens.clear();
  dropToken.mockClear();
}

export const startCampaign = vi.fn(async (key: RequestKey, control: CampaignControl) => {
  if (!controls.has(key)) controls.set(key, structuredClone(control));
});

export const readControl = vi.fn(async (key: RequestKey) => controlOf(key));

export const switchCampaign = vi.fn(
  async (key: RequestKey, { state, at, by }: Pick<CampaignControl, 'state' | 'at' | 'by'>, from: CampaignState) => {
    const { resumesAt: _, ...control } = controls.get(key) ?? missing(key);
    if (control.state !== storedState(from)) return undefined;
    const { hasCanary, ...others } = control;
    const canary = hasCanary && state !== 'running' ? { hasCanary } : {};
    controls.set(key, { ...others, ...canary, state, at, by, failures: 0 });
    return heldOf(key);
  },
);

export const setResumesAt = vi.fn(async (key: RequestKey, resumesAt: string) => {
  const control = controls.get(key) ?? missing(key);
  if (control.state !== 'canary') return undefined;
  controls.set(key, { ...control, resumesAt });
  return heldOf(key);
});

export const holdPage = vi.fn(async (key: RequestKey, page: number, taskToken: string) => {
  tokens.set(page, taskToken);
  return heldOf(key);
});

export const dropToken = vi.fn(async (_key: RequestKey, page: number) => {
  tokens.delete(page);
});

export const readHeld = vi.fn(async (key: RequestKey) => heldOf(key));

export const addFailures = vi.fn(async (key: RequestKey, failures: number) => {
  const control = controls.get(key) ?? missing(key);
  controls.set(key, { ...control, failures: control.failures + failures });
  return heldOf(key);
});

export const readCounts = vi.fn(async (key: RequestKey) => structuredClone(tallies.get(key)));

export const countPage = vi.fn(async (key: RequestKey, page: number, counts: CampaignCounts) => {
  const { ended = [], begun = [], ...before } = tallies.get(key) ?? {};
  if (ended.includes(page)) return;
  const sum = (field: keyof CampaignCounts) => (Object(before)[field] ?? 0) + counts[field];
  tallies.set(key, {
    ...{ applied: sum('applied'), inPlace: sum('inPlace'), failed: sum('failed') },
    ...{ conflicts: sum('conflicts'), cancelled: sum('cancelled'), ended: [...ended, page], begun },
  });
});

export const notePageBegun = vi.fn(async (key: RequestKey, page: number) => {
  const tally = tallies.get(key) ?? {
    applied: 0,
    inPlace: 0,
    failed: 0,
    conflicts: 0,
    cancelled: 0,
    ended: [],
    begun: [],
  };
  tallies.set(key, { ...tally, begun: [...new Set([...tally.begun, page])] });
});

function controlOf(key: RequestKey): CampaignControl | undefined {
  const control = controls.get(key);
  return control && structuredClone({ ...control, state: stateOf(control) });
}

function heldOf(key: RequestKey): HeldCampaign | undefined {
  const control = controlOf(key);
  return control && { control, tokens: new Map(tokens) };
}

function missing(key: RequestKey): never {
  throw new Error(`there is no campaign ${key}`);
}
