import { describe, expect, it } from 'vitest';
import type { RequestEvent } from '../../../functions/domain/ledger/events.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { askedAgainText, outdatedText } from '../../../functions/wording/asked-again.ts';
import {
  approvalRequested,
  BILLING,
  changesWithdrawn,
  pendingRecord,
  planned,
  planOutdated,
  requested,
  SECURITY,
} from '../builders.ts';

const asked = pendingRecord().history;
const waiting = (...events: RequestEvent[]) => recordOf([...asked, ...events]);
const OUTDATED =
  'Request cli-2 was approved first, and changes the SECURITY contact of 222222222222 (Payments, Root / Production).';
const WITHDRAWN =
  'No longer asked for: the BILLING contact of 222222222222 (Payments, Root / Production) (superseded by jira-OPS-42-10125).';

describe('askedAgainText', () => {
  it.each([
    ['another request went first', planOutdated(), OUTDATED],
    ['changes were withdrawn', changesWithdrawn(), WITHDRAWN],
  ])('says why and that earlier votes do not count when %s', (_, event, why) => {
    expect(askedAgainText(waiting(event, planned(), approvalRequested()))).toBe(
      `Approvers are asked about this request again. ${why} What you see is what it changes now. Votes given before do not count.`,
    );
  });

  it('says everything that happened since the plan before', () => {
    const text = askedAgainText(waiting(planOutdated(), changesWithdrawn(), planned()));
    expect(text).toContain(OUTDATED);
    expect(text).toContain(WITHDRAWN);
  });

  it('says only the latest cause when the request is asked for again twice', () => {
    const text = askedAgainText(waiting(planOutdated(), planned(), approvalRequested(), changesWithdrawn(), planned()));
    expect(text).not.toContain('cli-2');
    expect(text).toContain(WITHDRAWN);
  });

  it('counts the contacts when they are many', () => {
    const contacts = ['1', '2', '3', '4'].map((digit) => ({ ...SECURITY, accountId: digit.repeat(12) }));
    expect(askedAgainText(waiting(planOutdated({ contacts }), planned()))).toContain('changes 4 contacts.');
    expect(askedAgainText(waiting(planOutdated({ contacts: [SECURITY, BILLING] }), planned()))).toContain(
      'changes the SECURITY contact of 222222222222 (Payments, Root / Production) and the BILLING contact of',
    );
  });

  it('is undefined when nothing has happened since approvers were asked', () => {
    expect(askedAgainText(pendingRecord())).toBeUndefined();
  });

  it('is undefined when nobody had been asked before', () => {
    const record = recordOf([requested(), planned(), planOutdated(), planned(), approvalRequested()]);
    expect(askedAgainText(record)).toBeUndefined();
  });

  it('is undefined while the plan is outdated', () => {
    expect(askedAgainText(waiting(planOutdated()))).toBeUndefined();
  });
});

describe('outdatedText', () => {
  it('says why nobody can decide at the moment', () => {
    expect(outdatedText(waiting(planOutdated()))).toBe(
      `${OUTDATED} The change is being compared with the contacts as they are now.`,
    );
  });
});
