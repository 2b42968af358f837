import { describe, expect, it } from 'vitest';
import type { RequestEvent } from '../../../../functions/domain/ledger/events.ts';
import { evolveAll, recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import {
  confirmationEvents,
  isOverdue,
  unconfirmedChanges,
} from '../../../../functions/domain/outcome/confirmation.ts';
import {
  APPLIED_AT,
  approved,
  BILLING,
  changeApplied,
  changeConfirmed,
  changeNotConfirmed,
  changeRequest,
  ended,
  NEW_CONTACT,
  planned,
  plannedChange,
  putChange,
  recordWith,
  requested,
  SECURITY,
} from '../../builders.ts';

const MINUTES = 60_000;
const later = (minutes: number) => new Date(Date.parse(APPLIED_AT) + minutes * MINUTES).toISOString();

/** The record of a request for two contacts, the first of which AWS did not show when it ended. */
function unconfirmed(...events: RequestEvent[]) {
  const changes = [putChange(SECURITY), putChange(BILLING)];
  const plan = [plannedChange(), plannedChange({ ...BILLING, before: null })];
  const applied = [changeApplied(SECURITY, { confirmed: false }), changeApplied(BILLING)];
  const history = [requested({ request: changeRequest({ changes }) }), planned({ plan }), approved()];
  return evolveAll(recordOf([...history, ...applied, ended('APPLIED')]), events);
}

const change = { ...plannedChange(), appliedAt: APPLIED_AT };

describe('unconfirmedChanges', () => {
  it('are those that AWS has acknowledged but not shown, with what they should show and since when', () => {
    expect(unconfirmedChanges(unconfirmed(), Date.parse(APPLIED_AT))).toEqual([change]);
    expect(change.after).toEqual(NEW_CONTACT);
  });

  it('are none before the request has ended, or when all of them were confirmed', () => {
    const before = recordWith(approved(), changeApplied(SECURITY, { confirmed: false }));
    expect(unconfirmedChanges(before, Date.parse(APPLIED_AT))).toEqual([]);
    expect(unconfirmedChanges(unconfirmed(changeConfirmed()), Date.parse(APPLIED_AT))).toEqual([]);
  });

  it('are looked for for a day, also after the alarm', () => {
    expect(unconfirmedChanges(unconfirmed(changeNotConfirmed()), Date.parse(later(24 * 60)) - 1)).toHaveLength(1);
    expect(unconfirmedChanges(unconfirmed(), Date.parse(later(24 * 60)))).toEqual([]);
  });
});

describe('isOverdue', () => {
  it('begins a quarter of an hour after the change', () => {
    expect(isOverdue(change, Date.parse(later(15)) - 1)).toBe(false);
    expect(isOverdue(change, Date.parse(later(15)))).toBe(true);
  });
});

describe('confirmationEvents', () => {
  const event = { by: 'workflow', ...SECURITY };

  it('confirm a change that is shown, early or late', () => {
    for (const at of [later(5), later(60)]) {
      expect(confirmationEvents(unconfirmed(), [SECURITY], at)).toEqual([{ type: 'ChangeConfirmed', at, ...event }]);
    }
  });

  it('are none for a while when it is not shown', () => {
    expect(confirmationEvents(unconfirmed(), [], later(14))).toEqual([]);
  });

  it('note once that it is not shown after a quarter of an hour', () => {
    const at = later(15);
    const events = confirmationEvents(unconfirmed(), [], at);
    expect(events).toEqual([{ type: 'ChangeNotConfirmed', at, ...event }]);
    expect(confirmationEvents(unconfirmed(...events), [], later(20))).toEqual([]);
  });

  it('are none for a change that needs no confirmation', () => {
    expect(confirmationEvents(unconfirmed(changeConfirmed()), [SECURITY, BILLING], later(20))).toEqual([]);
  });
});
