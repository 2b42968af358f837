import { describe, expect, it } from 'vitest';
import { brokenLink, type Evidence } from '../../../../functions/domain/approval/approval-chain.ts';
import type { VoteStatement } from '../../../../functions/domain/approval/evidence.ts';
import { recordOf, requestedOf } from '../../../../functions/domain/ledger/evolve.ts';
import { askedDigest, planStatement } from '../../../../functions/domain/ledger/fingerprint.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { publicKeyOf, signedWith } from '../../aws/fake-kms.ts';
import {
  APPROVER,
  account,
  applyStarted,
  approvalOf,
  approvalRequested,
  approved,
  changeRequest,
  NEW_CONTACT,
  planned,
  plannedChange,
  REQUEST_KEY,
  requested,
  VOTED_AT,
} from '../../builders.ts';
import { voteStatement, votingLink, votingLinks } from '../../vote-statement.ts';

const KEY = 'alias/votes';
const DOMAINS = ['example.com'];

const record = recordOf([requested(), planned(), approvalRequested(), approved(), applyStarted()]);
const { fingerprint = '' } = record;
const statement = planStatement(askedDigest(requestedOf(record)), planned());

function vote(differences: Partial<VoteStatement> = {}, key = KEY) {
  return signedWith(key, { ...voteStatement({ approver: APPROVER }, { fingerprint }), ...differences });
}

const kept = { links: votingLinks(APPROVER, 'eve@example.com'), isChecked: true };
const voted: Evidence = { plan: statement, votes: [vote()], ...kept };
const broken = (of: RequestRecord, evidence: Evidence = voted) => brokenLink(of, evidence, publicKeyOf(KEY), DOMAINS);

/** The same record, but for this in its ledger. */
const forged = (first = requested(), plan = planned()) =>
  recordOf([first, plan, approvalRequested(), approved(), applyStarted()]);

describe('brokenLink of a plan that approvers have to approve', () => {
  it('is none when the plan is the one that was made and a signed vote approves it', () => {
    expect(broken(record)).toBeUndefined();
  });

  it.each([
    {
      what: 'a contact',
      of: forged(undefined, planned({ plan: [plannedChange({ after: { ...NEW_CONTACT, name: 'Eve' } })] })),
    },
    { what: 'what the contact was', of: forged(undefined, planned({ plan: [plannedChange({ before: null })] })) },
    { what: 'the quorum', of: forged(undefined, planned({ approval: approvalOf(2) })) },
    { what: 'the whole approval', of: forged(undefined, planned({ approval: { requirements: [], rounds: [] } })) },
    { what: 'the requester', of: forged(requested({ request: changeRequest({ requestedBy: 'eve@example.com' }) })) },
    { what: 'the account', of: forged(requested({ accounts: [account({ parentIds: ['ou-ab12-sandbox1'] })] })) },
  ])('is planAltered when the record holds another $what', ({ of }) => {
    expect(broken(of)).toBe('planAltered');
  });

  it('is planAltered when no such plan was made, or the one that is kept is another', () => {
    expect(broken(record, { votes: [vote()], ...kept })).toBe('planAltered');
    expect(broken(record, { ...voted, plan: { ...statement, asked: 'another' } })).toBe('planAltered');
  });

  it.each([
    { what: 'there is no vote', votes: [] },
    { what: 'the vote is about another plan', votes: [vote({ fingerprint: 'another' })] },
    { what: 'the vote is about another request', votes: [vote({ request: 'cli/another' })] },
    { what: 'the vote rejects', votes: [signedWith(KEY, voteStatement({ decision: 'reject' }, { fingerprint }))] },
    {
      what: 'nobody has asked the voter',
      votes: [signedWith(KEY, voteStatement({ approver: 'eve@example.com' }, { fingerprint }))],
    },
  ])('is quorumNotReached when $what', ({ votes }) => {
    expect(broken(record, { ...voted, votes })).toBe('quorumNotReached');
  });

  it('is signatureWrong when one vote is signed with another key, or was changed', () => {
    expect(broken(record, { ...voted, votes: [vote({}, 'alias/pre-approvals')] })).toBe('signatureWrong');
    expect(broken(record, { ...voted, votes: [vote(), { ...vote(), comment: 'added' }] })).toBe('signatureWrong');
  });

  it.each([
    { what: 'no link was made for it', links: votingLinks('eve@example.com') },
    { what: 'the link is of somebody else', links: new Map([[voteStatement().link, votingLink('eve@example.com')]]) },
    {
      what: 'the link is of another request',
      links: new Map([[voteStatement().link, votingLink(APPROVER, 'cli/another')]]),
    },
  ])('is linkWrong when $what', ({ links }) => {
    expect(broken(record, { ...voted, links })).toBe('linkWrong');
  });

  it('is linkWrong when the key has signed a vote without the proof of its link', () => {
    expect(broken(record, { ...voted, votes: [vote({ proof: 'made up' })] })).toBe('linkWrong');
  });

  it('is approvalUnchecked when only the function that plans says what approval the plan needs', () => {
    expect(broken(record, { ...voted, isChecked: false })).toBe('approvalUnchecked');
  });

  it('is domainNotAllowed when a new contact is outside the domains that the policy allows now', () => {
    expect(brokenLink(record, voted, publicKeyOf(KEY), ['example.org'])).toBe('domainNotAllowed');
  });

  it('is quorumNotReached when there is only a pre-approval', () => {
    const preApproval = signedWith(KEY, {
      statement: 'preApproval' as const,
      request: REQUEST_KEY,
      fingerprint,
      at: VOTED_AT,
    });
    expect(broken(record, { plan: statement, votes: [], ...kept, preApproval })).toBe('quorumNotReached');
  });
});

describe('brokenLink of a plan that nobody has to approve', () => {
  const free = planned({ approval: { requirements: [], rounds: [] } });
  const of = forged(undefined, free);
  const plan = planStatement(askedDigest(requested()), free);
  const preApproval = (differences: object = {}, key = KEY) => ({
    ...signedWith(key, {
      ...{ statement: 'preApproval' as const, request: REQUEST_KEY, fingerprint: of.fingerprint ?? '', at: VOTED_AT },
      ...differences,
    }),
  });

  it('is none when a pre-approval of it is signed', () => {
    expect(broken(of, { plan, votes: [], ...kept, preApproval: preApproval() })).toBeUndefined();
  });

  it('is notPreApproved without one, or with one of another plan or request', () => {
    expect(broken(of, { plan, votes: [], ...kept })).toBe('notPreApproved');
    for (const differences of [{ fingerprint: 'another' }, { request: 'cli/another' as const }]) {
      expect(broken(of, { plan, votes: [], ...kept, preApproval: preApproval(differences) })).toBe('notPreApproved');
    }
  });

  it('is signatureWrong when another key has signed it', () => {
    expect(broken(of, { plan, votes: [], ...kept, preApproval: preApproval({}, 'alias/another') })).toBe(
      'signatureWrong',
    );
  });
});
