import { vi } from 'vitest';
import type { PreApprovalStatement, Signed, VoteStatement } from '../../../../functions/domain/approval/evidence.ts';
import { linkHash, linkProof } from '../../../../functions/domain/approval/page-link.ts';
import { contactName } from '../../../../functions/domain/contact/contact.ts';
import type { Requested } from '../../../../functions/domain/ledger/events.ts';
import { requestedOf } from '../../../../functions/domain/ledger/evolve.ts';
import { askedDigest, type PlanStatement, planStatement } from '../../../../functions/domain/ledger/fingerprint.ts';
import { type RequestKey, requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import type { ContactKey } from '../../../../schemas/compiled/contact-key.js';
import { signedWith } from '../../aws/fake-kms.ts';
import { records } from './request-table.ts';

/** What was kept by the tests' functions; of records that a test has given, their own digest and plan are kept, too. */
export const asked = new Map<RequestKey, string>();
export const plans = new Map<string, PlanStatement>();
export const checked = new Set<string>();
export const votes: Signed<VoteStatement>[] = [];
export const preApprovals: Signed<PreApprovalStatement>[] = [];
export const applied: string[] = [];

export function reset(): void {
  for (const kept of [asked, plans, checked]) kept.clear();
  for (const list of [votes, preApprovals, applied]) list.length = 0;
  for (const call of [
    putAsked,
    readAsked,
    putPlan,
    readPlan,
    putChecked,
    isApprovalChecked,
    putVote,
    readVotes,
    putApplied,
    readApplied,
  ])
    call.mockReset();
}

export const putAsked = vi.fn(async (requested: Requested) => {
  asked.set(requestKeyOf(requested.request), askedDigest(requested));
});

export const readAsked = vi.fn(async (key: RequestKey) => {
  const record = records.get(key);
  return asked.get(key) ?? (record && askedDigest(requestedOf(record)));
});

export const putPlan = vi.fn(async (_: RequestKey, fingerprint: string, plan: PlanStatement) => {
  plans.set(fingerprint, plan);
});

export const readPlan = vi.fn(async (key: RequestKey, fingerprint: string) => {
  const record = records.get(key);
  const planned = record?.history.findLast((event) => event.type === 'Planned');
  const own = record && planned && planStatement(askedDigest(requestedOf(record)), planned);
  return plans.get(fingerprint) ?? (record?.fingerprint === fingerprint ? own : undefined);
});

/** Of records that a test has given, the approval of their own plan is checked. */
export const putChecked = vi.fn(async (_: RequestKey, fingerprint: string) => {
  checked.add(fingerprint);
});

export const isApprovalChecked = vi.fn(
  async (key: RequestKey, fingerprint: string) =>
    checked.has(fingerprint) || records.get(key)?.fingerprint === fingerprint,
);

export const putVote = vi.fn(async (key: RequestKey, number: number, vote: Signed<VoteStatement>) => {
  const kept = votesOf(key);
  if (number !== kept.length) return false;
  votes.splice(0, votes.length, ...kept, vote);
  return true;
});

export const readVotes = vi.fn(async (key: RequestKey) => votesOf(key));

/** Of a record that a test has given, its own votes, signed. */
function votesOf(key: RequestKey): Signed<VoteStatement>[] {
  const cast = (records.get(key)?.history ?? []).flatMap((event) => (event.type === 'VoteCast' ? [event] : []));
  const given = cast.map(({ by: approver, type: _, number: __, previous: ___, ...vote }) => {
    const by = { link: linkHash(approver), proof: linkProof(approver, vote.decision) };
    const statement = { statement: 'vote' as const, request: key, approver, ...vote, ...by };
    return signedWith(process.env['VOTE_KEY'] ?? '', statement);
  });
  return votes.length > given.length ? [...votes] : given;
}

export const putPreApproval = vi.fn(async (_: RequestKey, preApproval: Signed<PreApprovalStatement>) => {
  preApprovals.push(preApproval);
});

export const readPreApproval = vi.fn(async (_: RequestKey, fingerprint: string) =>
  preApprovals.find((preApproval) => preApproval.fingerprint === fingerprint),
);

export const putApplied = vi.fn(async (_: RequestKey, contact: ContactKey) => {
  applied.push(contactName(contact));
});

export const readApplied = vi.fn(async (_: RequestKey, contact: ContactKey) =>
  applied.includes(contactName(contact)) ? new Date().toISOString() : undefined,
);
