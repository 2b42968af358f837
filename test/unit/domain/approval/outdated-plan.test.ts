import { describe, expect, it } from 'vitest';
import {
  isReplannedTooOften,
  outdateByOthers,
  outdatePlan,
  revisionsAfter,
} from '../../../../functions/domain/approval/outdated-plan.ts';
import { evolve, evolveAll } from '../../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import type { RequestKey } from '../../../../functions/domain/request/request-key.ts';
import {
  applyStarted,
  approved,
  BILLING,
  changeRequest,
  EXPIRES_AT,
  NEW_CONTACT,
  pendingRecord,
  planned,
  plannedChange,
  planOutdated,
  receivedRecord,
  SECURITY,
  VOTED_AT,
} from '../../builders.ts';

const plan = [plannedChange({ revision: 2 }), plannedChange(BILLING)];
const waiting = pendingRecord({ plan });
const outdated = (contacts: object[], outdatedBy?: string) => ({
  ...{ type: 'PlanOutdated', at: VOTED_AT, by: 'workflow', contacts },
  ...(outdatedBy !== undefined && { outdatedBy }),
});
const at = (key: typeof SECURITY, revision: number) => ({ ...key, revision });

describe('outdatePlan', () => {
  it('names the contacts that were changed since they were planned', () => {
    expect(outdatePlan(waiting, [at(SECURITY, 3), at(BILLING, 0)], 'jira/cli-2', VOTED_AT)).toEqual([
      outdated([SECURITY], 'jira/cli-2'),
    ]);
    expect(outdatePlan(waiting, [at(SECURITY, 3), at(BILLING, 1)], 'jira/cli-2', VOTED_AT)).toEqual([
      outdated([SECURITY, BILLING], 'jira/cli-2'),
    ]);
  });

  it('also names a contact that was not changed as the plan had expected', () => {
    expect(outdatePlan(waiting, [at(SECURITY, 1)], 'jira/cli-2', VOTED_AT)).toEqual([
      outdated([SECURITY], 'jira/cli-2'),
    ]);
  });

  it.each([
    { what: 'knows of the change', record: waiting, now: [at(SECURITY, 2)] },
    { what: 'is of other contacts', record: waiting, now: [at({ ...SECURITY, accountId: '999999999999' }, 9)] },
    { what: 'does not exist yet', record: receivedRecord(), now: [at(SECURITY, 3)] },
    { what: 'is outdated already', record: evolve(waiting, planOutdated()), now: [at(SECURITY, 3)] },
    { what: 'is being applied', record: evolveAll(waiting, [approved(), applyStarted()]), now: [at(SECURITY, 3)] },
    { what: 'was rejected', record: pendingRecord({ plan, status: 'REJECTED' }), now: [at(SECURITY, 3)] },
  ])('does nothing when the plan $what', ({ record, now }) => {
    expect(outdatePlan(record, now, 'jira/cli-2', VOTED_AT)).toEqual([]);
  });

  it('does nothing when the time for votes is over', () => {
    expect(outdatePlan(waiting, [at(SECURITY, 3)], 'jira/cli-2', EXPIRES_AT)).toEqual([]);
  });

  it('voids an approval that has yet to be applied', () => {
    const record = evolve(waiting, approved());
    const after = evolveAll(record, outdatePlan(record, [at(SECURITY, 3)], 'jira/cli-2', VOTED_AT));
    expect(after).toMatchObject({ status: 'PENDING_APPROVAL', isOutdated: true });
  });
});

describe('outdateByOthers', () => {
  const applying = pendingRecord({
    request: changeRequest({ requestId: 'cli-2' }),
    status: 'APPROVED',
    applyingSince: VOTED_AT,
    plan,
  });
  const requests = new Map<RequestKey, RequestRecord>([['jira/cli-2', applying]]);
  const state = (key: typeof SECURITY, revision: number, claimedBy?: RequestKey, changedBy?: RequestKey) => ({
    ...{ ...key, revision, requestKeys: [] },
    ...(claimedBy !== undefined && { claimedBy }),
    ...(changedBy !== undefined && { changedBy }),
  });
  const outdate = (...states: ReturnType<typeof state>[]) => outdateByOthers(plan, states, requests, VOTED_AT);

  it('names what others are changing, and what others have changed, each with the other', () => {
    expect(outdate(state(SECURITY, 2, 'jira/cli-2'), state(BILLING, 1, undefined, 'jira/cli-3'))).toEqual([
      outdated([SECURITY], 'jira/cli-2'),
      outdated([BILLING], 'jira/cli-3'),
    ]);
  });

  it('names contacts of one cause together', () => {
    expect(outdate(state(SECURITY, 2, 'jira/cli-2'), state(BILLING, 0, 'jira/cli-2'))).toEqual([
      outdated([SECURITY, BILLING], 'jira/cli-2'),
    ]);
  });

  it('names nobody when the plan expected a change that was not made, and nothing says by whom', () => {
    expect(outdate(state(SECURITY, 1), state(BILLING, 0))).toEqual([outdated([SECURITY])]);
  });

  it.each([
    {
      what: 'the plan knows of the change that is being made',
      states: [state(SECURITY, 1, 'jira/cli-2'), state(BILLING, 0)],
    },
    { what: 'the other request has not begun', states: [state(SECURITY, 2, 'jira/cli-9'), state(BILLING, 0)] },
    { what: 'the contacts are free again', states: [state(SECURITY, 2), state(BILLING, 0)] },
  ])('lets the request wait when $what', ({ states }) => {
    expect(outdate(...states)).toEqual([]);
  });
});

describe('revisionsAfter', () => {
  it('counts the changes that were applied, and no others', () => {
    const results = [
      { ...SECURITY, status: 'APPLIED' as const },
      { ...BILLING, status: 'CONFLICT' as const },
    ];
    const record = pendingRecord({ status: 'PARTIALLY_APPLIED', plan, results });
    expect(revisionsAfter(record)).toEqual([at(SECURITY, 3), at(BILLING, 0)]);
  });
});

describe('isReplannedTooOften', () => {
  const many = Array.from({ length: 100 }, (_, index) =>
    plannedChange({ accountId: String(900_000_000_000 + index), after: { ...NEW_CONTACT, name: '安'.repeat(64) } }),
  );
  const replanned = (times: number) =>
    evolveAll(
      receivedRecord(),
      Array.from({ length: times }, () => planned({ plan: many })),
    );

  it('is not so after a few plans of a hundred changes', () => {
    expect(isReplannedTooOften(replanned(2))).toBe(false);
  });

  it('is so when yet another plan might not fit into an item, in bytes', () => {
    const record = replanned(5);
    expect(JSON.stringify(record.history).length).toBeLessThan(200_000);
    expect(isReplannedTooOften(record)).toBe(true);
  });
});
