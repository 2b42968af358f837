import { describe, expect, it } from 'vitest';
import { evolve } from '../../../../functions/domain/ledger/evolve.ts';
import { remainingChanges } from '../../../../functions/domain/ledger/remaining-changes.ts';
import {
  BILLING,
  changeRequest,
  changesWithdrawn,
  deleteChange,
  putChange,
  receivedRecord,
  SECURITY,
} from '../../builders.ts';

const request = changeRequest({ changes: [putChange(SECURITY), deleteChange(BILLING)] });

describe('remainingChanges', () => {
  it('are all changes, in the order of the request, when none was withdrawn', () => {
    expect(remainingChanges(receivedRecord({ request }))).toEqual(request.changes);
  });

  it('are those that were not withdrawn', () => {
    const record = evolve(receivedRecord({ request }), changesWithdrawn({ contacts: [SECURITY] }));
    expect(remainingChanges(record)).toEqual([deleteChange(BILLING)]);
    expect(remainingChanges(evolve(record, changesWithdrawn({ contacts: [BILLING] })))).toEqual([]);
  });
});
