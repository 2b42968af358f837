import { describe, expect, it } from 'vitest';
import { isApprovedBy, isGenuine, type VoteStatement } from '../../../../functions/domain/approval/evidence.ts';
import type { Decision } from '../../../../functions/domain/ledger/events.ts';
import { publicKeyOf, signedWith } from '../../aws/fake-kms.ts';
import {
  APPROVER,
  approvalOf,
  CHIEF,
  escalatingApproval,
  OTHER_APPROVER,
  REQUEST_KEY,
  requirement,
  VOTED_AT,
} from '../../builders.ts';

const KEY = 'alias/votes';

function statement(approver = APPROVER, decision: Decision = 'approve', comment = ''): VoteStatement {
  const confirmation = { kind: 'link', person: approver } as const;
  const cast = { approver, decision, comment, at: VOTED_AT, confirmation };
  return { statement: 'vote', request: REQUEST_KEY, fingerprint: 'f', ...cast };
}

describe('isGenuine', () => {
  const vote = signedWith(KEY, statement());

  it('is true for what the key has signed, whatever the order of its fields', () => {
    expect(isGenuine(vote, publicKeyOf(KEY))).toBe(true);
    const { signature, at, ...rest } = vote;
    expect(isGenuine({ at, signature, ...rest }, publicKeyOf(KEY))).toBe(true);
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
