import * as calls from './call-scenarios.ts';
import * as campaignPages from './campaign-page-scenarios.ts';
import {
  afterCampaign,
  campaign,
  campaignOfKnown,
  changeRefused,
  heldLate,
  manyWithStranger,
} from './campaign-scenarios.ts';
import { driftAnswered, drifted, setAgain, untold } from './drift-scenarios.ts';
import { alwaysOf } from './fault-kinds.ts';
import { closedAccount, closedBeforePreApproval, newAccount, stoppedBaseline } from './organization-scenarios.ts';
import * as pages from './page-scenarios.ts';
import { reported } from './report-scenario.ts';
import { keyless } from './rotation-scenario.ts';
import { bounced, cancelledByEvent, held, old, stalled, unconfirmed } from './rule-scenarios.ts';
import type { Scenario } from './scenario.ts';
import * as steering from './steering-scenarios.ts';
import {
  competingSwept,
  stopped,
  stoppedTicket,
  stoppedUnknowing,
  sweptCampaign,
  sweptUp,
} from './stopped-scenarios.ts';
import { swept, sweptAfterDead, sweptNew } from './sweep-scenarios.ts';
import { closedTicket, manyPreApproved, preApproved, superseding } from './ticket-scenarios.ts';
import {
  approved,
  competing,
  invalid,
  plannedTwice,
  refusedMail,
  rejected,
  removed,
  setMeanwhile,
  triedAgain,
  turnLost,
  unreachable,
} from './workflow-scenarios.ts';

/** For each function what happens that makes it call AWS, by what it is called; later ones only serve for the calls that are left. */
export const SCENARIOS: Record<string, Record<string, Scenario>> = {
  'validate-request': { cold: cold('validate-request', approved), preApproved, manyPreApproved },
  'register-request': { approved, cold: cold('register-request', approved), manyPreApproved },
  'read-current-contact': { approved, triedAgain: triedAgain('read-current-contact') },
  'plan-changes': { approved, plannedTwice, superseding, preApproved, afterCampaign },
  'request-approval': { approved, unreachable, campaign },
  'settle-approval': { approved, rejected, refused: refusedMail('settle-approval') },
  'pre-approve': {
    preApproved,
    closedBeforePreApproval,
    cold: cold('pre-approve', preApproved),
    manyPreApproved,
  },
  'apply-change': {
    approved,
    removed,
    preApproved,
    setMeanwhile,
    cold: cold('apply-change', approved),
    triedAgain: triedAgain('apply-change'),
    campaign,
    changeRefused,
  },
  'take-turn': { turnLost },
  'record-outcome': {
    approved,
    invalid,
    refused: refusedMail('record-outcome', 'approve'),
    competing,
    stoppedUnknowing,
    stopped,
    stoppedBaseline,
    stoppedTicket,
    campaign,
  },
  'validate-change-set': { cold: cold('validate-change-set', campaign), manyWithStranger },
  'plan-page': { campaign, known: campaignOfKnown },
  'plan-campaign': { campaign },
  'check-campaign': { campaign },
  'begin-page': { campaign, cancelled: steering.cancelledByPerson },
  'hold-page': { campaign, heldLate },
  'end-page': { campaign, changeRefused },
  'steer-campaign': {
    person: steering.resumedByPerson,
    user: steering.cancelledByUser,
    role: steering.cancelledByRole,
    approver: steering.pausedByApprover,
  },
  'derive-baseline-request': { newAccount, cold: cold('derive-baseline-request', newAccount), driftAnswered },
  'withdraw-changes': { closedAccount },
  'show-approval': {
    shown: pages.shown,
    withCode: pages.shownWithCode,
    signedIn: pages.shownSignedIn,
    plan: campaignPages.shownPlan,
  },
  'show-request': { shown: pages.shownRequest, inLine: pages.shownInLine, progress: campaignPages.shownProgress },
  'decide-approval': {
    voted: pages.voted,
    withCode: pages.votedWithCode,
    signedIn: pages.votedSignedIn,
    stale: pages.staleVote,
    plan: campaignPages.votedOnPlan,
  },
  'submit-cancellation': {
    cancelled: pages.cancelled,
    stale: pages.staleCancellation,
    campaign: steering.cancelledByPage,
  },
  'send-code': { asked: pages.codeAsked, refused: pages.codeRefused },
  'begin-sign-in': { begun: pages.signInBegun },
  'complete-sign-in': { signedIn: pages.signedIn },
  'receive-webhook': { preApproved, cold: cold('receive-webhook', preApproved) },
  'receive-request': { person: calls.requestedByPerson, user: calls.requestedByUser, role: calls.requestedByRole },
  'receive-cancellation': { person: calls.cancelledByPerson, user: calls.cancelledByUser, role: calls.cancelledByRole },
  'cancel-request': { cancelledByEvent, closedTicket },
  'mark-unreachable': { bounced },
  'wake-stalled-approvals': { stalled },
  'confirm-changes': { unconfirmed },
  'redact-requests': { old },
  'list-accounts': { swept, sweptAfterDead, sweptNew },
  'read-account-contacts': { swept },
  'end-sweep': { swept },
  'detect-drift': { drifted, setAgain },
  'report-drift': { untold },
  'write-report': { reported },
  'rotate-webhook-keys': { keyless },
  'send-held-mails': { held: held(), refused: held([alwaysOf('send-held-mails', 'SendEmail', 'MessageRejected')]) },
  'end-stranded-requests': { swept: sweptUp(), refused: sweptUp('MessageRejected'), competingSwept, sweptCampaign },
};

/** Functions of scenarios that look at the whole organization, which had better be small. */
export const SWEEPING = ['list-accounts', 'read-account-contacts', 'end-sweep'];

/** A function that remembers nothing of earlier invocations. */
function cold(functionName: string, scenario: Scenario): Scenario {
  return async (world, tried) => {
    await world.forget(functionName);
    return scenario(world, tried);
  };
}
