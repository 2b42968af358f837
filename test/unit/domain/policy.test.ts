import { describe, expect, it } from 'vitest';
import { castVote } from '../../../functions/domain/approval.ts';
import type { PlannedChange } from '../../../functions/domain/plan.ts';
import {
  type ApprovalRule,
  asksForOrganizationalUnits,
  expandGroups,
  isMailedTo,
  type Policy,
  resolveApproval,
  unreachableQuorums,
  type When,
  waitSeconds,
} from '../../../functions/domain/policy.ts';
import type { Account, ChangeRequest } from '../../../functions/domain/request.ts';
import {
  ACCOUNT_ID,
  approvalOf,
  BILLING,
  ballotOn,
  changeRequest,
  pendingRecord,
  plannedChange,
  SECURITY,
} from '../builders.ts';

const groups = { leads: ['Lead-1@example.com', 'lead-2@example.com'], finance: ['cfo@example.com'] };
const accounts: Account[] = [{ accountId: ACCOUNT_ID, state: 'ACTIVE', parentIds: ['ou-ab12-prod0001', 'r-ab12'] }];

const rule = (name: string, differences: Partial<ApprovalRule> = {}): ApprovalRule => ({
  name,
  approvers: ['leads'],
  quorum: 1,
  rounds: [{ wait: '72h' }],
  ...differences,
});

const everythingElse = rule('everything else', { approvers: ['finance'] });

function resolve(approvals: ApprovalRule[], plan: PlannedChange[] = [plannedChange()], request = changeRequest()) {
  const policy: Policy = { allowedEmailDomains: ['example.com'], groups, approvals };
  return resolveApproval(policy, request, plan, accounts);
}

const rulesOf = (...of: Parameters<typeof resolve>) =>
  resolve(...of).requirements.map((requirement) => requirement.rule);

describe('waitSeconds', () => {
  it.each([
    ['1m', 60],
    ['30m', 1800],
    ['72h', 259_200],
    ['7d', 604_800],
    ['999999m', 59_999_940],
  ])('reads %s as %i seconds', (wait, seconds) => {
    expect(waitSeconds(wait)).toBe(seconds);
  });

  it.each(['', '72', 'h', '0h', '-1h', '1.5h', '72 h', '72H', '10s', '1w', '1000000m', '72h ', 'x72h'])(
    'throws RangeError when the wait is %j',
    (wait) => {
      expect(() => waitSeconds(wait)).toThrow(RangeError);
    },
  );
});

describe('expandGroups', () => {
  it('is the addresses in lower case, each once, when groups and addresses are mixed', () => {
    const members = ['CISO@example.com', 'leads', 'lead-1@example.com', 'finance'];
    expect(expandGroups(members, groups)).toEqual([
      'ciso@example.com',
      'lead-1@example.com',
      'lead-2@example.com',
      'cfo@example.com',
    ]);
  });

  it.each(['nobody', 'constructor', 'toString'])(
    'throws RangeError naming the group when %s is not defined',
    (name) => {
      expect(() => expandGroups([name], groups)).toThrow(new RangeError(`there is no group ${name}`));
    },
  );
});

describe('asksForOrganizationalUnits', () => {
  const policyOf = (approvals: ApprovalRule[]): Policy => ({ allowedEmailDomains: [], groups, approvals });

  it('is true when any rule has an ou', () => {
    const production = rule('production', { when: { ou: ['r-ab12'] } });
    expect(asksForOrganizationalUnits(policyOf([rule('billing', { when: { action: ['PUT'] } }), production]))).toBe(
      true,
    );
  });

  it('is false when no rule has one', () => {
    expect(asksForOrganizationalUnits(policyOf([everythingElse]))).toBe(false);
  });
});

describe('resolveApproval', () => {
  it('takes approvers, quorum and rounds of the rule', () => {
    const rounds = [{ wait: '24h' }, { wait: '1h', remind: true }, { wait: '30m', escalateTo: ['finance'] }];
    expect(resolve([rule('all', { quorum: 2, rounds })])).toMatchObject({
      requirements: [{ rule: 'all', approvers: ['lead-1@example.com', 'lead-2@example.com'], quorum: 2 }],
      rounds: [
        { seconds: 86_400, remind: false, escalateTo: [] },
        { seconds: 3600, remind: true, escalateTo: [] },
        { seconds: 1800, remind: false, escalateTo: ['cfo@example.com'] },
      ],
    });
  });

  const conditions: {
    when: When;
    matches: boolean;
    change?: Partial<PlannedChange>;
    request?: Partial<ChangeRequest>;
  }[] = [
    { when: { alternateContactType: ['SECURITY'] }, matches: true },
    { when: { alternateContactType: ['BILLING', 'SECURITY'] }, matches: true },
    { when: { alternateContactType: ['BILLING'] }, matches: false },
    { when: { action: ['PUT'] }, matches: true },
    { when: { action: ['DELETE'] }, matches: false },
    { when: { action: ['DELETE'] }, matches: true, change: { after: null } },
    { when: { accountId: [ACCOUNT_ID] }, matches: true },
    { when: { accountId: ['333333333333'] }, matches: false },
    { when: { ou: ['ou-ab12-prod0001'] }, matches: true },
    { when: { ou: ['r-ab12'] }, matches: true },
    { when: { ou: ['ou-ab12-other001'] }, matches: false },
    { when: { ou: ['r-ab12'] }, matches: false, change: { accountId: '333333333333' } },
    { when: { source: ['jira'] }, matches: true },
    { when: { source: ['cli', 'jira'] }, matches: true },
    { when: { source: ['jira'] }, matches: false, request: { source: { system: 'cli' } } },
    { when: { source: ['jira'], action: ['PUT'], ou: ['r-ab12'] }, matches: true },
    { when: { source: ['jira'], action: ['DELETE'] }, matches: false },
  ];

  it.each(conditions)('matches ($matches) when the rule asks for $when', ({ when, matches, change, request }) => {
    const plan = [plannedChange(change)];
    const expected = matches ? 'special' : 'everything else';
    expect(rulesOf([rule('special', { when }), everythingElse], plan, changeRequest(request))).toEqual([expected]);
  });

  it('takes the first rule that matches when a looser one further down matches too', () => {
    const strict = rule('strict', { when: { alternateContactType: ['SECURITY'] }, quorum: 2 });
    const loose = rule('loose', { when: { source: ['jira'] } });
    expect(resolve([strict, loose, everythingElse]).requirements).toMatchObject([
      { rule: 'strict', approvers: ['lead-1@example.com', 'lead-2@example.com'], quorum: 2 },
    ]);
  });

  it('needs every rule that a change falls under, each with its own quorum', () => {
    const security = rule('security', { when: { alternateContactType: ['SECURITY'] }, quorum: 2 });
    const plan = [plannedChange(BILLING), plannedChange(SECURITY), plannedChange({ ...BILLING, accountId: '3' })];
    expect(resolve([security, everythingElse], plan).requirements).toMatchObject([
      { rule: 'everything else', approvers: ['cfo@example.com'], quorum: 1 },
      { rule: 'security', approvers: ['lead-1@example.com', 'lead-2@example.com'], quorum: 2 },
    ]);
  });

  it('needs the strict rule when the first change falls under a looser one', () => {
    const strict = rule('strict', { when: { alternateContactType: ['SECURITY'] }, quorum: 2 });
    const preApproved: ApprovalRule = {
      name: 'billing',
      when: { alternateContactType: ['BILLING'] },
      preApproved: true,
    };
    const plan = [plannedChange(BILLING), plannedChange(SECURITY)];
    expect(rulesOf([preApproved, strict, everythingElse], plan)).toEqual(['strict']);
  });

  it('asks nobody when every change is pre-approved', () => {
    const newAccounts: ApprovalRule = { name: 'new accounts', when: { source: ['organization'] }, preApproved: true };
    const request = changeRequest({ source: { system: 'organization' } });
    expect(resolve([newAccounts, everythingElse], [plannedChange()], request)).toEqual({
      requirements: [],
      rounds: [],
    });
  });

  it('asks nobody when nothing is to be changed', () => {
    expect(resolve([everythingElse], [])).toEqual({ requirements: [], rounds: [] });
  });

  it.each(['lead-1@example.com', 'LEAD-1@Example.com', ' lead-1@example.com '])(
    'leaves the requester out of approvers and escalations when they are %j',
    (requestedBy) => {
      const rounds = [{ wait: '1h', escalateTo: ['leads', 'finance'] }];
      const approval = resolve([rule('all', { rounds })], [plannedChange()], changeRequest({ requestedBy }));
      expect(approval.requirements[0]?.approvers).toEqual(['lead-2@example.com']);
      expect(approval.rounds[0]?.escalateTo).toEqual(['lead-2@example.com', 'cfo@example.com']);
    },
  );

  it('lets each round last as long as the longest, and remind and escalate as any of them, when rules meet', () => {
    const security = rule('security', {
      when: { alternateContactType: ['SECURITY'] },
      rounds: [{ wait: '24h' }, { wait: '24h', remind: true, escalateTo: ['ciso@example.com'] }],
    });
    const billing = rule('billing', { rounds: [{ wait: '72h', escalateTo: ['finance'] }] });
    expect(resolve([security, billing], [plannedChange(SECURITY), plannedChange(BILLING)]).rounds).toMatchObject([
      { seconds: 259_200, remind: false },
      { seconds: 86_400, remind: true },
    ]);
  });

  it('throws RangeError when no rule matches', () => {
    expect(() => resolve([rule('deletions', { when: { action: ['DELETE'] } })])).toThrow(RangeError);
  });

  it('counts who joins by the escalation of one rule for no other rule', () => {
    const security = rule('security', { when: { alternateContactType: ['SECURITY'] }, quorum: 2 });
    const billing = rule('billing', {
      approvers: ['clerk@example.com'],
      rounds: [{ wait: '1h' }, { wait: '1h', escalateTo: ['intern@example.com'] }],
    });
    const plan = [plannedChange(SECURITY), plannedChange(BILLING)];
    const pending = pendingRecord({ plan, approval: resolve([security, billing], plan) });
    const voters = ['lead-1@example.com', 'clerk@example.com', 'intern@example.com'];
    const record = voters.reduce((current, approver) => {
      const result = castVote(current, ballotOn(current, { approver }));
      return 'record' in result ? result.record : current;
    }, pending);
    expect(record.status).toBe('PENDING_APPROVAL');
  });
});

describe('unreachableQuorums', () => {
  it('finds nothing when the approvers are just enough', () => {
    expect(unreachableQuorums(approvalOf(2))).toEqual([]);
  });

  it('says which rule leaves too few approvers', () => {
    expect(unreachableQuorums(approvalOf(3))).toEqual([
      'needs 3 approvals by the rule "every change", which leaves 2 possible approvers: nobody approves their own request',
    ]);
  });

  it('finds the rule when the only approver asks for the change', () => {
    const request = changeRequest({ requestedBy: 'cfo@example.com' });
    const approval = resolve([everythingElse], [plannedChange()], request);
    expect(unreachableQuorums(approval)).toHaveLength(1);
  });

  it('finds only the rules that cannot be met when several apply', () => {
    const requirements = [
      { rule: 'possible', approvers: ['a@example.com'], quorum: 1 },
      { rule: 'impossible', approvers: [], quorum: 1 },
    ];
    const found = unreachableQuorums(approvalOf(1, { requirements }));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('"impossible"');
  });
});

describe('isMailedTo', () => {
  const policy: Policy = {
    allowedEmailDomains: ['example.com', 'example.net'],
    groups,
    approvals: [everythingElse],
    sources: {
      told: { proof: { kind: 'zendesk' }, mapping: '$', mailRequester: false },
      mailed: { proof: { kind: 'zendesk' }, mapping: '$', mailRequester: true },
      usual: { proof: { kind: 'zendesk' }, mapping: '$' },
    },
  };

  it.each(['usual', 'mailed', 'cli', undefined, '', 'constructor', '__proto__'])(
    'is true for an address in an allowed domain when the source is %j',
    (system) => {
      expect(isMailedTo(policy, 'jane@mail.example.net', system)).toBe(true);
    },
  );

  it.each(['usual', 'mailed', 'cli', undefined])(
    'is false for an address outside the allowed domains when the source is %j',
    (system) => {
      expect(isMailedTo(policy, 'jane@example.org', system)).toBe(false);
    },
  );

  it('is false when the source tells its requesters by itself', () => {
    expect(isMailedTo(policy, 'jane@example.com', 'told')).toBe(false);
  });

  it('is false when the workflow has made the request, whatever a source of that name says', () => {
    const { mailed } = policy.sources ?? {};
    expect(isMailedTo(policy, 'jane@example.com', 'organization')).toBe(false);
    const named = { ...policy, sources: { ...(mailed && { organization: mailed }) } };
    expect(isMailedTo(named, 'jane@example.com', 'organization')).toBe(false);
  });

  it('is true when the policy has no sources', () => {
    const { sources: _, ...without } = policy;
    expect(isMailedTo(without, 'jane@example.com', 'jira')).toBe(true);
  });
});
