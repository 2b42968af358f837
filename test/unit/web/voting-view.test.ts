import { describe, expect, it } from 'vitest';
import { approverViews, ruleTexts, stateText } from '../../../functions/web/voting-view.ts';
import { APPROVER, pendingRecord } from './web-samples.ts';

const VOTE = { decision: 'approve', comment: '', at: '2026-06-01T12:00:00.000Z' } as const;
const APPROVAL = {
  requirements: [
    { rule: 'production', approvers: [APPROVER, 'approver-2@example.com'], quorum: 2 },
    { rule: 'finance', approvers: ['cfo@example.com'], quorum: 1 },
  ],
  rounds: [
    { seconds: 60, remind: false, escalateTo: [] },
    { seconds: 60, remind: true, escalateTo: ['ciso@example.com'] },
  ],
};

describe('approverViews', () => {
  it('leaves whom an escalation may add out when it has not begun', () => {
    const record = pendingRecord({ approval: APPROVAL, round: 0 });
    expect(approverViews(record).map(({ approver }) => approver)).not.toContain('ciso@example.com');
  });

  it('shows whom an escalation has added when it has begun', () => {
    const record = pendingRecord({ approval: APPROVAL, round: 1 });
    expect(approverViews(record).map(({ approver }) => approver)).toContain('ciso@example.com');
  });

  it('pairs each approver with their own vote', () => {
    const vote = { ...VOTE, approver: 'approver-2@example.com' };
    expect(approverViews(pendingRecord({ votes: [vote] }))).toMatchObject([
      { approver: APPROVER, vote: undefined, label: 'has not voted' },
      { approver: 'approver-2@example.com', vote, label: 'approved' },
    ]);
  });

  it('tells whom an escalation has added', () => {
    const record = pendingRecord({ approval: APPROVAL, round: 1 });
    expect(approverViews(record).flatMap(({ approver, isEscalated }) => (isEscalated ? approver : []))).toEqual([
      'ciso@example.com',
    ]);
  });

  it('tells whom no mail reached and why, unless they have voted', () => {
    const lost = { why: 'the mail bounced', at: '2026-06-01T11:00:00.000Z' };
    const unreachable = [APPROVER, 'approver-2@example.com'].map((approver) => ({ approver, ...lost }));
    const vote = { ...VOTE, approver: 'approver-2@example.com' };
    const texts = approverViews(pendingRecord({ votes: [vote], unreachable })).map(stateText);
    expect(texts).toEqual(['could not be reached: the mail bounced', 'approved']);
  });
});

describe('ruleTexts', () => {
  it('counts an approval for the rules of its approver only', () => {
    const record = pendingRecord({ approval: APPROVAL, votes: [{ ...VOTE, approver: APPROVER }] });
    expect(ruleTexts(record)).toEqual(['production: 1 of 2 approvals given', 'finance: 0 of 1 approval given']);
  });

  it('counts an approval for the rules that list its approver, and for no other', () => {
    const [production, finance] = APPROVAL.requirements;
    const requirements = [production, finance && { ...finance, escalateTo: ['ciso@example.com'] }].filter(
      (rule) => rule !== undefined,
    );
    const record = pendingRecord({
      approval: { ...APPROVAL, requirements },
      votes: [{ ...VOTE, approver: 'ciso@example.com' }],
    });
    expect(ruleTexts(record)).toEqual(['production: 0 of 2 approvals given', 'finance: 1 of 1 approval given']);
  });

  it('names the group when a rule wants one of each of several', () => {
    const [rule, ...others] = APPROVAL.requirements.map((each) => ({ ...each, rule: 'sensitive', from: each.rule }));
    const oneRule = { ...APPROVAL, requirements: [rule, ...others].filter((each) => each !== undefined) };
    expect(ruleTexts(pendingRecord({ approval: oneRule }))).toEqual([
      'production: 0 of 2 approvals given',
      'finance: 0 of 1 approval given',
    ]);
    const twoRules = { ...APPROVAL, requirements: [...oneRule.requirements, ...APPROVAL.requirements] };
    expect(ruleTexts(pendingRecord({ approval: twoRules }))[0]).toBe('sensitive, production: 0 of 2 approvals given');
  });

  it('does not count a rejection', () => {
    const record = pendingRecord({ votes: [{ ...VOTE, approver: APPROVER, decision: 'reject' }] });
    expect(ruleTexts(record)).toEqual(['0 of 1 approval given']);
  });
});
