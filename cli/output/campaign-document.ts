import type { ChangeGroup, PlanSummary } from '../../functions/domain/campaign/campaign-plan.ts';
import type { CampaignProgress } from '../../functions/domain/campaign/campaign-progress.ts';
import type { CampaignCounts, CampaignPlan } from '../../functions/domain/ledger/events.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import type { ChangeSet } from '../../functions/domain/request/change-set.ts';
import type { AlternateContactType } from '../../schemas/compiled/contact-key.js';

/** What is known of a campaign besides its record. */
export interface FoundCampaign {
  /** How far it is, while its changes are being applied. */
  progress?: CampaignProgress;
  summary?: PlanSummary;
  /** Why the summary of its plan cannot be shown. */
  problem?: string;
}

/** What is done to contacts of a type. */
export interface ChangeKind {
  alternateContactType: AlternateContactType;
  /** Whether the accounts get their first contact, another one, or none any more. */
  change: 'set' | 'replaced' | 'removed';
  count: number;
}

/** A campaign for programs. Its groups are in here only with details, because they name contacts. */
export interface CampaignDocument {
  plan?: CampaignPlan;
  progress?: CampaignProgress;
  counts?: CampaignCounts;
  kinds?: ChangeKind[];
  summary?: PlanSummary;
}

export function campaignDocument(
  { request, campaign, counts }: RequestRecord,
  { progress, summary }: FoundCampaign = {},
  hasDetails: boolean,
): { changeSet?: ChangeSet; campaign: CampaignDocument } {
  return {
    ...(request.changeSet && { changeSet: request.changeSet }),
    campaign: {
      ...(campaign && { plan: campaign }),
      ...(progress && { progress }),
      ...(counts && { counts }),
      ...(summary && { kinds: changeKinds(summary.groups) }),
      ...(summary && hasDetails && { summary }),
    },
  };
}

/** What the groups of a plan do, without saying which contacts they are about. The largest kind comes first. */
export function changeKinds(groups: ChangeGroup[]): ChangeKind[] {
  const kinds = new Map<string, ChangeKind>();
  for (const { alternateContactType, before, after, count } of groups) {
    const change = after === null ? 'removed' : before === null ? 'set' : 'replaced';
    const name = `${alternateContactType} ${change}`;
    kinds.set(name, { alternateContactType, change, count: count + (kinds.get(name)?.count ?? 0) });
  }
  return [...kinds.values()].toSorted((left, right) => right.count - left.count);
}
