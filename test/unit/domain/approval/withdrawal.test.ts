import { describe, expect, it } from 'vitest';
import { takeBack, withdrawChanges } from '../../../../functions/domain/approval/withdrawal.ts';
import { evolveAll } from '../../../../functions/domain/ledger/evolve.ts';
import {
  applyStarted,
  approved,
  BILLING,
  CREATED_AT,
  changeRequest,
  changesWithdrawn,
  deleteChange,
  EXPIRES_AT,
  ended,
  pendingRecord,
  plannedChange,
  planOutdated,
  putChange,
  receivedRecord,
  rejected,
  SECURITY,
  VOTED_AT,
} from '../../builders.ts';

const because = { kind: 'superseded', requestKey: 'jira/jira-OPS-42-10125' } as const;
const request = changeRequest({ changes: [putChange(SECURITY), deleteChange(BILLING)] });
const plan = [plannedChange(), plannedChange({ ...BILLING, after: null })];
const waiting = pendingRecord({ request, plan });

const happened = { at: VOTED_AT, by: 'workflow', because };
const cancelled = [{ type: 'Cancelled', ...happened, comment: '' }];
const withdrawn = (...contacts: object[]) => [{ type: 'ChangesWithdrawn', ...happened, contacts }];

const withdraw = (record: typeof waiting, contacts: Parameters<typeof withdrawChanges>[1], at = VOTED_AT) =>
  withdrawChanges(record, contacts, because, at);

describe('withdrawChanges', () => {
  it('withdraws the named changes when others are left', () => {
    expect(withdraw(waiting, [BILLING])).toEqual(withdrawn(BILLING));
  });

  it('cancels the request when nothing is left', () => {
    expect(withdraw(waiting, [SECURITY, BILLING])).toEqual(cancelled);
    expect(withdraw(waiting, 'all')).toEqual(cancelled);
  });

  it('cancels the request when what is left is in place already', () => {
    expect(withdraw(pendingRecord({ request, plan: [plannedChange()] }), [SECURITY])).toEqual(cancelled);
  });

  it('withdraws a change that is in place already, because a new plan might undo it', () => {
    expect(withdraw(pendingRecord({ request, plan: [plannedChange()] }), [BILLING])).toEqual(withdrawn(BILLING));
  });

  it('goes by what was requested before there is a plan, and while that is outdated', () => {
    expect(withdraw(receivedRecord({ request }), [SECURITY])).toEqual(withdrawn(SECURITY));
    const outdated = evolveAll(pendingRecord({ request, plan: [plannedChange()] }), [planOutdated()]);
    expect(withdraw(outdated, [SECURITY])).toEqual(withdrawn(SECURITY));
  });

  it('cancels the request when the last of its changes is withdrawn after the others', () => {
    const record = evolveAll(waiting, [changesWithdrawn({ contacts: [BILLING] })]);
    expect(withdraw(record, [SECURITY])).toEqual(cancelled);
  });

  it.each([
    { what: 'asks for none of the contacts', record: waiting, contacts: [{ ...SECURITY, accountId: '999999999999' }] },
    { what: 'has withdrawn it before', record: evolveAll(waiting, [changesWithdrawn()]), contacts: [BILLING] },
    { what: 'is being applied', record: evolveAll(waiting, [approved(), applyStarted()]), contacts: 'all' as const },
    { what: 'was rejected', record: evolveAll(waiting, [rejected()]), contacts: 'all' as const },
    { what: 'has ended', record: evolveAll(waiting, [ended('FAILED')]), contacts: 'all' as const },
  ])('does nothing when the request $what', ({ record, contacts }) => {
    expect(withdraw(record, contacts)).toEqual([]);
  });

  it('does nothing when the time for votes is over', () => {
    expect(withdraw(waiting, 'all', EXPIRES_AT)).toEqual([]);
  });

  it('withdraws from an approved request until it is being applied, and voids its approval', () => {
    const record = evolveAll(waiting, [approved()]);
    const after = evolveAll(record, withdraw(record, [BILLING]));
    expect(after).toMatchObject({ status: 'PENDING_APPROVAL', isOutdated: true, votes: [] });
  });
});

describe('takeBack', () => {
  it.each([
    { what: 'earlier', takenBackAt: VOTED_AT, count: 1 },
    { what: 'in the same second', takenBackAt: CREATED_AT, count: 1 },
    { what: 'later', takenBackAt: '2026-06-01T09:59:59.000Z', count: 0 },
    { what: 'of a ticket that was never taken back', takenBackAt: '', count: 0 },
  ])('withdraws $count requests that were asked for $what', ({ takenBackAt, count }) => {
    expect(takeBack(waiting, takenBackAt, VOTED_AT)).toHaveLength(count);
  });

  it('says that the ticket took it back', () => {
    expect(takeBack(waiting, VOTED_AT, VOTED_AT)).toMatchObject([
      { type: 'Cancelled', because: { kind: 'takenBack' } },
    ]);
  });
});
