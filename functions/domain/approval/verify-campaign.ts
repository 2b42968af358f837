import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { contactKey, contactName } from '../contact/contact.ts';
import type { ChainedCampaign, ChainedPages } from './campaign-chain-link.ts';
import type { ChainedChange } from './chain-link.ts';
import type { KeptApplied, KeptPages, Progress, Verified } from './kept-evidence.ts';

/** Whether the pages that hold the plan of a campaign are those that its fingerprint covers. */
export function pagesLinks({ evidence: { plan, pages } }: Verified): ChainedPages[] {
  if (!plan?.campaign || !pages) return [];
  return [{ link: 'pages', finding: pages.finding, pages: plan.campaign.pages }];
}

/** How many changes of a campaign were applied as planned, and each one that was not. Before an approval, none was. */
export function campaignLinks(
  { record, evidence }: Verified,
  pages: KeptPages,
  progress: Progress,
): (ChainedCampaign | ChainedChange)[] {
  if (progress !== 'approved' && progress !== 'gone') return [];
  const known = { fingerprint: evidence.fingerprint, pages, kept: namedBy(evidence.applied) };
  const statuses = new Map(pages.results.map((result) => [contactName(result), result.status]));
  const contacts = namedBy<ContactKey>([...pages.planned, ...pages.results, ...evidence.applied].map(contactKey));
  const planned = new Set(pages.planned.map(contactName));
  const broken = [...contacts].flatMap(([name, contact]): ChainedChange[] => {
    const applied = known.kept.get(name);
    const isPlanned = pages.finding !== 'pagesAsPlanned' || planned.has(name);
    const finding = fault({ applied, status: statuses.get(name), isPlanned }, known.fingerprint);
    if (!finding) return [];
    return [{ link: 'applied', finding, ...contact, ...(applied && { appliedAt: applied.appliedAt }) }];
  });
  const applied = evidence.applied.length - broken.filter(({ appliedAt }) => appliedAt !== undefined).length;
  const all = evidence.plan?.campaign?.count ?? 0;
  const isOver = !record || record.results !== undefined || record.counts !== undefined || applied >= all;
  return [{ link: 'campaign', finding: isOver ? 'campaignApplied' : 'campaignUnderWay', applied, all }, ...broken];
}

interface Compared {
  applied: KeptApplied | undefined;
  /** As the results say. */
  status: string | undefined;
  isPlanned: boolean;
}

/** What is wrong with what became of a change; nothing if it was applied as planned, or not at all. */
function fault(
  { applied, status, isPlanned }: Compared,
  fingerprint: string | undefined,
): ChainedChange['finding'] | undefined {
  if (!applied) return status === 'APPLIED' ? 'appliedNotKept' : undefined;
  if (applied.fingerprint !== fingerprint) return 'appliedForOtherPlan';
  if (!isPlanned) return 'appliedUnplanned';
  return status === undefined || status === 'APPLIED' ? undefined : 'appliedUnrecorded';
}

function namedBy<Contact extends ContactKey>(contacts: Contact[]): Map<string, Contact> {
  return new Map(contacts.map((contact) => [contactName(contact), contact]));
}
