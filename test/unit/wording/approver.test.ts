import { describe, expect, it } from 'vitest';
import type { Requirement } from '../../../functions/domain/policy/required-approval.ts';
import { approverWords, barredTexts, ruleTexts } from '../../../functions/wording/approver.ts';
import {
  APPROVER,
  approvalOf,
  CHIEF,
  changeRequest,
  escalatingApproval,
  lost,
  OTHER_APPROVER,
  pendingRecord,
  REQUESTER,
  vote,
} from '../builders.ts';

const CFO = 'cfo@example.com';
const PRODUCTION: Requirement = { rule: 'production', approvers: [APPROVER, OTHER_APPROVER], quorum: 2 };
const FINANCE: Requirement = { rule: 'finance', approvers: [CFO], quorum: 1 };

function textsOf(requirements: Requirement[], votes = [vote()]): string[] {
  return ruleTexts(pendingRecord({ approval: approvalOf(1, { requirements }), votes }));
}

describe('barredTexts', () => {
  it('is empty when nobody was left out', () => {
    expect(barredTexts(pendingRecord())).toEqual([]);
  });

  it.each([
    {
      shapedAs: REQUESTER,
      approver: REQUESTER,
      text: `${REQUESTER} was not asked, because they requested the change.`,
    },
    {
      shapedAs: CFO,
      approver: 'CFO@example.com',
      text: 'CFO@example.com was not asked, because they worked on the request.',
    },
    {
      shapedAs: 'cfo+aws@example.com',
      approver: CFO,
      text: `${CFO} was not asked, because they worked on the request as cfo+aws@example.com.`,
    },
  ])('says that $approver was not asked when $shapedAs shaped the request', ({ approver, shapedAs, text }) => {
    const approval = approvalOf(1, { barred: [{ approver, shapedAs }] });
    const request = changeRequest({ contributors: [CFO, 'cfo+aws@example.com'] });
    expect(barredTexts(pendingRecord({ approval, request }))).toEqual([text]);
  });

  it('says so of somebody who shaped only what the request takes the place of', () => {
    const approval = approvalOf(1, { barred: [{ approver: CFO, shapedAs: CFO }] });
    expect(barredTexts(pendingRecord({ approval }))).toEqual([
      `${CFO} was not asked, because they worked on the request that this one takes the place of.`,
    ]);
  });
});

describe('approverWords', () => {
  const namesIn = (round: number) =>
    approverWords(pendingRecord({ approval: escalatingApproval(), round })).map(({ approver }) => approver);

  it('leaves out approvers whom an escalation has not added yet', () => {
    expect(namesIn(1)).toEqual([APPROVER, OTHER_APPROVER]);
  });

  it('has the approvers of the rules first, then those added by escalation', () => {
    expect(namesIn(2)).toEqual([APPROVER, OTHER_APPROVER, CHIEF]);
  });

  it('says who was added by escalation', () => {
    const words = approverWords(pendingRecord({ approval: escalatingApproval(), round: 2 }));
    expect(words.flatMap(({ approver, isEscalated }) => (isEscalated ? approver : []))).toEqual([CHIEF]);
  });

  it('pairs each approver with their own vote', () => {
    const theirs = vote(OTHER_APPROVER);
    expect(approverWords(pendingRecord({ approval: approvalOf(2), votes: [theirs] }))).toEqual([
      {
        ...{ approver: APPROVER, vote: undefined, isEscalated: false },
        ...{ symbol: '…', tone: 'quiet', label: 'has not voted', how: '', why: '', text: 'has not voted' },
      },
      {
        ...{ approver: OTHER_APPROVER, vote: theirs, isEscalated: false },
        ...{ symbol: '✓', tone: 'good', label: 'approved', how: '', why: '', text: 'approved' },
      },
    ]);
  });

  it('says who rejected', () => {
    const [words] = approverWords(pendingRecord({ votes: [vote(APPROVER, { decision: 'reject' })] }));
    expect(words).toMatchObject({ symbol: '✗', tone: 'bad', label: 'rejected', text: 'rejected' });
  });

  it.each([
    { kind: 'code', text: 'approved, with a one-time code' },
    { kind: 'signIn', text: 'approved, signed in' },
  ] as const)('says how the vote was confirmed when it was by $kind', ({ kind, text }) => {
    const [words] = approverWords(pendingRecord({ votes: [vote(APPROVER, { confirmation: { kind, person: 'x' } })] }));
    expect(words).toMatchObject({ label: 'approved', text });
  });

  it('says that a vote does not count when the same person has voted again as another approver', () => {
    const confirmation = { kind: 'signIn', person: 'iss#ana' } as const;
    const votes = [vote(APPROVER, { confirmation }), vote(OTHER_APPROVER, { confirmation })];
    const words = approverWords(pendingRecord({ approval: approvalOf(2), votes }));
    expect(words.map(({ symbol, text }) => `${symbol} ${text}`)).toEqual([
      '– approved, signed in: this does not count, because the same person has voted again as another approver',
      '✓ approved, signed in',
    ]);
  });

  it('says who could not be reached and why, unless they have voted', () => {
    const unreachable = [lost(APPROVER), lost(OTHER_APPROVER)];
    const words = approverWords(pendingRecord({ votes: [vote(OTHER_APPROVER)], unreachable }));
    expect(words.map(({ symbol, text }) => `${symbol} ${text}`)).toEqual([
      '! could not be reached: the mail bounced (General)',
      '✓ approved',
    ]);
  });
});

describe('ruleTexts', () => {
  it('counts an approval for the rules of its approver only', () => {
    expect(textsOf([PRODUCTION, FINANCE])).toEqual([
      'production: 1 of 2 approvals given',
      'finance: 0 of 1 approval given',
    ]);
  });

  it('counts an approval for the rules that may escalate to its approver, and for no other', () => {
    expect(textsOf([PRODUCTION, { ...FINANCE, escalateTo: [CHIEF] }], [vote(CHIEF)])).toEqual([
      'production: 0 of 2 approvals given',
      'finance: 1 of 1 approval given',
    ]);
  });

  it('names the group when a rule requires one approval from each of several', () => {
    const oneOfEach = [PRODUCTION, FINANCE].map((each) => ({ ...each, rule: 'sensitive', from: each.rule }));
    expect(textsOf(oneOfEach, [])).toEqual(['production: 0 of 2 approvals given', 'finance: 0 of 1 approval given']);
    expect(textsOf([...oneOfEach, FINANCE], [])[0]).toBe('sensitive, production: 0 of 2 approvals given');
  });

  it('does not name the rule when there is only one', () => {
    expect(textsOf([PRODUCTION])).toEqual(['1 of 2 approvals given']);
  });

  it('does not count a rejection', () => {
    expect(textsOf([PRODUCTION], [vote(APPROVER, { decision: 'reject' })])).toEqual(['0 of 2 approvals given']);
  });
});
