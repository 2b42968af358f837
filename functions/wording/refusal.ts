import type { CancellationRefusal, UnclearRequest } from '../domain/approval/cancellation.ts';
import type { VoteRefusal } from '../domain/approval/vote.ts';
import { MOST_PAUSES, type SteeringRefusal } from '../domain/campaign/steering.ts';

/** What to tell approvers whose vote does not count, if they can do something about it. Otherwise the page says it all. */
export function voteRefusalProblem(refusal: VoteRefusal): string | undefined {
  switch (refusal) {
    case 'commentMissing':
      return 'This vote needs a comment. Say why you decided this way, or what should change.';
    case 'planChanged':
      return 'The change is no longer the one you saw. Review it again, then decide.';
    case 'confirmationMissing':
      return 'This vote needs more than the link. Confirm who you are, then decide.';
    case 'changedTooOften':
      return 'You have changed your vote too many times. Your last vote stands.';
    case 'recordAltered':
      return 'Somebody has altered this request outside the workflow, so nobody can decide on it. Tell the team that runs this service.';
    case 'decided':
    case 'expired':
    case 'notAnApprover':
      return undefined;
  }
}

/** Why a request was not cancelled. */
export function cancellationRefusalWords(refusal: CancellationRefusal): string {
  switch (refusal) {
    case 'ended':
      return 'it has already ended';
    case 'applying':
      return 'its changes are already being applied';
    case 'notTheRequester':
      return 'only its requester can cancel it';
    case 'notProven':
      return 'it takes more than the name of its requester: they must sign in, or use the link in their mail or their ticket';
  }
}

/** Why a campaign goes on as it was. */
export function steeringRefusalWords(refusal: SteeringRefusal): string {
  switch (refusal) {
    case 'noCampaign':
      return 'it is no campaign, which is a request that names its changes by a change set';
    case 'notAllowed':
      return 'only its requester and its approvers can pause, resume or cancel it';
    case 'notProven':
      return 'it takes more than a name: sign in, or use the link in the mail to its requester';
    case 'ended':
      return 'it has ended, or was cancelled';
    case 'notApplying':
      return 'its changes are not being applied yet';
    case 'pausedTooOften':
      return `it has been paused ${MOST_PAUSES} times; cancel it if it shall not go on`;
  }
}

/** Why it is not certain which request is meant. */
export function unclearRequestText(requestId: string, refusal: UnclearRequest): string {
  return refusal === 'unknown'
    ? `there is no request ${requestId}`
    : `you have several requests ${requestId}: name the source.system of one`;
}
