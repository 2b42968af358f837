import { describe, expect, it } from 'vitest';
import {
  formerShapers,
  giveWay,
  isSameOrigin,
  isSupersededBy,
  supersede,
} from '../../../../functions/domain/approval/supersession.ts';
import { evolveAll, recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import {
  APPLIED_AT,
  BILLING,
  CREATED_AT,
  changeRequest,
  deleteChange,
  ended,
  putChange,
  REQUEST_ID,
  REQUESTER,
  requested,
  SECURITY,
  VOTED_AT,
} from '../../builders.ts';

const both = [putChange(SECURITY), deleteChange(BILLING)];

/** A request of the ticket. */
const asked = (
  requestId: string,
  { askedAt = CREATED_AT, at = CREATED_AT, ...differences }: Partial<Parameters<typeof requested>[0] & object> = {},
  changes = both,
  more: Partial<ReturnType<typeof changeRequest>> = {},
) => recordOf([requested({ request: changeRequest({ requestId, changes, ...more }), askedAt, at, ...differences })]);

const LATER = { askedAt: VOTED_AT };
const older = asked(REQUEST_ID);
const newer = asked('jira-OPS-42-2', LATER);
const superseded = { kind: 'superseded', requestKey: 'jira/jira-OPS-42-2' };

describe('formerShapers', () => {
  const edited = asked('jira-OPS-42-1', {}, both, { contributors: ['editor@example.com'] });
  const ofOther = asked('jira-OPS-42-2', LATER, [putChange({ ...SECURITY, accountId: '333333333333' })]);

  it('are everybody who shaped a request that gives way', () => {
    expect(formerShapers(newer, [edited], VOTED_AT)).toEqual([REQUESTER, 'editor@example.com']);
  });

  it('are found again when it has given way already', () => {
    const gone = evolveAll(edited, supersede(edited, newer, VOTED_AT));
    expect(formerShapers(newer, [gone], VOTED_AT)).toContain('editor@example.com');
  });

  it('include those whom the request that gives way has taken over', () => {
    const second = { ...asked('jira-OPS-42-1'), formerShapers: ['first@example.com'] };
    expect(formerShapers(newer, [second], VOTED_AT)).toContain('first@example.com');
  });

  it('include those of a request that gave way to one that gave way before it was planned', () => {
    const second = evolveAll(older, supersede(older, newer, VOTED_AT));
    const first = evolveAll(edited, supersede(edited, asked(REQUEST_ID, { at: APPLIED_AT }), VOTED_AT));
    expect(formerShapers(newer, [second, first], VOTED_AT)).toContain('editor@example.com');
  });

  it('are nobody when the earlier request keeps its contacts', () => {
    expect(formerShapers(ofOther, [edited], VOTED_AT)).toEqual([]);
  });

  it('include those of an earlier request that was rejected when the ticket is one request', () => {
    const rejectedBefore = evolveAll(edited, [ended('REJECTED')]);
    const all = asked('jira-OPS-42-2', LATER, both, { replaces: 'all' });
    expect(formerShapers(all, [rejectedBefore], VOTED_AT)).toContain('editor@example.com');
  });

  it('are nobody of a newer request', () => {
    expect(formerShapers(edited, [newer], VOTED_AT)).toEqual([]);
  });
});

describe('supersede', () => {
  it('cancels the older request when the newer one asks for all of its contacts', () => {
    expect(supersede(older, newer, VOTED_AT)).toMatchObject([{ type: 'Cancelled', because: superseded }]);
  });

  it('withdraws what the newer request asks for when that is less', () => {
    const less = asked('jira-OPS-42-2', LATER, [putChange(SECURITY)]);
    expect(supersede(older, less, VOTED_AT)).toMatchObject([
      { type: 'ChangesWithdrawn', contacts: [SECURITY], because: superseded },
    ]);
  });

  it('cancels the older request when the newer one replaces all, whatever it asks for', () => {
    const all = asked('jira-OPS-42-2', LATER, [putChange({ ...SECURITY, accountId: '333333333333' })], {
      replaces: 'all',
    });
    expect(supersede(older, all, VOTED_AT)).toMatchObject([{ type: 'Cancelled' }]);
  });

  it('never lets an older request take the place of a newer one', () => {
    expect(supersede(newer, older, VOTED_AT)).toEqual([]);
  });

  it('does nothing to the request itself', () => {
    expect(supersede(older, older, VOTED_AT)).toEqual([]);
  });

  it.each([
    { what: 'was registered later', one: {}, other: { at: VOTED_AT } },
    { what: 'has the id that sorts last, when both were registered at once', one: {}, other: {} },
  ])('takes of two that were asked for in the same second the one for the newer that $what', ({ one, other }) => {
    const [first, last] = [asked('jira-OPS-42-1', one), asked('jira-OPS-42-2', other)];
    expect(supersede(first, last, VOTED_AT)).toHaveLength(1);
    expect(supersede(last, first, VOTED_AT)).toEqual([]);
  });

  it('goes by when a request was asked for, not by when it was registered', () => {
    const late = asked('jira-OPS-42-2', { askedAt: '2026-06-01T09:00:00.000Z', at: VOTED_AT });
    expect(supersede(older, late, VOTED_AT)).toEqual([]);
    expect(supersede(late, older, VOTED_AT)).toHaveLength(1);
  });

  it.each([
    { what: 'is invalid', other: evolveAll(newer, [ended('INVALID')]) },
    {
      what: 'is of another ticket',
      other: asked('x', LATER, both, { source: { system: 'jira', reference: 'OPS-4' } }),
    },
    { what: 'has no ticket', other: asked('x', LATER, both, { source: { system: 'jira' } }) },
    { what: 'only claims to be of the ticket', other: asked('x', { ...LATER, provenBy: 'claimed' }) },
  ])('does nothing when the newer request $what', ({ other }) => {
    expect(supersede(older, other, VOTED_AT)).toEqual([]);
  });

  it.each(['REJECTED', 'UNCHANGED', 'CANCELLED', 'APPLIED', 'FAILED'] as const)(
    'cancels an older request that comes after the newer one has ended %s',
    (status) => {
      expect(supersede(older, evolveAll(newer, [ended(status)]), VOTED_AT)).toHaveLength(1);
    },
  );
});

describe('giveWay', () => {
  it('gives way to each of several newer requests', () => {
    const parts = [SECURITY, BILLING].map((key, index) => asked(`jira-OPS-42-${index + 2}`, LATER, [putChange(key)]));
    expect(giveWay(older, parts, VOTED_AT)).toMatchObject({
      status: 'CANCELLED',
      withdrawn: [{ ...SECURITY, because: superseded }],
      cancellation: { because: { requestKey: 'jira/jira-OPS-42-3' } },
    });
  });

  it('returns the same record when none is newer', () => {
    expect(giveWay(newer, [older], VOTED_AT)).toBe(newer);
  });
});

describe('isSupersededBy', () => {
  it.each([
    { what: 'all of it', changes: both },
    { what: 'part of it', changes: [putChange(SECURITY)] },
  ])('is so when the other request took the place of $what', ({ changes }) => {
    const after = giveWay(older, [asked('jira-OPS-42-2', LATER, changes)], VOTED_AT);
    expect(isSupersededBy(after, 'jira/jira-OPS-42-2')).toBe(true);
    expect(isSupersededBy(after, 'jira/jira-OPS-42-3')).toBe(false);
  });

  it('is not so when nothing was withdrawn', () => {
    expect(isSupersededBy(older, 'jira/jira-OPS-42-2')).toBe(false);
  });
});

describe('isSameOrigin', () => {
  it('is not so for two requests without a ticket', () => {
    const [one, other] = ['a', 'b'].map((id) => asked(id, {}, both, { source: { system: 'cli' } }));
    expect(one && other && isSameOrigin(one, other)).toBe(false);
  });
});
