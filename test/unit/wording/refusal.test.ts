import { describe, expect, it } from 'vitest';
import type { CancellationRefusal } from '../../../functions/domain/approval/cancellation.ts';
import type { VoteRefusal } from '../../../functions/domain/approval/vote.ts';
import { cancellationRefusalWords, voteRefusalProblem } from '../../../functions/wording/refusal.ts';

/** Only approvers who can do something about it are told; the page says the rest by itself. */
const VOTE_PROBLEMS: [VoteRefusal, string | undefined][] = [
  ['commentMissing', 'This vote needs a comment. Say why you decided this way, or what should change.'],
  ['planChanged', 'The change is no longer the one you saw. Review it again, then decide.'],
  ['changedTooOften', 'You have changed your vote too many times. Your last vote stands.'],
  ['decided', undefined],
  ['expired', undefined],
  ['notAnApprover', undefined],
];

const CANCELLATIONS: Record<CancellationRefusal, string> = {
  ended: 'it has already ended',
  applying: 'its changes are already being applied',
  notTheRequester: 'only its requester can cancel it',
  notProven:
    'it takes more than the name of its requester: they must sign in, or use the link in their mail or their ticket',
};

describe('voteRefusalProblem', () => {
  it.each(VOTE_PROBLEMS)('says of %s: %s', (refusal, problem) => {
    expect(voteRefusalProblem(refusal)).toBe(problem);
  });
});

describe('cancellationRefusalWords', () => {
  it('has words for every refusal', () => {
    expect({
      ended: cancellationRefusalWords('ended'),
      applying: cancellationRefusalWords('applying'),
      notTheRequester: cancellationRefusalWords('notTheRequester'),
      notProven: cancellationRefusalWords('notProven'),
    }).toEqual(CANCELLATIONS);
  });
});
