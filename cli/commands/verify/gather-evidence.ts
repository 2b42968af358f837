import {
  type KeptApplied,
  type KeptEvidence,
  plansToLookFor,
  type Verified,
} from '../../../functions/domain/approval/kept-evidence.ts';
import { runOf } from '../../../functions/domain/campaign/object-keys.ts';
import { contactKey, contactName } from '../../../functions/domain/contact/contact.ts';
import type { PlanStatement } from '../../../functions/domain/ledger/fingerprint.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import type { RequestKey } from '../../../functions/domain/request/request-key.ts';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { Aws } from '../../aws/connect.ts';
import { gatherPages } from './gather-pages.ts';

const AT_ONCE = 64;

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
  const pages = await pagesOf(aws, kept?.executionArn, planned?.plan);
  const known = new Set(requested.map(contactName));
  const inPlan = [...(planned?.plan.changes ?? []), ...(pages ? [...pages.planned, ...pages.results] : [])];
  const others = inPlan.filter((change) => !known.has(contactName(change)));
  const [ofPlan, links, ofFingerprint] = await Promise.all([
    readApplied(aws, key, others),
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
    ...(pages && { pages }),
  };
}

function pagesOf(aws: Aws, executionArn: string | undefined, plan: PlanStatement | undefined) {
  if (!plan?.campaign || executionArn === undefined) return undefined;
  return gatherPages(aws, runOf({ executionArn }), plan.campaign);
}

/** Each contact once, and a few at a time: a campaign may have a hundred thousand. */
async function readApplied(aws: Aws, key: RequestKey, contacts: ContactKey[]): Promise<KeptApplied[]> {
  const each = [...new Map(contacts.map((contact) => [contactName(contact), contactKey(contact)])).values()];
  const applied: KeptApplied[] = [];
  for (let first = 0; first < each.length; first += AT_ONCE) {
    applied.push(...(await aws.readApplied(key, each.slice(first, first + AT_ONCE))));
  }
  return applied;
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
