import type { Account } from '../../schemas/compiled/account.js';
import type { ChainedCampaign, ChainedPages } from '../domain/approval/campaign-chain-link.ts';
import {
  type ChainedChange,
  type ChainedDecision,
  type ChainedPlan,
  type ChainedPreApproval,
  type ChainedRequest,
  type ChainedRules,
  type ChainedVote,
  type ChainLink,
  type LinkState,
  linkState,
} from '../domain/approval/chain-link.ts';
import { confirmationText } from './confirmation.ts';
import { contactWords } from './contact.ts';
import { counted, numberText } from './counted.ts';
import type { Look } from './status.ts';
import { utcText } from './time.ts';

/** One link of the chain from a request to what was applied, in words. */
export interface ChainLinkWords extends Look {
  label: string;
  text: string;
  /** The fingerprint of a plan. */
  fingerprint?: string;
}

const LOOKS: Record<LinkState, Look> = {
  holds: { symbol: '✓', tone: 'good' },
  broken: { symbol: '✗', tone: 'bad' },
  open: { symbol: '…', tone: 'quiet' },
  idle: { symbol: '–', tone: 'quiet' },
  unknown: { symbol: '?', tone: 'quiet' },
};

/** What the check of a link has found. */
export function chainLinkWords(link: ChainLink, accounts: Account[] = []): ChainLinkWords {
  const look = LOOKS[linkState(link)];
  switch (link.link) {
    case 'request':
      return { ...look, label: 'Request', text: requestText(link) };
    case 'plan':
      return { ...look, label: 'Plan', ...planWords(link) };
    case 'pages':
      return { ...look, label: 'Pages', text: `${counted(link.pages, 'page')}: ${PAGES_TEXTS[link.finding]}` };
    case 'rules':
      return { ...look, label: 'Rules', text: RULES_TEXTS[link.finding] };
    case 'vote':
      return { ...look, label: voteName(link.number), text: voteText(link) };
    case 'preApproval':
      return { ...look, label: 'Pre-approval', text: preApprovalText(link) };
    case 'decision':
      return { ...look, label: 'Decision', text: decisionText(link) };
    case 'campaign':
      return { ...look, label: 'Changes', text: campaignText(link) };
    case 'applied':
      return { ...look, label: 'Change', text: `${contactWords(link, accounts)}: ${appliedText(link)}` };
  }
}

/** People count votes from 1. */
function voteName(number: number): string {
  return `Vote ${number + 1}`;
}

function requestText({ finding, requestedBy, requestedAt = '' }: ChainedRequest): string {
  const said = requestedBy === undefined ? '' : `${timeText(requestedAt)} by ${requestedBy}: `;
  return `${said}${REQUEST_TEXTS[finding]}`;
}

const REQUEST_TEXTS: Record<ChainedRequest['finding'], string> = {
  asRegistered: 'the record says what was registered',
  requestRedacted:
    'personal data was taken out of the record, so it can no longer be compared with what was registered',
  requestOnlyKept: 'it was registered, but its record is gone',
  notRegistered: 'the workflow has not registered this request',
  requestAltered: 'the record does not say what was registered',
};

function planWords({ finding, changes, fingerprint }: ChainedPlan): Pick<ChainLinkWords, 'text' | 'fingerprint'> {
  const what = changes === undefined ? '' : `${counted(changes, 'change')}: `;
  return { text: `${what}${PLAN_TEXTS[finding]}`, ...(fingerprint !== undefined && { fingerprint }) };
}

const PLAN_TEXTS: Record<ChainedPlan['finding'], string> = {
  asPlanned: 'the record holds the plan that was made',
  planRedacted: 'contacts were taken out of the record, so it can no longer be compared with the plan that was made',
  planOnlyKept: 'this plan was made; the record is gone',
  planOutdated: 'it is outdated, so approvers are asked about a new one',
  notPlannedYet: 'there is none yet',
  neverPlanned: 'the request ended before there was one',
  planNotNamed: 'nothing that is left names the plan',
  planMissing: 'the record holds a plan that the workflow has not made',
  planAltered: 'the plan that was kept is not the one that was made',
  planForged: 'the record holds another plan than this one, which was made',
  planOfOtherRequest: 'it was made for something else than what was registered',
};

const PAGES_TEXTS: Record<ChainedPages['finding'], string> = {
  pagesAsPlanned: 'the bucket holds them, and what approvers read of them, as they were planned',
  pagesAltered: 'the bucket holds others than were planned',
  pagesGone: 'the bucket no longer holds them, so only their results can be compared with what was applied',
};

const RULES_TEXTS: Record<ChainedRules['finding'], string> = {
  rulesChecked: 'the policy asked for the approval that the plan takes',
  rulesNotCheckedYet: 'nobody has been asked yet',
  rulesUnchecked: 'only the plan says which approval it takes; no second function has found the same',
};

function voteText({ finding, approver, decision, at, confirmation }: ChainedVote): string {
  const voted = decision === 'approve' ? 'approved' : 'rejected';
  const how = confirmationText(confirmation) ?? 'by the link in the mail';
  return `${timeText(at)}, ${approver} ${voted}, ${how}: ${VOTE_TEXTS[finding]}`;
}

const VOTE_TEXTS: Record<ChainedVote['finding'], string> = {
  signed: 'the signature is right',
  replaced: 'signed; a later vote takes its place',
  tooLate: 'signed; it came after the decision',
  onOtherPlan: 'signed, but on another plan, so it does not count',
  signatureWrong: 'the signature is wrong',
  voterLinkWrong: 'signed, but it did not come by a link that was made for this approver',
  voteOfOtherRequest: 'it was cast on another request',
  notAnApprover: 'the plan asks somebody else',
  voteAltered: 'the record tells it differently',
  voteMissing: 'only the record knows this vote; nobody has signed it',
};

function preApprovalText({ finding, at }: ChainedPreApproval): string {
  return `${at === undefined ? '' : `${timeText(at)}: `}${PRE_APPROVAL_TEXTS[finding]}`;
}

const PRE_APPROVAL_TEXTS: Record<ChainedPreApproval['finding'], string> = {
  preApproved: 'the policy asks nobody; the signature is right',
  notPreApprovedYet: 'the policy asks nobody; that is not signed yet',
  notPreApproved: 'the request ended before that was signed',
  preApprovalMissing: 'nobody was asked, and nobody has signed that the policy asks nobody',
  preApprovalForged: 'the signature is wrong, or was made for another plan',
};

function decisionText({ finding, vote = 0 }: ChainedDecision): string {
  switch (finding) {
    case 'quorumReached':
      return `${voteName(vote)} reached the quorum of every rule`;
    case 'rejected':
      return `${voteName(vote)} rejected the request`;
    case 'undecided':
      return 'the votes so far decide nothing';
    case 'endedUndecided':
      return 'the request ended without one';
    case 'approvedInVain':
      return `${voteName(vote)} reached the quorum, but the request ended at the same time, or before it was applied`;
    case 'quorumNotReached':
      return 'it was taken as approved, but the signed votes do not reach the quorum of every rule';
    case 'approvalUnproven':
      return 'it was taken as approved, but nothing shows which approval it needed';
    case 'rejectionUnproven':
      return 'it was taken as rejected, but the signed votes do not reject it';
  }
}

function appliedText({ finding, appliedAt = '' }: ChainedChange): string {
  switch (finding) {
    case 'applied':
      return `applied ${timeText(appliedAt)}`;
    case 'notAppliedYet':
      return 'not applied yet';
    case 'notApplied':
      return 'not applied';
    case 'appliedNotKept':
      return 'applied by the record only';
    case 'appliedForOtherPlan':
      return `applied ${timeText(appliedAt)}, but for another plan`;
    case 'appliedUnplanned':
      return `applied ${timeText(appliedAt)}, although the plan does not hold it`;
    case 'appliedUnrecorded':
      return `applied ${timeText(appliedAt)}, although the record says that it was not`;
  }
}

function campaignText({ finding, applied, all }: ChainedCampaign): string {
  const end = finding === 'campaignApplied' ? '' : ' so far';
  return `${numberText(applied)} of ${numberText(all)} were applied as planned${end}`;
}

function timeText(iso: string): string {
  return utcText(iso, { seconds: true });
}
