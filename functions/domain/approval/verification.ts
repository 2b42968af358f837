import { requestedOf } from '../ledger/evolve.ts';
import { askedDigest, type PlanStatement, planFingerprint, plannedCount } from '../ledger/fingerprint.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { isRedacted } from '../ledger/redacted.ts';
import { requestKeyOf } from '../request/request-key.ts';
import type {
  ChainedPlan,
  ChainedPreApproval,
  ChainedRequest,
  ChainedRules,
  ChainedVote,
  ChainLink,
} from './chain-link.ts';
import { isGenuine } from './evidence.ts';
import { type Progress, plansToLookFor, progressOf, type Verified } from './kept-evidence.ts';
import { appliedLinks } from './verify-applied.ts';
import { campaignLinks, pagesLinks } from './verify-campaign.ts';
import { checkVotes, decisionLink } from './verify-votes.ts';

/** Every link of the chain from the request to what was applied, in this order. */
export function verifyChain(given: Verified): ChainLink[] {
  const planned = planLink(given);
  const verified = planned.finding === 'planAltered' ? withoutPlan(given) : given;
  const { record, evidence } = verified;
  const { fingerprint = '', plan } = evidence;
  const progress = progressOf(verified);
  const current = plan && planned.finding !== 'planOutdated' ? { ...plan, fingerprint } : undefined;
  const { votes, decided } = checkVotes(verified, current, progress === 'rejected' ? record?.round : undefined);
  return [
    requestLink(verified),
    planned,
    ...pagesLinks(verified),
    ...(current && !isPreApproved(current) ? rulesLinks(verified, votes, progress) : []),
    ...votes,
    ...(current && isPreApproved(current)
      ? preApprovalLinks(verified, current, progress)
      : decisionLink(plan, decided, progress)),
    ...(evidence.pages ? campaignLinks(verified, evidence.pages, progress) : appliedLinks(verified, progress)),
  ];
}

/** Nothing that an altered plan says is of any use. */
function withoutPlan({ evidence: { plan: _, ...evidence }, ...verified }: Verified): Verified {
  return { ...verified, evidence };
}

function requestLink(verified: Verified): ChainedRequest {
  const { record } = verified;
  const said = record && { requestedBy: record.request.requestedBy, requestedAt: record.createdAt };
  return { link: 'request', finding: requestFinding(verified), ...said };
}

function requestFinding({ key, record, evidence: { asked } }: Verified): ChainedRequest['finding'] {
  if (asked === undefined) return 'notRegistered';
  if (!record) return 'requestOnlyKept';
  if (requestKeyOf(record.request) !== key) return 'requestAltered';
  if (isRedacted(record)) return 'requestRedacted';
  return askedDigest(requestedOf(record)) === asked ? 'asRegistered' : 'requestAltered';
}

function planLink(verified: Verified): ChainedPlan {
  const { record, evidence } = verified;
  const { fingerprint = plansToLookFor(record, evidence)[0], plan } = evidence;
  const finding = planFinding(verified);
  return {
    link: 'plan',
    finding,
    ...(fingerprint !== undefined && { fingerprint }),
    ...(plan && finding !== 'planAltered' && { changes: plannedCount(plan) }),
  };
}

function planFinding({ record, evidence }: Verified): ChainedPlan['finding'] {
  const { asked, fingerprint, plan, applied } = evidence;
  if (!plan) return missingPlan(record);
  if (planFingerprint(plan) !== fingerprint) return 'planAltered';
  if (plan.asked !== asked) return 'planOfOtherRequest';
  if (!record) return 'planOnlyKept';
  if (isRedacted(record)) return 'planRedacted';
  if (record.fingerprint !== fingerprint) return 'planForged';
  return record.isOutdated && applied.length === 0 ? 'planOutdated' : 'asPlanned';
}

function missingPlan(record: RequestRecord | undefined): ChainedPlan['finding'] {
  if (!record) return 'planNotNamed';
  if (!record.plan) return record.results ? 'neverPlanned' : 'notPlannedYet';
  return isRedacted(record) ? 'planNotNamed' : 'planMissing';
}

/** Whoever is asked, is asked after the check. Of a plan without a change, nobody is. */
function rulesLinks(
  { evidence: { isChecked, plan } }: Verified,
  votes: ChainedVote[],
  progress: Progress,
): ChainedRules[] {
  const link = (finding: ChainedRules['finding']): ChainedRules[] => [{ link: 'rules', finding }];
  if (isChecked) return link('rulesChecked');
  if (progress === 'approved' || votes.some(({ finding }) => finding === 'signed')) return link('rulesUnchecked');
  return progress === 'open' && plan && plannedCount(plan) !== 0 ? link('rulesNotCheckedYet') : [];
}

function isPreApproved({ approval }: PlanStatement): boolean {
  return approval.requirements.length === 0;
}

function preApprovalLinks(
  { key, evidence, publicKeys }: Verified,
  plan: PlanStatement,
  progress: Progress,
): ChainLink[] {
  const { preApproval, fingerprint } = evidence;
  const link = (finding: ChainedPreApproval['finding'], at?: string): ChainedPreApproval[] => [
    { link: 'preApproval', finding, ...(at !== undefined && { at }) },
  ];
  if (preApproval) {
    const isAboutThis = preApproval.request === key && preApproval.fingerprint === fingerprint;
    const { preApprovals } = publicKeys;
    const isSigned = isAboutThis && preApprovals !== undefined && isGenuine(preApproval, preApprovals);
    return link(isSigned ? 'preApproved' : 'preApprovalForged', preApproval.at);
  }
  if (progress === 'approved') return link('preApprovalMissing');
  if (plannedCount(plan) === 0) return [];
  return link(progress === 'open' ? 'notPreApprovedYet' : 'notPreApproved');
}
