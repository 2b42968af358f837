import type { EventOf } from '../ledger/events.ts';
import { type PlanStatement, plannedCount } from '../ledger/fingerprint.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { isRedacted } from '../ledger/redacted.ts';
import { eligibleApprovers } from '../policy/required-approval.ts';
import { digest } from '../request/digest.ts';
import type { ChainedDecision, ChainedVote } from './chain-link.ts';
import { decisionBy, isCastBy, isGenuine, type Signed, type VoteStatement } from './evidence.ts';
import type { Progress, Verified } from './kept-evidence.ts';

/** The plan that counts, if there is one. */
type VotedPlan = PlanStatement & { fingerprint: string };

type Decided = Pick<ChainedVote, 'decision' | 'number'>;

/**
 * Each vote, and which of them decided.
 * @param round until which approvers were asked (the first is 0); by default everybody was
 */
export function checkVotes(
  verified: Verified,
  plan: VotedPlan | undefined,
  round?: number,
): { votes: ChainedVote[]; decided?: Decided } {
  const { record, evidence } = verified;
  const judged = evidence.votes.map((cast, number) => {
    const vote = { ...cast, number };
    return { vote, finding: forgery(vote, verified) ?? judge(vote, plan, record) };
  });
  const valid = judged.filter(({ finding }) => finding === 'signed').map(({ vote }) => vote);
  const decided = plan && decisionBy(plan.approval, valid, round);
  const counted = decided ? valid.filter(({ number }) => number <= decided.vote.number) : valid;
  const latest = new Map(counted.map(({ approver, number }) => [approver, number]));
  const votes = judged.map(({ vote, finding }) => {
    if (finding !== 'signed') return voteLink(vote, finding);
    if (!counted.includes(vote)) return voteLink(vote, 'tooLate');
    return voteLink(vote, latest.get(vote.approver) === vote.number ? 'signed' : 'replaced');
  });
  return {
    votes: [...votes, ...missingVotes(record, evidence.votes.length)],
    ...(decided && { decided: { decision: decided.decision, number: decided.vote.number } }),
  };
}

/** What the votes come to, where somebody has to approve. */
export function decisionLink(
  plan: PlanStatement | undefined,
  decided: Decided | undefined,
  progress: Progress,
): ChainedDecision[] {
  const found = (finding: ChainedDecision['finding']): ChainedDecision[] => [
    { link: 'decision', finding, ...(decided && { vote: decided.number }) },
  ];
  if (!plan && progress === 'approved') return found('approvalUnproven');
  if (!plan && progress !== 'rejected') return [];
  if (plan && plannedCount(plan) === 0 && progress !== 'approved') return [];
  if (progress === 'rejected') return found(decided?.decision === 'reject' ? 'rejected' : 'rejectionUnproven');
  if (decided?.decision === 'approve') return found(progress === 'ended' ? 'approvedInVain' : 'quorumReached');
  if (progress === 'approved') return found('quorumNotReached');
  if (decided) return found('rejected');
  return found(progress === 'open' ? 'undecided' : 'endedUndecided');
}

type Numbered = Signed<VoteStatement> & { number: number };

/** Why nobody has cast such a vote, if that is so. */
function forgery(vote: Numbered, { key, evidence, publicKeys }: Verified): ChainedVote['finding'] | undefined {
  const { number: _, ...signed } = vote;
  if (vote.request !== key) return 'voteOfOtherRequest';
  if (!publicKeys.votes || !isGenuine(signed, publicKeys.votes)) return 'signatureWrong';
  return isCastBy(evidence.links.get(vote.link), vote) ? undefined : 'voterLinkWrong';
}

/** What is to say about a vote that somebody has cast. */
function judge(vote: Numbered, plan: VotedPlan | undefined, record: RequestRecord | undefined): ChainedVote['finding'] {
  const counted = votesCast(record).find(({ number }) => number === vote.number);
  if (record && counted && !isSameVote(counted, vote, record)) return 'voteAltered';
  if (!plan || vote.fingerprint !== plan.fingerprint) return 'onOtherPlan';
  const isAsked = plan.approval.requirements.some((each) => eligibleApprovers(each).includes(vote.approver));
  return isAsked ? 'signed' : 'notAnApprover';
}

/** What people wrote, and how they are known, may have been taken out of the record. */
function isSameVote(counted: EventOf<'VoteCast'>, vote: Numbered, record: RequestRecord): boolean {
  const { by, decision, fingerprint, at, comment, confirmation } = counted;
  const isSame =
    by === vote.approver && decision === vote.decision && fingerprint === vote.fingerprint && at === vote.at;
  if (isRedacted(record)) return isSame;
  return isSame && digest([comment, confirmation]) === digest([vote.comment, vote.confirmation]);
}

/** Votes in the record that nobody has signed. */
function missingVotes(record: RequestRecord | undefined, kept: number): ChainedVote[] {
  const unsigned = votesCast(record).filter(({ number }) => !(number < kept));
  return unsigned.map(({ by: approver, ...vote }) => voteLink({ ...vote, approver }, 'voteMissing'));
}

function votesCast(record: RequestRecord | undefined): EventOf<'VoteCast'>[] {
  return (record?.history ?? []).flatMap((event) => (event.type === 'VoteCast' ? [event] : []));
}

function voteLink(
  { number, approver, decision, at, confirmation }: Omit<ChainedVote, 'link' | 'finding'>,
  finding: ChainedVote['finding'],
): ChainedVote {
  return { link: 'vote', finding, number, approver, decision, at, confirmation };
}
