import { describe, expect, it } from 'vitest';
import { castVote } from '../../../../functions/domain/approval/vote.ts';
import { evolveAll } from '../../../../functions/domain/ledger/evolve.ts';
import type { When } from '../../../../functions/domain/policy/approval-rule.ts';
import { impossibleQuorums, resolveApproval } from '../../../../functions/domain/policy/resolve-approval.ts';
import type { PlannedChange } from '../../../../functions/domain/request/plan.ts';
import type { Account } from '../../../../schemas/compiled/account.js';
import type { ChangeRequest } from '../../../../schemas/compiled/change-request.js';
import type { ApprovalRule } from '../../../../schemas/compiled/policy-schema.js';
import {
  ACCOUNT_ID,
  approvalOf,
  BILLING,
  ballotOn,
  CHIEF,
  changeRequest,
  electorateOf,
  pendingRecord,
  plannedChange,
  requirement,
  SECURITY,
} from '../../builders.ts';

const [LEAD_1, LEAD_2, CFO] = ['Lead-1@example.com', 'lead-2@example.com', 'cfo@example.com'] as const;

const groups = { leads: [LEAD_1, LEAD_2], finance: [CFO] };
const accounts: Account[] = [
  { accountId: ACCOUNT_ID, state: 'ACTIVE', parentIds: ['ou-ab12-prod0001', 'r-ab12'], tags: { Stage: 'prod' } },
];

const rule = (name: string, differences: Partial<ApprovalRule> = {}): ApprovalRule => ({
  name,
  approvers: ['leads'],
  quorum: 1,
  rounds: [{ wait: '72h' }],
  ...differences,
});

const everythingElse = rule('everything else', { approvers: ['finance'] });

const resolve = (approvals: ApprovalRule[], plan: PlannedChange[] = [plannedChange()], request = changeRequest()) =>
  resolveApproval({ groups, approvals }, { request, accounts, provenBy: 'signature' }, plan);

const rulesOf = (...of: Parameters<typeof resolve>) =>
  resolve(...of).requirements.map((requirement) => requirement.rule);

describe('resolveApproval', () => {
  it('takes approvers, quorum and rounds of the rule', () => {
    const rounds = [{ wait: '24h' }, { wait: '1h', remind: true }, { wait: '30m', escalateTo: ['finance'] }];
    expect(resolve([rule('all', { quorum: 2, rounds })])).toEqual({
      requirements: [{ rule: 'all', approvers: [LEAD_1, LEAD_2], escalateTo: [CFO], quorum: 2 }],
      rounds: [
        { seconds: 86_400, remind: false, escalateTo: [] },
        { seconds: 3600, remind: true, escalateTo: [] },
        { seconds: 1800, remind: false, escalateTo: [CFO] },
      ],
    });
  });

  it('keeps that a comment is required and that a majority rejects', () => {
    const strict = rule('all', { commentRequired: true, rejection: 'majority' });
    expect(resolve([strict]).requirements).toEqual([
      { rule: 'all', approvers: [LEAD_1, LEAD_2], quorum: 1, commentRequired: true, rejection: 'majority' },
    ]);
  });

  it.each([
    { confirm: 'link', kept: {} },
    { confirm: 'code', kept: { confirm: 'code' } },
    { confirm: 'signIn', kept: { confirm: 'signIn' } },
  ] as const)('keeps what a vote needs besides the link when the rule has confirm: $confirm', ({ confirm, kept }) => {
    expect(resolve([rule('all', { confirm })]).requirements).toEqual([
      { rule: 'all', approvers: [LEAD_1, LEAD_2], quorum: 1, ...kept },
    ]);
  });

  it('names neither escalation nor comment nor majority when the rule has none', () => {
    expect(resolve([rule('all')]).requirements).toEqual([{ rule: 'all', approvers: [LEAD_1, LEAD_2], quorum: 1 }]);
  });

  const conditions: {
    when: When;
    matches: boolean;
    change?: Partial<PlannedChange>;
    request?: Partial<ChangeRequest>;
  }[] = [
    { when: { alternateContactType: ['SECURITY'] }, matches: true },
    { when: { alternateContactType: ['BILLING'] }, matches: false },
    { when: { action: ['PUT'] }, matches: true },
    { when: { action: ['DELETE'] }, matches: false },
    { when: { action: ['DELETE'] }, matches: true, change: { after: null } },
    { when: { accountId: [ACCOUNT_ID] }, matches: true },
    { when: { accountId: ['333333333333'] }, matches: true, change: { accountId: '333333333333' } },
    { when: { ou: ['ou-ab12-prod0001'] }, matches: true },
    { when: { ou: ['ou-ab12-other001'] }, matches: false },
    { when: { ou: ['r-ab12'] }, matches: false, change: { accountId: '333333333333' } },
    { when: { tags: { Stage: ['prod'] } }, matches: true },
    { when: { tags: { Stage: ['test'] } }, matches: false },
    { when: { tags: { Stage: ['prod'] } }, matches: false, change: { accountId: '333333333333' } },
    { when: { source: ['jira'] }, matches: true },
    { when: { source: ['jira'] }, matches: false, request: { source: { system: 'cli' } } },
    { when: { changes: { atMost: 1 } }, matches: true },
    { when: { changes: { atLeast: 2 } }, matches: false },
    { when: { source: ['jira'], action: ['DELETE'] }, matches: false },
  ];

  it.each(conditions)(
    'matches ($matches) the change $change of the request $request when the rule wants $when',
    ({ when, matches, change, request }) => {
      const expected = matches ? 'special' : 'everything else';
      const rules = [rule('special', { when }), everythingElse];
      expect(rulesOf(rules, [plannedChange(change)], changeRequest(request))).toEqual([expected]);
    },
  );

  it.each([
    { provenBy: 'iam', matched: 'proven' },
    { provenBy: 'signature', matched: 'proven' },
    { provenBy: 'workflow', matched: 'proven' },
    { provenBy: 'claimed', matched: 'claimed' },
  ] as const)(
    'takes the rule for requesters who are $matched when they are known by $provenBy',
    ({ provenBy, matched }) => {
      const approvals = [
        rule('proven', { when: { requester: 'proven' } }),
        rule('claimed', { approvers: ['finance'] }),
      ];
      const asked = { request: changeRequest(), accounts, provenBy };
      expect(resolveApproval({ groups, approvals }, asked, [plannedChange()]).requirements).toMatchObject([
        { rule: matched },
      ]);
    },
  );

  it('counts the changes that remain to be made, of all accounts together, when a rule wants a number of them', () => {
    const rules = [rule('many', { when: { changes: { atLeast: 2 } } }), everythingElse];
    const request = changeRequest({ changes: [] });
    expect(rulesOf(rules, [plannedChange()], request)).toEqual(['everything else']);
    expect(rulesOf(rules, [plannedChange(), plannedChange({ accountId: '333333333333' })], request)).toEqual(['many']);
  });

  it('takes the first rule that matches when a looser one further down matches too', () => {
    const strict = rule('strict', { when: { alternateContactType: ['SECURITY'] }, quorum: 2 });
    const loose = rule('loose', { when: { source: ['jira'] } });
    expect(resolve([strict, loose, everythingElse]).requirements).toMatchObject([{ rule: 'strict', quorum: 2 }]);
  });

  it('needs every rule that a change falls under, once and with its own quorum', () => {
    const security = rule('security', { when: { alternateContactType: ['SECURITY'] }, quorum: 2 });
    const plan = [plannedChange(BILLING), plannedChange(SECURITY), plannedChange({ ...BILLING, accountId: '3' })];
    expect(resolve([security, everythingElse], plan).requirements).toEqual([
      { rule: 'everything else', approvers: [CFO], quorum: 1 },
      { rule: 'security', approvers: [LEAD_1, LEAD_2], quorum: 2 },
    ]);
  });

  it('needs the strict rule when another change is pre-approved', () => {
    const strict = rule('strict', { when: { alternateContactType: ['SECURITY'] }, quorum: 2 });
    const billing: ApprovalRule = { name: 'billing', when: { alternateContactType: ['BILLING'] }, preApproved: true };
    expect(rulesOf([billing, strict, everythingElse], [plannedChange(BILLING), plannedChange(SECURITY)])).toEqual([
      'strict',
    ]);
  });

  it('requires nothing when every change is pre-approved', () => {
    const newAccounts: ApprovalRule = { name: 'new accounts', when: { source: ['organization'] }, preApproved: true };
    const request = changeRequest({ source: { system: 'organization' } });
    expect(resolve([newAccounts, everythingElse], [plannedChange()], request)).toEqual({
      requirements: [],
      rounds: [],
    });
  });

  it('requires nothing when nothing is to be changed', () => {
    expect(resolve([everythingElse], [])).toEqual({ requirements: [], rounds: [] });
  });

  it.each([LEAD_1, 'LEAD-1@Example.com', ' lead-1@example.com ', 'lead-1+aws@example.com', '"lead-1"@example.com'])(
    'leaves the requester out of approvers and escalations when they are %j',
    (requestedBy) => {
      const rounds = [{ wait: '1h', escalateTo: ['leads', 'finance'] }];
      const approval = resolve([rule('all', { rounds })], [plannedChange()], changeRequest({ requestedBy }));
      expect(approval.requirements).toMatchObject([{ approvers: [LEAD_2], escalateTo: [LEAD_2, CFO] }]);
      expect(approval.rounds).toMatchObject([{ escalateTo: [LEAD_2, CFO] }]);
      expect(approval.barred).toEqual([{ approver: LEAD_1, shapedAs: requestedBy }]);
    },
  );

  it('leaves out everybody else who shaped the request, and says as whom', () => {
    const request = changeRequest({ contributors: ['editor@example.com', 'LEAD-2+jira@example.com'] });
    expect(resolve([rule('all')], [plannedChange()], request)).toMatchObject({
      requirements: [{ approvers: [LEAD_1] }],
      barred: [{ approver: LEAD_2, shapedAs: 'LEAD-2+jira@example.com' }],
    });
  });

  it('counts somebody with two addresses once, by the address that comes first, in every rule', () => {
    const security = rule('security', {
      when: { alternateContactType: ['SECURITY'] },
      approvers: ['leads'],
      quorum: 2,
    });
    const others = rule('others', { approvers: ['lead-1+pager@example.com', 'LEAD-1@example.com', CFO] });
    const plan = [plannedChange(SECURITY), plannedChange(BILLING)];
    expect(resolve([security, others], plan).requirements).toMatchObject([
      { rule: 'security', approvers: [LEAD_1, LEAD_2] },
      { rule: 'others', approvers: [LEAD_1, CFO] },
    ]);
  });

  it('tells people apart by the part after the plus where the policy says so', () => {
    const mailboxes = { plusIsAnotherPerson: ['example.com'] };
    const request = changeRequest({ requestedBy: 'lead-1+aws@example.com' });
    const policy = { groups, approvals: [rule('all')], mailboxes };
    const approval = resolveApproval(policy, { request, accounts, provenBy: 'iam' }, [plannedChange()]);
    expect(approval.requirements).toMatchObject([{ approvers: [LEAD_1, LEAD_2] }]);
    expect(approval.barred).toBeUndefined();
  });

  it('throws RangeError when no rule matches', () => {
    expect(() => resolve([rule('deletions', { when: { action: ['DELETE'] } })])).toThrow(RangeError);
  });
});

describe('resolveApproval, when a rule wants one of each', () => {
  const both = rule('both', { approvers: ['leads', CHIEF, 'finance'], quorum: 'one-of-each' });

  it('has a requirement for each entry, which names it', () => {
    expect(resolve([both]).requirements).toEqual([
      { rule: 'both', from: 'leads', approvers: [LEAD_1, LEAD_2], quorum: 1 },
      { rule: 'both', from: CHIEF, approvers: [CHIEF], quorum: 1 },
      { rule: 'both', from: 'finance', approvers: [CFO], quorum: 1 },
    ]);
  });

  it('lets escalation approvers stand in for any of them, and keeps its other terms for each', () => {
    const rounds = [{ wait: '1h' }, { wait: '1h', escalateTo: ['ciso@example.com'] }];
    const strict: ApprovalRule = { ...both, rounds, commentRequired: true, rejection: 'majority' };
    const terms = { escalateTo: ['ciso@example.com'], commentRequired: true, rejection: 'majority' };
    expect(resolve([strict]).requirements).toMatchObject([terms, terms, terms]);
  });

  it('leaves the requester out of each entry', () => {
    const request = changeRequest({ requestedBy: LEAD_1 });
    expect(resolve([both], [plannedChange()], request).requirements[0]?.approvers).toEqual([LEAD_2]);
  });
});

describe('resolveApproval, when several rules apply', () => {
  const security = rule('security', {
    when: { alternateContactType: ['SECURITY'] },
    quorum: 2,
    rounds: [{ wait: '24h' }, { wait: '24h', remind: true, escalateTo: [CHIEF, CFO] }, { wait: '1h' }],
  });
  const billing = rule('billing', {
    approvers: ['clerk@example.com'],
    rounds: [{ wait: '72h' }, { wait: '1h', escalateTo: ['intern@example.com', CFO] }],
  });
  const plan = [plannedChange(SECURITY), plannedChange(BILLING)];

  it('lets each round last as long as the longest, and remind and escalate if any of them does', () => {
    expect(resolve([security, billing], plan).rounds).toEqual([
      { seconds: 259_200, remind: false, escalateTo: [] },
      { seconds: 86_400, remind: true, escalateTo: [CHIEF, CFO, 'intern@example.com'] },
      { seconds: 3600, remind: false, escalateTo: [] },
    ]);
  });

  it('adds the escalation approvers of a rule to the requirement of that rule only', () => {
    expect(resolve([security, billing], plan).requirements).toMatchObject([
      { rule: 'security', escalateTo: [CHIEF, CFO] },
      { rule: 'billing', escalateTo: ['intern@example.com', CFO] },
    ]);
  });

  it('counts approvers who join by the escalation of one rule for no other rule', () => {
    const approval = resolve([security, billing], plan);
    const pending = pendingRecord({ plan, approval, round: 1 });
    const voters = [LEAD_1, 'clerk@example.com', 'intern@example.com'];
    const record = voters.reduce((current, approver) => {
      const result = castVote(current, ballotOn(current, { approver }), electorateOf(approval));
      if ('refusal' in result) throw new Error(`refused: ${result.refusal}`);
      return evolveAll(current, result);
    }, pending);
    expect(record.status).toBe('PENDING_APPROVAL');
  });
});

describe('impossibleQuorums', () => {
  it('finds nothing when the approvers are just enough', () => {
    expect(impossibleQuorums(approvalOf(2))).toEqual([]);
  });

  it('names the rule that leaves too few approvers, its quorum, and how many are eligible', () => {
    expect(impossibleQuorums(approvalOf(3))).toEqual([
      { pointer: '/requestedBy', code: 'quorumOutOfReach', rule: 'every change', quorum: 3, eligible: 2 },
    ]);
  });

  it('counts escalation approvers, each once', () => {
    const withChief = requirement({ quorum: 3, escalateTo: [CHIEF] });
    expect(impossibleQuorums(approvalOf(1, { requirements: [withChief] }))).toEqual([]);
    const withThemselves = requirement({ quorum: 3, escalateTo: withChief.approvers });
    expect(impossibleQuorums(approvalOf(1, { requirements: [withThemselves] }))).toHaveLength(1);
  });

  it('finds the rule when its only approver is the requester', () => {
    const request = changeRequest({ requestedBy: CFO });
    expect(impossibleQuorums(resolve([everythingElse], [plannedChange()], request))).toHaveLength(1);
  });

  it('names the entry when a rule wants one of each and the only approver of an entry is the requester', () => {
    const both = rule('both', { approvers: ['leads', 'finance'], quorum: 'one-of-each' });
    const approval = resolve([both], [plannedChange()], changeRequest({ requestedBy: CFO }));
    expect(impossibleQuorums(approval)).toEqual([
      { pointer: '/requestedBy', code: 'quorumOutOfReach', rule: 'both', from: 'finance', quorum: 1, eligible: 0 },
    ]);
  });

  it('finds only the rules that cannot be met when several apply', () => {
    const requirements = [
      requirement({ rule: 'possible', approvers: ['a@example.com'] }),
      requirement({ rule: 'impossible', approvers: [] }),
    ];
    const found = impossibleQuorums(approvalOf(1, { requirements }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ rule: 'impossible' });
  });
});
