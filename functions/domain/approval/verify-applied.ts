import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { contactKey, contactName } from '../contact/contact.ts';
import type { ChainedChange } from './chain-link.ts';
import type { KeptApplied, Progress, Verified } from './kept-evidence.ts';

/** What became of each contact that was to be changed. Before an approval, nothing was. */
export function appliedLinks(verified: Verified, progress: Progress): ChainedChange[] {
  const { record, evidence } = verified;
  if (progress !== 'approved' && progress !== 'gone') return [];
  const recorded = (record?.results ?? []).filter(({ status }) => status === 'APPLIED');
  const contacts: ContactKey[] = [...(evidence.plan?.changes ?? []), ...evidence.applied, ...recorded];
  const named = new Map(contacts.map((contact) => [contactName(contact), contactKey(contact)]));
  return [...named].map(([name, contact]) => {
    const kept = evidence.applied.find((applied) => contactName(applied) === name);
    const finding = kept ? keptFinding(kept, verified) : missingFinding(name, verified);
    return { link: 'applied', finding, ...contact, ...(kept && { appliedAt: kept.appliedAt }) };
  });
}

function keptFinding(kept: KeptApplied, verified: Verified): ChainedChange['finding'] {
  const { fingerprint, plan } = verified.evidence;
  const name = contactName(kept);
  if (kept.fingerprint !== fingerprint) return 'appliedForOtherPlan';
  if (plan && !plan.changes.some((change) => contactName(change) === name)) return 'appliedUnplanned';
  const status = recordedStatus(name, verified);
  return status === undefined || status === 'APPLIED' ? 'applied' : 'appliedUnrecorded';
}

function missingFinding(name: string, verified: Verified): ChainedChange['finding'] {
  const status = recordedStatus(name, verified);
  if (status === 'APPLIED') return 'appliedNotKept';
  return status === undefined && verified.record ? 'notAppliedYet' : 'notApplied';
}

function recordedStatus(name: string, { record }: Verified) {
  return record?.results?.find((result) => contactName(result) === name)?.status;
}
