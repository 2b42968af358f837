import { describe, expect, it } from 'vitest';
import { changeResults } from '../../../../functions/domain/ledger/results.ts';
import { BILLING, changeApplied, changeFailed, DENIED, ledger, plannedChange, SECURITY } from '../../builders.ts';

const CONTACTS = [SECURITY, BILLING];
const CONFLICT = { name: 'ContactChangedError', message: 'no longer what the approvers saw' };

describe('changeResults, when changes were applied', () => {
  it('is APPLIED for a change that was applied, and says when it was already in place', () => {
    const history = ledger(changeApplied(SECURITY), changeApplied(BILLING, { alreadyInPlace: true }));
    expect(changeResults(CONTACTS, history, { status: 'APPLIED' })).toEqual([
      { ...SECURITY, status: 'APPLIED' },
      { ...BILLING, status: 'APPLIED', alreadyInPlace: true },
    ]);
  });

  it('is FAILED or CONFLICT with the error for a change that was not', () => {
    const history = ledger(changeFailed(SECURITY), changeFailed(BILLING, { status: 'CONFLICT', error: CONFLICT }));
    expect(changeResults(CONTACTS, history, { status: 'FAILED' })).toEqual([
      { ...SECURITY, status: 'FAILED', error: DENIED },
      { ...BILLING, status: 'CONFLICT', error: CONFLICT },
    ]);
  });

  it('is UNCHANGED for a contact that no event names, in the order of the request', () => {
    const history = ledger(changeApplied(BILLING));
    expect(changeResults(CONTACTS, history, { status: 'APPLIED' })).toEqual([
      { ...SECURITY, status: 'UNCHANGED' },
      { ...BILLING, status: 'APPLIED' },
    ]);
  });

  it('tells the same contact type of two accounts apart', () => {
    const elsewhere = { ...SECURITY, accountId: '333333333333' };
    const history = ledger(changeFailed(elsewhere), changeApplied(SECURITY));
    expect(changeResults([SECURITY, elsewhere], history, { status: 'PARTIALLY_APPLIED' })).toEqual([
      { ...SECURITY, status: 'APPLIED' },
      { ...elsewhere, status: 'FAILED', error: DENIED },
    ]);
  });
});

describe('changeResults, when nothing was applied', () => {
  it.each(['INVALID', 'DUPLICATE', 'UNCHANGED', 'REJECTED', 'EXPIRED', 'CANCELLED'] as const)(
    'is the end of the request for every contact when it is %s',
    (status) => {
      expect(changeResults(CONTACTS, ledger(), { status })).toEqual([
        { ...SECURITY, status },
        { ...BILLING, status },
      ]);
    },
  );

  it('is FAILED with the error of the request for every contact', () => {
    expect(changeResults(CONTACTS, [], { status: 'FAILED', error: DENIED })).toEqual([
      { ...SECURITY, status: 'FAILED', error: DENIED },
      { ...BILLING, status: 'FAILED', error: DENIED },
    ]);
  });

  it('holds the key of a contact and nothing else of it', () => {
    expect(changeResults([plannedChange()], [], { status: 'REJECTED' })).toEqual([{ ...SECURITY, status: 'REJECTED' }]);
  });

  it('is empty when no contact is known', () => {
    expect(changeResults([], [], { status: 'INVALID' })).toEqual([]);
  });
});
