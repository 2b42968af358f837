import { describe, expect, it } from 'vitest';
import { type ChainFinding, linkState } from '../../../../functions/domain/approval/chain-link.ts';
import { type KeptEvidence, plansToLookFor } from '../../../../functions/domain/approval/kept-evidence.ts';
import { linkCommitments } from '../../../../functions/domain/approval/page-link.ts';
import { verifyChain } from '../../../../functions/domain/approval/verification.ts';
import type { RequestEvent } from '../../../../functions/domain/ledger/events.ts';
import { recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import { planFingerprint } from '../../../../functions/domain/ledger/fingerprint.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { redacted } from '../../../../functions/domain/ledger/redacted.ts';
import { publicKeyOf, signedWith } from '../../aws/fake-kms.ts';
import {
  APPROVER,
  applyStarted,
  approvalOf,
  approvalRequested,
  approved,
  BILLING,
  CHIEF,
  cancelled,
  changeApplied,
  changeFailed,
  changeRequest,
  ended,
  escalatingApproval,
  expired,
  fingerprintOf,
  NEW_CONTACT,
  OTHER_APPROVER,
  planned,
  plannedChange,
  planOutdated,
  putChange,
  REQUEST_KEY,
  recordWith,
  rejected,
  requested,
  requirement,
  voteCast,
} from '../../builders.ts';
import { evidenceOf, linksOf, signedVote } from './evidence-of.ts';

const KEYS = { votes: publicKeyOf('votes'), preApprovals: publicKeyOf('pre-approvals') };
const APPLIED = recordWith(voteCast(), approved(), applyStarted(), changeApplied(), ended('APPLIED'));

/** The ledger of a request whose plan needs this approval. */
function ledgerFor(approval = approvalOf(), ...later: RequestEvent[]): RequestEvent[] {
  return [requested(), planned({ approval }), approvalRequested(), ...later];
}

/** A vote on that plan. */
function voteFor(approval = approvalOf(), ...[by, differences]: Parameters<typeof voteCast>) {
  return voteCast(by, { fingerprint: fingerprintOf(requested(), planned({ approval })), ...differences });
}

function preApproved(...later: RequestEvent[]): RequestRecord {
  const approval = { requirements: [], rounds: [] };
  return recordOf([requested(), planned({ approval }), ...later]);
}

const PRE_APPLIED = preApproved(
  approved({ approvedBecause: 'preApproved' }),
  applyStarted(),
  changeApplied(),
  ended('APPLIED'),
);

const NOTHING: KeptEvidence = { votes: [], links: new Map(), isChecked: false, applied: [] };

/** What is found about a record and what was kept beside it, `altered` by somebody; the rules only if they were not checked. */
function findings(
  record: RequestRecord | undefined,
  altered: Partial<KeptEvidence> = {},
  about = record,
): ChainFinding[] {
  const evidence: KeptEvidence = { ...(about ? evidenceOf(about) : NOTHING), ...altered };
  return verifyChain({ key: REQUEST_KEY, ...(record && { record }), evidence, publicKeys: KEYS })
    .map(({ finding }) => finding)
    .filter((finding) => finding !== 'rulesChecked');
}

/** The same record with another ledger: what somebody could do who may write the item. */
function rewritten(record: RequestRecord, change: (event: RequestEvent) => RequestEvent): RequestRecord {
  return recordOf(record.history.map(change));
}

describe('the chain of a request', () => {
  it('holds from what was asked to what was applied', () => {
    expect(findings(APPLIED)).toEqual(['asRegistered', 'asPlanned', 'signed', 'quorumReached', 'applied']);
  });

  it('names the vote that reached the quorum', () => {
    const approval = approvalOf(2);
    const votes = [
      voteFor(approval, APPROVER, { decision: 'approve', number: 0 }),
      voteFor(approval, OTHER_APPROVER, { number: 1 }),
    ];
    const record = recordOf(ledgerFor(approval, ...votes, approved()));
    const evidence = evidenceOf(record);
    const links = verifyChain({ key: REQUEST_KEY, record, evidence, publicKeys: KEYS });
    expect(links.find(({ link }) => link === 'decision')).toEqual({
      link: 'decision',
      finding: 'quorumReached',
      vote: 1,
    });
    expect(links.map(({ finding }) => finding)).toContain('notAppliedYet');
  });

  it('holds for a plan that the policy pre-approves', () => {
    expect(findings(PRE_APPLIED)).toEqual(['asRegistered', 'asPlanned', 'preApproved', 'applied']);
  });

  it('is open while nobody has decided', () => {
    expect(findings(recordOf([requested()]))).toEqual(['asRegistered', 'notPlannedYet']);
    expect(findings(recordWith())).toEqual(['asRegistered', 'asPlanned', 'undecided']);
    expect(findings(preApproved())).toEqual(['asRegistered', 'asPlanned', 'notPreApprovedYet']);
  });

  it.each([
    ['without a plan', recordOf([requested(), ended('INVALID')]), ['neverPlanned']],
    ['with nothing to change', recordOf([requested(), planned({ plan: [] }), ended('UNCHANGED')]), ['asPlanned']],
    ['when its time was up', recordWith(expired(), ended('EXPIRED')), ['asPlanned', 'endedUndecided']],
    ['when it was cancelled', recordWith(cancelled(), ended('CANCELLED')), ['asPlanned', 'endedUndecided']],
    ['before its pre-approval', preApproved(cancelled(), ended('CANCELLED')), ['asPlanned', 'notPreApproved']],
  ])('ends %s', (_, record, rest) => {
    expect(findings(record)).toEqual(['asRegistered', ...rest]);
  });

  it('says that an approval came to nothing when the request was cancelled before it was applied', () => {
    const record = recordWith(voteCast(), approved(), cancelled(), ended('CANCELLED'));
    expect(findings(record)).toEqual(['asRegistered', 'asPlanned', 'signed', 'approvedInVain']);
  });

  it('tells which changes of an approved request were applied', () => {
    const changes = [putChange(), putChange(BILLING)];
    const first = requested({ request: changeRequest({ changes }) });
    const plan = planned({ plan: [plannedChange(), plannedChange(BILLING)] });
    const vote = voteCast(APPROVER, { fingerprint: fingerprintOf(first, plan) });
    const later = [approvalRequested(), vote, approved(), applyStarted(), changeApplied(), changeFailed(BILLING)];
    const record = recordOf([first, plan, ...later, ended('PARTIALLY_APPLIED')]);
    expect(findings(record).slice(-2)).toEqual(['applied', 'notApplied']);
  });
});

describe('the rules of a plan', () => {
  const rules = (record: RequestRecord, isChecked: boolean) =>
    verifyChain({ key: REQUEST_KEY, record, evidence: { ...evidenceOf(record), isChecked }, publicKeys: KEYS }).flatMap(
      (link) => (link.link === 'rules' ? link.finding : []),
    );

  it('are checked by a second function before anybody is asked', () => {
    expect(rules(APPLIED, true)).toEqual(['rulesChecked']);
    expect(rules(recordOf([requested(), planned()]), false)).toEqual(['rulesNotCheckedYet']);
    expect(rules(recordWith(cancelled(), ended('CANCELLED')), false)).toEqual([]);
  });

  it('count for nothing when only the plan says them', () => {
    expect(rules(APPLIED, false)).toEqual(['rulesUnchecked']);
    expect(rules(recordWith(voteCast()), false)).toEqual(['rulesUnchecked']);
  });

  it('need no check when they ask nobody', () => expect(rules(PRE_APPLIED, false)).toEqual([]));
});

describe('votes', () => {
  const approval = approvalOf(2);
  const vote = (...given: Parameters<typeof voteCast>) => voteFor(approval, ...given);

  it('take the place of earlier ones, and count for nothing after the decision', () => {
    const votes = [
      vote(APPROVER, { comment: 'first', number: 0 }),
      vote(APPROVER, { comment: 'second', number: 1 }),
      vote(OTHER_APPROVER, { number: 2 }),
    ];
    const record = recordOf(ledgerFor(approval, ...votes, approved()));
    const late = signedVote(record, vote(APPROVER, { decision: 'reject', number: 3 }));
    const kept = [...evidenceOf(record).votes, late];
    expect(findings(record, { votes: kept }).slice(2, 7)).toEqual([
      ...['replaced', 'signed', 'signed', 'tooLate', 'quorumReached'],
    ]);
  });

  it('on an outdated plan count for nothing, and neither does the plan', () => {
    const outdated = recordWith(voteCast(), approved(), planOutdated());
    expect(findings(outdated)).toEqual(['asRegistered', 'planOutdated', 'onOtherPlan', 'undecided']);
    const again = planned({ nonce: 'another' });
    const replanned = recordWith(voteCast(), approved(), planOutdated(), again, approvalRequested());
    expect(findings(replanned)).toEqual(['asRegistered', 'asPlanned', 'onOtherPlan', 'undecided']);
  });

  it('prove a rejection', () => {
    const record = recordWith(voteCast(APPROVER, { decision: 'reject', comment: 'no' }), rejected(), ended('REJECTED'));
    expect(findings(record)).toEqual(['asRegistered', 'asPlanned', 'signed', 'rejected']);
  });

  it('prove the rejection by a majority of those who were asked by then', () => {
    const majority = escalatingApproval(1, {
      rejection: 'majority',
      approvers: [APPROVER],
      escalateTo: [OTHER_APPROVER, CHIEF],
    });
    const against = voteFor(majority, APPROVER, { decision: 'reject', comment: 'no' });
    const record = recordOf(ledgerFor(majority, against, rejected(), ended('REJECTED')));
    expect(findings(record).at(-1)).toBe('rejected');
  });

  it.each([
    ['is altered', { comment: 'other words' }],
    ['is for another person', { approver: OTHER_APPROVER }],
    ['is confirmed in another way', { confirmation: { kind: 'signIn' as const, person: APPROVER } }],
    ['is signed with another key', { signature: signedWith('other', {}).signature }],
  ])('do not count when one %s', (_, difference) => {
    const votes = evidenceOf(APPLIED).votes.map((kept) => ({ ...kept, ...difference }));
    expect(findings(APPLIED, { votes })).toEqual([
      ...['asRegistered', 'asPlanned', 'signatureWrong', 'quorumNotReached', 'applied'],
    ]);
  });

  it('do not count when one came by no link of its approver', () => {
    const { links } = evidenceOf(APPLIED);
    const others = [new Map(), linksOf(REQUEST_KEY, [OTHER_APPROVER]), linksOf('jira/other', [APPROVER])];
    const stolen = [...links].map(([hash, link]) => [hash, { ...link, approver: OTHER_APPROVER }] as const);
    const unproven = [...links].map(([hash, link]) => {
      return [hash, { ...link, commitments: linkCommitments('another secret') }] as const;
    });
    for (const other of [...others, new Map(stolen), new Map(unproven)]) {
      expect(findings(APPLIED, { links: other }).slice(2, 4)).toEqual(['voterLinkWrong', 'quorumNotReached']);
    }
  });

  it('do not count when one was cast on another request', () => {
    const { signature: _, ...statement } = signedVote(APPLIED, voteCast());
    const other = signedWith('votes', { ...statement, request: 'jira/other' as const });
    expect(findings(APPLIED, { votes: [other] }).slice(2, 4)).toEqual(['voteOfOtherRequest', 'quorumNotReached']);
  });

  it('do not count when the plan asks somebody else', () => {
    const record = recordWith(voteCast('mallory@example.com'), approved());
    expect(findings(record).slice(2, 4)).toEqual(['notAnApprover', 'quorumNotReached']);
  });

  it('do not count when only the record knows them', () => {
    expect(findings(APPLIED, { votes: [] }).slice(2, 4)).toEqual(['voteMissing', 'quorumNotReached']);
  });

  it('are compared with the record', () => {
    const record = rewritten(APPLIED, (event) =>
      event.type === 'VoteCast' ? { ...event, by: OTHER_APPROVER } : event,
    );
    expect(findings(record, {}, APPLIED)[2]).toBe('voteAltered');
  });
});

describe('a record that somebody has written beside the workflow', () => {
  it('is found when it says APPROVED without a vote', () => {
    expect(findings(recordWith(approved(), applyStarted()))).toEqual([
      ...['asRegistered', 'asPlanned', 'quorumNotReached', 'notAppliedYet'],
    ]);
    const unsigned = preApproved(approved({ approvedBecause: 'preApproved' }), applyStarted());
    expect(findings(unsigned, {}, preApproved())).toContain('preApprovalMissing');
  });

  it('is found when it says REJECTED or APPLIED without a reason', () => {
    expect(findings(recordWith(rejected(), ended('REJECTED')))).toContain('rejectionUnproven');
    expect(findings(APPLIED, { applied: [] })).toContain('appliedNotKept');
  });

  it('is found when it asks for something else, before or after the contact was changed', () => {
    const change = (event: RequestEvent) =>
      event.type === 'Requested' ? { ...event, request: changeRequest({ reason: 'Another reason' }) } : event;
    expect(findings(rewritten(APPLIED, change), {}, APPLIED).slice(0, 2)).toEqual(['requestAltered', 'planForged']);
  });

  it('is found when it holds another contact than the one that was approved', () => {
    const plan = [plannedChange({ after: { ...NEW_CONTACT, emailAddress: 'mallory@example.com' } })];
    const record = rewritten(APPLIED, (event) => (event.type === 'Planned' ? { ...event, plan } : event));
    expect(findings(record, {}, APPLIED)).toEqual([
      ...['asRegistered', 'planForged', 'signed', 'quorumReached', 'applied'],
    ]);
    expect(plansToLookFor(record, evidenceOf(APPLIED))).toEqual([record.fingerprint, APPLIED.fingerprint]);
  });

  it('is found when it asks fewer people', () => {
    const strict = recordOf(ledgerFor(approvalOf(2)));
    const vote = voteFor(approvalOf(2));
    const forged = recordOf([...ledgerFor(approvalOf(1)), { ...vote }, approved()]);
    const links = linksOf(REQUEST_KEY, [APPROVER]);
    const evidence = { ...evidenceOf(strict), links, votes: [signedVote(forged, vote)] };
    expect(findings(forged, evidence)).toEqual([
      ...['asRegistered', 'planForged', 'signed', 'quorumNotReached', 'notAppliedYet'],
    ]);
  });

  it('is found when no function has registered or planned it', () => {
    const { asked: _, plan: __, fingerprint: ___, ...rest } = evidenceOf(APPLIED);
    const links = verifyChain({ key: REQUEST_KEY, record: APPLIED, evidence: rest, publicKeys: KEYS });
    expect(links.map(({ finding }) => finding)).toEqual([
      ...['notRegistered', 'planMissing', 'onOtherPlan', 'approvalUnproven', 'appliedForOtherPlan'],
    ]);
  });

  it('is found when it belongs to another request', () => {
    const links = verifyChain({ key: 'cli/other', record: APPLIED, evidence: evidenceOf(APPLIED), publicKeys: KEYS });
    expect(links[0]?.finding).toBe('requestAltered');
  });

  it('is found when it denies what was applied', () => {
    const record = recordWith(voteCast(), approved(), applyStarted(), changeFailed(), ended('FAILED'));
    expect(findings(record, { applied: evidenceOf(APPLIED).applied }).at(-1)).toBe('appliedUnrecorded');
    const expiredRecord = recordWith(expired(), ended('EXPIRED'));
    expect(findings(expiredRecord, { applied: evidenceOf(APPLIED).applied }).slice(-2)).toEqual([
      ...['quorumNotReached', 'appliedUnrecorded'],
    ]);
  });
});

describe('evidence that somebody has written', () => {
  it('is found when a plan is not the one under its fingerprint, and its rules are not used', () => {
    const { plan } = evidenceOf(APPLIED);
    const weak = plan && {
      ...plan,
      approval: { ...plan.approval, requirements: [requirement({ approvers: ['mallory@example.com'] })] },
    };
    expect(findings(APPLIED, { ...(weak && { plan: weak }) }).slice(1, 4)).toEqual([
      ...['planAltered', 'onOtherPlan', 'approvalUnproven'],
    ]);
  });

  it('is found when a plan was made for something else', () => {
    const plan = { asked: 'ff', changes: [], approval: approvalOf() };
    expect(findings(APPLIED, { plan, fingerprint: planFingerprint(plan) })[1]).toBe('planOfOtherRequest');
  });

  it('is found when a pre-approval is of another plan, or signed by whoever signs votes', () => {
    const { preApproval } = evidenceOf(PRE_APPLIED);
    if (!preApproval) throw new Error('nothing was pre-approved');
    const { signature: _, ...statement } = preApproval;
    const others = [signedWith('pre-approvals', { ...statement, fingerprint: 'ff' }), signedWith('votes', statement)];
    for (const other of others) expect(findings(PRE_APPLIED, { preApproval: other })[2]).toBe('preApprovalForged');
  });

  it('is found when a change was applied for another plan, or is none of the plan', () => {
    const [kept] = evidenceOf(APPLIED).applied;
    if (!kept) throw new Error('nothing was applied');
    expect(findings(APPLIED, { applied: [{ ...kept, fingerprint: 'ff' }] }).at(-1)).toBe('appliedForOtherPlan');
    expect(findings(APPLIED, { applied: [kept, { ...kept, ...BILLING }] }).slice(-2)).toEqual([
      ...['applied', 'appliedUnplanned'],
    ]);
  });
});

describe('what is gone', () => {
  const record = redacted(APPLIED, '2026-09-01T00:00:00.000Z');

  it('is not compared when contacts were taken out of the record, but everything else is checked', () => {
    expect(findings(record, {}, APPLIED)).toEqual([
      ...['requestRedacted', 'planRedacted', 'signed', 'quorumReached', 'applied'],
    ]);
    expect(findings(record, { votes: [] }, APPLIED)).toContain('quorumNotReached');
    expect(plansToLookFor(record, evidenceOf(APPLIED))).toEqual([APPLIED.fingerprint]);
  });

  it('leaves the evidence when it is the record', () => {
    expect(findings(undefined, evidenceOf(APPLIED))).toEqual([
      ...['requestOnlyKept', 'planOnlyKept', 'signed', 'quorumReached', 'applied'],
    ]);
    expect(findings(undefined, { ...evidenceOf(APPLIED), votes: [] })).toContain('quorumNotReached');
    expect(findings(undefined, { asked: 'ff' })).toEqual(['requestOnlyKept', 'planNotNamed']);
    expect(plansToLookFor(undefined, evidenceOf(APPLIED))).toEqual([APPLIED.fingerprint]);
  });
});

/** The paths to all values that are neither objects nor lists. */
function pathsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]));
}

/** A copy in which one value is another one. */
function alteredAt<Value>(value: Value, [key = '', ...rest]: string[]): Value {
  const copy: Value = structuredClone(value);
  const inner = Reflect.get(Object(copy), key);
  Reflect.set(Object(copy), key, rest.length > 0 ? alteredAt(inner, rest) : another(inner));
  return copy;
}

function another(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return value === 'approve' ? 'reject' : `x${value}`;
}

describe('every value', () => {
  const approval = approvalOf(2, { requirements: [requirement({ quorum: 2, confirm: 'code' })] });
  const confirmation = (person: string) => ({ kind: 'code' as const, person });
  const votes = [APPROVER, OTHER_APPROVER].map((by, number) =>
    voteFor(approval, by, { number, comment: 'fine', confirmation: confirmation(by) }),
  );
  const later = [...votes, approved(), applyStarted(), changeApplied(), ended('APPLIED')];
  const record = recordOf(ledgerFor(approval, ...later));
  const evidence = evidenceOf(record);
  const isBroken = (given: RequestRecord, kept: KeptEvidence) =>
    verifyChain({ key: REQUEST_KEY, record: given, evidence: kept, publicKeys: KEYS }).some(
      (link) => linkState(link) === 'broken',
    );

  it('is as it was in a chain that holds', () => expect(isBroken(record, evidence)).toBe(false));

  it.each(
    pathsIn({ ...evidence, applied: evidence.applied.map(({ appliedAt: _, ...kept }) => kept) }).map((path) => [path]),
  )('of the evidence is noticed when it is altered: %j', (path) =>
    expect(isBroken(record, alteredAt(evidence, path))).toBe(true),
  );

  const [asked, plan] = [requested(), planned({ approval })].map(({ at: _, by: __, type: ___, ...event }) => event);
  const inLedger = [
    ...pathsIn(asked).map((path) => ['0', ...path]),
    ...pathsIn(plan).map((path) => ['1', ...path]),
    ...votes.flatMap((vote, index) => pathsIn({ ...vote, type: {} }).map((path) => [String(index + 3), ...path])),
  ];
  it.each(inLedger.map((path) => [path]))('of the record is noticed when it is altered: %j', (path) =>
    expect(isBroken(recordOf(alteredAt(record.history, path)), evidence)).toBe(true),
  );
});
