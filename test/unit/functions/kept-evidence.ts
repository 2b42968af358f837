import { putAsked, putChecked, putPlan, putVote } from '../../../functions/aws/evidence.ts';
import { putApproverLink } from '../../../functions/aws/page-links.ts';
import { linkCommitments, linkHash, linkProof } from '../../../functions/domain/approval/page-link.ts';
import { requestedOf } from '../../../functions/domain/ledger/evolve.ts';
import { askedDigest, planFingerprint, planStatement } from '../../../functions/domain/ledger/fingerprint.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import { signedWith } from '../aws/fake-kms.ts';

/** Keeps what the workflow would have kept about a record that a test has made: what was asked, its plans, and its votes. */
export async function keepEvidence({ history, request }: RequestRecord): Promise<void> {
  const key = requestKeyOf(request);
  const first = requestedOf({ history });
  await putAsked(first);
  for (const event of history) {
    if (event.type === 'Planned') {
      const statement = planStatement(askedDigest(first), event);
      await putPlan(key, planFingerprint(statement), statement);
      await putChecked(key, planFingerprint(statement));
    }
    if (event.type === 'VoteCast') {
      const { by: approver, type: _, previous: __, number, ...vote } = event;
      const secret = `${key} ${approver} ${number}`;
      const link = { requestKey: key, holder: approver, expiresAt: 0, ttl: 0 };
      await putApproverLink(linkHash(secret), { ...link, commitments: linkCommitments(secret) });
      const cast = { link: linkHash(secret), proof: linkProof(secret, vote.decision) };
      const statement = { statement: 'vote' as const, request: key, approver, ...vote, ...cast };
      await putVote(key, number, signedWith(process.env['VOTE_KEY'] ?? '', statement));
    }
  }
}
