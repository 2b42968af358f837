import { describe, expect, it } from 'vitest';
import { type ChainLink, linkState } from '../../../functions/domain/approval/chain-link.ts';
import { chainLinkWords } from '../../../functions/wording/chain.ts';
import { chainRemedy } from '../../../functions/wording/chain-remedy.ts';
import { APPLIED_AT, APPROVER, account, CREATED_AT, REQUESTER, SECURITY, VOTED_AT } from '../builders.ts';

const FINGERPRINT = 'f0'.repeat(32);
const request = { link: 'request', requestedBy: REQUESTER, requestedAt: CREATED_AT } as const;
const plan = { link: 'plan', fingerprint: FINGERPRINT, changes: 2 } as const;
const vote = {
  ...({ link: 'vote', number: 0, approver: APPROVER, decision: 'approve', at: VOTED_AT } as const),
  confirmation: { kind: 'link', person: APPROVER } as const,
} as const;
const preApproval = { link: 'preApproval', at: VOTED_AT } as const;
const decision = { link: 'decision', vote: 1 } as const;
const applied = { link: 'applied', ...SECURITY, appliedAt: APPLIED_AT } as const;

const LINKS: ChainLink[] = [
  ...(['rulesChecked', 'rulesNotCheckedYet', 'rulesUnchecked'] as const).map((finding) => ({
    ...({ link: 'rules' } as const),
    finding,
  })),
  ...(['asRegistered', 'requestRedacted', 'requestOnlyKept', 'notRegistered', 'requestAltered'] as const).map(
    (finding) => ({ ...request, finding }),
  ),
  ...(['asPlanned', 'planRedacted', 'planOnlyKept', 'planOutdated', 'notPlannedYet', 'neverPlanned'] as const).map(
    (finding) => ({ ...plan, finding }),
  ),
  ...(['planNotNamed', 'planMissing', 'planAltered', 'planForged', 'planOfOtherRequest'] as const).map((finding) => ({
    ...plan,
    finding,
  })),
  ...(['signed', 'replaced', 'tooLate', 'onOtherPlan', 'signatureWrong', 'voterLinkWrong'] as const).map((finding) => ({
    ...vote,
    finding,
  })),
  ...(['voteOfOtherRequest', 'notAnApprover', 'voteAltered', 'voteMissing'] as const).map((finding) => ({
    ...vote,
    finding,
  })),
  ...(['preApproved', 'notPreApprovedYet', 'notPreApproved', 'preApprovalMissing', 'preApprovalForged'] as const).map(
    (finding) => ({ ...preApproval, finding }),
  ),
  ...(['quorumReached', 'rejected', 'undecided', 'endedUndecided', 'approvedInVain'] as const).map((finding) => ({
    ...decision,
    finding,
  })),
  ...(['quorumNotReached', 'approvalUnproven', 'rejectionUnproven'] as const).map((finding) => ({
    ...decision,
    finding,
  })),
  ...(['pagesAsPlanned', 'pagesAltered', 'pagesGone'] as const).map((finding) => ({
    ...({ link: 'pages', pages: 12 } as const),
    finding,
  })),
  ...(['campaignApplied', 'campaignUnderWay'] as const).map((finding) => ({
    ...({ link: 'campaign', applied: 1187, all: 1204 } as const),
    finding,
  })),
  ...(['applied', 'notAppliedYet', 'notApplied', 'appliedNotKept'] as const).map((finding) => ({
    ...applied,
    finding,
  })),
  ...(['appliedForOtherPlan', 'appliedUnplanned', 'appliedUnrecorded'] as const).map((finding) => ({
    ...applied,
    finding,
  })),
];

describe('the words of a link', () => {
  it('differ from finding to finding', () => {
    const texts = LINKS.map((link) => chainLinkWords(link).text);
    expect(new Set(texts).size).toBe(LINKS.length);
    expect(texts.join('\n')).not.toMatch(/undefined|\[object/);
  });

  it.each(LINKS)('say what to do exactly when it is broken: $finding', (link) => {
    expect(chainRemedy(link) !== undefined).toBe(linkState(link) === 'broken');
    expect(chainLinkWords(link).symbol === '✗').toBe(linkState(link) === 'broken');
  });

  it('name who, when and what', () => {
    const text = (link: ChainLink) => chainLinkWords(link, [account()]).text;
    expect(text({ ...request, finding: 'asRegistered' })).toMatch(/^1 Jun 2026, 10:00:00 UTC by jane@example.com: /);
    expect(text({ link: 'request', finding: 'requestOnlyKept' })).toBe('it was registered, but its record is gone');
    expect(chainLinkWords({ ...plan, finding: 'asPlanned' })).toMatchObject({
      label: 'Plan',
      text: '2 changes: the record holds the plan that was made',
      fingerprint: FINGERPRINT,
    });
    expect(chainLinkWords({ ...vote, finding: 'signed' }).label).toBe('Vote 1');
    const withCode = { ...vote, confirmation: { kind: 'code' as const, person: APPROVER } };
    expect(text({ ...withCode, decision: 'reject', finding: 'signed' })).toBe(
      '1 Jun 2026, 12:00:00 UTC, approver-1@example.com rejected, with a one-time code: the signature is right',
    );
    expect(text({ ...decision, finding: 'quorumReached' })).toBe('Vote 2 reached the quorum of every rule');
    expect(text({ ...applied, finding: 'applied' })).toBe(
      'SECURITY contact of 222222222222 (Payments, Root / Production): applied 1 Jun 2026, 12:00:30 UTC',
    );
  });
});
