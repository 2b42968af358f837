import { type KeptEvidence, plansToLookFor, type Verified } from '../../../functions/domain/approval/kept-evidence.ts';
import { contactName } from '../../../functions/domain/contact/contact.ts';
import type { PlanStatement } from '../../../functions/domain/ledger/fingerprint.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import type { RequestKey } from '../../../functions/domain/request/request-key.ts';
import type { Aws } from '../../aws/connect.ts';

/** Everything there is about a request, record or not; `undefined` if there is nothing. */
export async function gatherEvidence(aws: Aws, key: RequestKey): Promise<Verified | undefined> {
  const record = await aws.readRecord(key);
  const evidence = await readEvidence(aws, key, record);
  if (!record && evidence.asked === undefined && evidence.votes.length === 0) return undefined;
  const [votes, preApprovals] = await Promise.all([
    evidence.votes.length > 0 ? aws.readPublicKey('votes') : undefined,
    evidence.preApproval && aws.readPublicKey('pre-approvals'),
  ]);
  return {
    key,
    ...(record && { record }),
    evidence,
    publicKeys: { ...(votes && { votes }), ...(preApprovals && { preApprovals }) },
  };
}

async function readEvidence(aws: Aws, key: RequestKey, record: RequestRecord | undefined): Promise<KeptEvidence> {
  const [kept, votes] = await Promise.all([aws.readAsked(key), aws.readVotes(key)]);
  const requested = record?.request.changes ?? (kept ? await aws.contactsOfExecution(kept.executionArn) : []);
  const ofRequest = await aws.readApplied(key, requested);
  const planned = await firstPlan(aws, key, plansToLookFor(record, { votes, applied: ofRequest }));
  const known = new Set(requested.map(contactName));
  const others = (planned?.plan.changes ?? []).filter((change) => !known.has(contactName(change)));
  const [ofPlan, links, ofFingerprint] = await Promise.all([
    aws.readApplied(key, others),
    aws.readVotingLinks([...new Set(votes.map(({ link }) => link))]),
    planned ? readAbout(aws, key, planned.fingerprint) : { isChecked: false },
  ]);
  return {
    ...(kept && { asked: kept.asked }),
    ...planned,
    ...ofFingerprint,
    votes,
    links,
    applied: [...ofRequest, ...ofPlan],
  };
}

async function readAbout(aws: Aws, key: RequestKey, fingerprint: string) {
  const [isChecked, preApproval] = await Promise.all([
    aws.isApprovalChecked(key, fingerprint),
    aws.readPreApproval(key, fingerprint),
  ]);
  return { isChecked, ...(preApproval && { preApproval }) };
}

async function firstPlan(
  aws: Aws,
  key: RequestKey,
  fingerprints: string[],
): Promise<{ fingerprint: string; plan: PlanStatement } | undefined> {
  for (const fingerprint of fingerprints) {
    const plan = await aws.readPlan(key, fingerprint);
    if (plan) return { fingerprint, plan };
  }
  return undefined;
}
