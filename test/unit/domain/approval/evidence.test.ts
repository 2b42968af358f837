import { describe, expect, it } from 'vitest';
import { isApprovedBy, isCastBy, isGenuine } from '../../../../functions/domain/approval/evidence.ts';
import type { Decision } from '../../../../functions/domain/ledger/events.ts';
import { publicKeyOf, signedWith } from '../../aws/fake-kms.ts';
import { APPROVER, approvalOf, CHIEF, escalatingApproval, OTHER_APPROVER, requirement } from '../../builders.ts';
import { voteStatement, votingLink } from '../../vote-statement.ts';

const KEY = 'alias/votes';

const statement = (approver = APPROVER, decision: Decision = 'approve', comment = '') =>
  voteStatement({ approver, decision, comment });

describe('isGenuine', () => {
  const vote = signedWith(KEY, statement());

  it('is true for what the key has signed, whatever the order of its fields', () => {
    expect(isGenuine(vote, publicKeyOf(KEY))).toBe(true);
    const { signature, at, ...rest } = vote;
    const reordered: typeof vote = { at, signature, ...rest };
    expect(isGenuine(reordered, publicKeyOf(KEY))).toBe(true);
  });

  it.each([
    { what: 'the request', change: { request: 'jira/another' } },
    { what: 'the fingerprint', change: { fingerprint: 'g' } },
    { what: 'the approver', change: { approver: OTHER_APPROVER } },
    { what: 'the decision', change: { decision: 'reject' } },
    { what: 'the comment', change: { comment: 'fine' } },
    { what: 'the time', change: { at: '2026-06-01T12:00:00.001Z' } },
    { what: 'the person', change: { confirmation: { kind: 'link', person: CHIEF } } },
    { what: 'the kind of statement', change: { statement: 'preApproval' } },
    { what: 'a field more', change: { rules: [] } },
  ])('is false when $what was changed', ({ change }) => {
    expect(isGenuine({ ...vote, ...change }, publicKeyOf(KEY))).toBe(false);
  });

  it('is false for the signature of another key, and for what is no signature', () => {
    expect(isGenuine(signedWith('alias/another', statement()), publicKeyOf(KEY))).toBe(false);
    for (const signature of ['', 'AAAA', 'no base64 %']) {
      expect(isGenuine({ ...vote, signature }, publicKeyOf(KEY))).toBe(false);
    }
  });
});

describe('isCastBy', () => {
  it('is true for the link of the approver, and the decision that its proof is for', () => {
    expect(isCastBy(votingLink(), statement())).toBe(true);
    expect(isCastBy(votingLink(), statement(APPROVER, 'reject'))).toBe(true);
  });

  it.each([
    { what: 'there is no such link', link: undefined },
    { what: 'the link is of another approver', link: { ...votingLink(), approver: OTHER_APPROVER } },
    { what: 'the link is of another request', link: votingLink(APPROVER, 'cli/another') },
    { what: 'the link has another secret', link: { ...votingLink(OTHER_APPROVER), approver: APPROVER } },
  ])('is false when $what', ({ link }) => {
    expect(isCastBy(link, statement())).toBe(false);
  });

  it('is false when the proof is for the other decision, or is what was stored', () => {
    const { proof } = statement(APPROVER, 'reject');
    expect(isCastBy(votingLink(), { ...statement(), proof })).toBe(false);
    expect(isCastBy(votingLink(), { ...statement(), proof: votingLink().commitments?.approve ?? '' })).toBe(false);
  });
});

describe('isApprovedBy', () => {
  const approve = (...approvers: string[]) => approvers.map((approver) => statement(approver));

  it('is true once the quorum is reached', () => {
    expect(isApprovedBy(approvalOf(2), approve(APPROVER))).toBe(false);
    expect(isApprovedBy(approvalOf(2), approve(APPROVER, OTHER_APPROVER))).toBe(true);
  });

  it('is false without a vote, for a plan that asks nobody, and for a quorum of nobody', () => {
    expect(isApprovedBy(approvalOf(), [])).toBe(false);
    expect(isApprovedBy(approvalOf(1, { requirements: [] }), approve(APPROVER))).toBe(false);
    expect(isApprovedBy(approvalOf(0), approve(APPROVER))).toBe(false);
  });

  it('counts nobody twice, and nobody whom no rule lists', () => {
    expect(isApprovedBy(approvalOf(2), approve(APPROVER, APPROVER))).toBe(false);
    expect(isApprovedBy(approvalOf(2), approve(APPROVER, 'eve@example.com'))).toBe(false);
  });

  it('is false after a rejection, even if votes that came later reach the quorum', () => {
    const rejected = [statement(OTHER_APPROVER, 'reject'), ...approve(APPROVER, OTHER_APPROVER)];
    expect(isApprovedBy(approvalOf(), rejected)).toBe(false);
  });

  it('is true whatever comes after the quorum', () => {
    expect(isApprovedBy(approvalOf(), [...approve(APPROVER), statement(OTHER_APPROVER, 'reject')])).toBe(true);
  });

  it('counts the last vote of each approver', () => {
    const approval = approvalOf(2, {
      requirements: [requirement({ approvers: [APPROVER, OTHER_APPROVER, CHIEF], quorum: 2, rejection: 'majority' })],
    });
    const changed = [statement(APPROVER, 'reject'), ...approve(APPROVER, CHIEF)];
    expect(isApprovedBy(approval, changed)).toBe(true);
    expect(isApprovedBy(approval, [...approve(APPROVER), statement(APPROVER, 'reject'), ...approve(CHIEF)])).toBe(
      false,
    );
  });

  it('counts approvers whom an escalation has added', () => {
    expect(isApprovedBy(escalatingApproval(), approve(CHIEF))).toBe(true);
  });
});
