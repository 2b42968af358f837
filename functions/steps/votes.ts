import { putVote, readPlan, readVotes } from '../aws/evidence.ts';
import { updateRecord } from '../aws/request-table.ts';
import { sign } from '../aws/signatures.ts';
import type { VoteStatement } from '../domain/approval/evidence.ts';
import { linkHash, linkProof } from '../domain/approval/page-link.ts';
import { type Ballot, castVote, countVotes, type VoteRefusal } from '../domain/approval/vote.ts';
import { ConcurrentUpdateError } from '../domain/errors.ts';
import { evolveAll } from '../domain/ledger/evolve.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import type { Electorate } from '../domain/policy/policy.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { environmentVariable } from '../runtime/environment.ts';

const VOTE_KEY = environmentVariable('VOTE_KEY');

/** Approvers of one request who vote at the same moment start over this often; each time one of them gets the next number. */
const ATTEMPTS = 40;

/**
 * Casts a vote: signs it, keeps it as evidence under the next number, and then counts it in the record. The numbers are the
 * order of the votes. The record catches up with votes that it misses, because their function died before it could count them.
 * @param secret of the approver's link
 * @returns the refusal, or the record as it is now
 * @throws ConcurrentUpdateError when others were faster every time
 */
export async function castSignedVote(
  key: RequestKey,
  ballot: Ballot,
  secret: string,
  policy: Electorate,
): Promise<{ refusal: VoteRefusal } | { record: RequestRecord }> {
  if (!(await readPlan(key, ballot.fingerprint))) return { refusal: 'recordAltered' };
  let vote: Awaited<ReturnType<typeof signVote>> | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const votes = await readVotes(key);
    const before = await count(key, votes, policy);
    const cast = castVote(before, { ...ballot, number: votes.length }, policy);
    if ('refusal' in cast) return cast;
    if (cast.length === 0) return { record: before };
    vote ??= await signVote(key, ballot, secret);
    if (await putVote(key, votes.length, vote)) {
      return counted(await count(key, [...votes, vote], policy), { ...ballot, number: votes.length }, policy);
    }
  }
  throw new ConcurrentUpdateError(`others voted on ${key} first, ${ATTEMPTS} times in a row`);
}

async function signVote(request: RequestKey, ballot: Ballot, secret: string) {
  const cast = { link: linkHash(secret), proof: linkProof(secret, ballot.decision) };
  return sign(VOTE_KEY, { statement: 'vote', request, ...ballot, ...cast } satisfies VoteStatement);
}

async function count(key: RequestKey, votes: Ballot[], policy: Electorate): Promise<RequestRecord> {
  const numbered = votes.map((vote, number) => ({ ...vote, number }));
  return updateRecord(key, (current) => evolveAll(current, countVotes(current, numbered, policy)));
}

/** A vote is kept although the request was decided, or ended, at the same moment: it then counts for nothing. */
function counted(record: RequestRecord, vote: Ballot & { number: number }, policy: Electorate) {
  const isCounted = record.history.some((event) => event.type === 'VoteCast' && event.number === vote.number);
  const cast = isCounted ? [] : castVote(record, vote, policy);
  return 'refusal' in cast ? cast : { record };
}
