import type { CampaignControl } from '../../functions/domain/campaign/campaign-control.ts';
import type { ChangeGroup, PlanSummary } from '../../functions/domain/campaign/campaign-plan.ts';
import type { LiveCounts } from '../../functions/domain/campaign/campaign-progress.ts';
import type { PlanIndex } from '../../functions/domain/campaign/plan-index.ts';
import {
  type CampaignCounts,
  type CampaignPlan,
  type EventOf,
  type RequestEvent,
  WORKFLOW,
} from '../../functions/domain/ledger/events.ts';
import { recordOf } from '../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import {
  applyStarted,
  approvalRequested,
  approved,
  changeRequest,
  ENDED_AT,
  NEW_CONTACT,
  planned,
  REQUESTER,
  requested,
  VOTED_AT,
  voteCast,
} from './builders.ts';

/** SHA-256 (hex) of nothing that is. */
const SHA256 = 'a'.repeat(64);

/** A request for 10,000 changes. */
export function campaignRequest(differences: Partial<ChangeRequest> = {}): ChangeRequest {
  const changeSet = { key: `change-sets/${SHA256}.jsonl`, sha256: SHA256, count: 10_000 };
  return changeRequest({ reason: 'The new SOC takes over', changes: [], changeSet, ...differences });
}

/** 9,900 of its changes are to be made. */
export function campaignPlan(differences: Partial<CampaignPlan> = {}): CampaignPlan {
  return { sha256: SHA256, summary: SHA256, count: 9900, pages: 100, accounts: 5000, removed: 0, ...differences };
}

/** A campaign that waits for votes, and what happened after that. */
export function campaignRecord(later: RequestEvent[] = [], plan: Partial<CampaignPlan> = {}): RequestRecord {
  const first = requested({ request: campaignRequest(), accounts: [] });
  return recordOf([first, planned({ plan: [], campaign: campaignPlan(plan) }), approvalRequested(), ...later]);
}

/** A campaign whose changes are being applied since `VOTED_AT`, and what happened after that. */
export function applyingCampaign(...later: RequestEvent[]): RequestRecord {
  return campaignRecord([voteCast(), approved(), applyStarted(), ...later]);
}

type Differences<Type extends RequestEvent['type']> = Partial<Omit<EventOf<Type>, 'type'>>;

export function campaignPaused(differences: Differences<'CampaignPaused'> = {}): EventOf<'CampaignPaused'> {
  return { type: 'CampaignPaused', at: VOTED_AT, by: REQUESTER, comment: '', ...differences };
}

export function campaignResumed(differences: Differences<'CampaignResumed'> = {}): EventOf<'CampaignResumed'> {
  return { type: 'CampaignResumed', at: VOTED_AT, by: REQUESTER, comment: '', ...differences };
}

export function campaignStopped(differences: Differences<'CampaignStopped'> = {}): EventOf<'CampaignStopped'> {
  return { type: 'CampaignStopped', at: VOTED_AT, by: WORKFLOW, failures: 501, ...differences };
}

export function campaignCancelled(differences: Differences<'CampaignCancelled'> = {}): EventOf<'CampaignCancelled'> {
  return { type: 'CampaignCancelled', at: VOTED_AT, by: REQUESTER, comment: '', ...differences };
}

export function campaignApplied(counts: Partial<CampaignCounts> = {}): EventOf<'CampaignApplied'> {
  return { type: 'CampaignApplied', at: ENDED_AT, by: WORKFLOW, counts: campaignCounts(counts) };
}

/** All of them applied. */
export function campaignCounts(differences: Partial<CampaignCounts> = {}): CampaignCounts {
  return { applied: 9900, inPlace: 0, failed: 0, conflicts: 0, cancelled: 0, ...differences };
}

/** What single changes have counted until a time (epoch milliseconds), so many of them in the minute before. */
export function liveCounts(counts: Partial<CampaignCounts>, at: number, perMinute = 300): LiveCounts {
  const all = campaignCounts({ applied: 0, ...counts });
  const count = all.applied + all.failed + all.conflicts;
  return { counts: all, meter: { count, countedAt: at, marks: [{ at: at - 60_000, count: count - perMinute }] } };
}

export function campaignControl(differences: Partial<CampaignControl> = {}): CampaignControl {
  const stops = { stopAfter: 495, failures: 0 };
  return { state: 'running', at: VOTED_AT, by: WORKFLOW, count: 9900, pages: 100, ...stops, ...differences };
}

/** SECURITY of so many accounts: not set → Response team. */
export function changeGroup(count = 1204, differences: Partial<ChangeGroup> = {}): ChangeGroup {
  const accounts = Array.from({ length: Math.min(count, 10) }, (_, index) => ({
    accountId: String(900_000_000_001 + index),
    name: `Bulk ${index + 1}`,
    ouPath: ['Root', 'Workloads', 'Production'],
  }));
  return { alternateContactType: 'SECURITY', before: null, after: NEW_CONTACT, count, accounts, ...differences };
}

export function planSummary(differences: Partial<PlanSummary> = {}): PlanSummary {
  const groups = differences.groups ?? [changeGroup()];
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const others = { further: { groups: 0, changes: 0 }, inPlace: 0, unreadable: [], unreadableCount: 0, removed: 0 };
  return { count, accounts: count, groups, ...others, index: SHA256, csv: SHA256, ...differences };
}

/** One change, of the first group. */
export function planIndex(differences: Partial<PlanIndex> = {}): PlanIndex {
  const rows: PlanIndex['rows'] = [['900000000001', 'SECURITY', 0, 'Bulk 1', 0, 1]];
  return { ouPaths: [['Root', 'Workloads', 'Production']], rows, ...differences };
}
