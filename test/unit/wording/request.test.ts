import { describe, expect, it } from 'vitest';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { askText, shortAskText, sourceTerm, sourceText } from '../../../functions/wording/request.ts';
import {
  account,
  BILLING,
  changeRequest,
  changesWithdrawn,
  deleteChange,
  pendingRecord,
  planned,
  plannedChange,
  putChange,
  receivedRecord,
  requested,
  SECURITY,
} from '../builders.ts';
import { campaignRecord, campaignRequest } from '../campaign-builders.ts';

const OTHER_ACCOUNT = { ...SECURITY, accountId: '333333333333' };

describe('askText', () => {
  it('names the type and the account when there is one change', () => {
    expect(askText(pendingRecord())).toBe('change the SECURITY contact of account 222222222222 (Payments)');
  });

  it('says set or remove when every change does', () => {
    const asked = (differences: object) => askText(pendingRecord({ plan: [plannedChange(differences)] }));
    expect(asked({ before: null })).toBe('set the SECURITY contact of account 222222222222 (Payments)');
    expect(asked({ after: null })).toBe('remove the SECURITY contact of account 222222222222 (Payments)');
  });

  it('counts the accounts when one type changes in several', () => {
    const plan = [plannedChange(), plannedChange(OTHER_ACCOUNT)];
    expect(askText(pendingRecord({ plan }))).toBe('change the SECURITY contact of 2 accounts');
  });

  it('counts the contacts when several types change', () => {
    const plan = [plannedChange(), plannedChange({ ...BILLING, after: null })];
    expect(askText(pendingRecord({ plan }))).toBe('change 2 contacts in account 222222222222 (Payments)');
    expect(askText(pendingRecord({ plan: [...plan, plannedChange(OTHER_ACCOUNT)] }))).toBe(
      'change 3 contacts in 2 accounts',
    );
  });

  it('names the requested changes when there is no plan, or nothing to change', () => {
    const request = changeRequest({ changes: [deleteChange()] });
    expect(askText(receivedRecord({ request }))).toBe('remove the BILLING contact of account 222222222222 (Payments)');
    expect(askText(pendingRecord({ plan: [] }))).toBe('change the SECURITY contact of account 222222222222 (Payments)');
    const both = changeRequest({ changes: [putChange(), deleteChange()] });
    expect(askText(receivedRecord({ request: both }))).toBe('change 2 contacts in account 222222222222 (Payments)');
  });

  it('leaves out what is no longer asked for while there is no plan that says so', () => {
    const request = changeRequest({ changes: [putChange(), deleteChange()] });
    const plan = [plannedChange(), plannedChange({ ...BILLING, after: null })];
    const { history } = pendingRecord({ request, plan });
    expect(askText(recordOf([...history, changesWithdrawn()]))).toBe(
      'change the SECURITY contact of account 222222222222 (Payments)',
    );
  });

  it('names what was requested when none of it is asked for any more', () => {
    const contacts = [SECURITY];
    expect(askText(recordOf([...pendingRecord().history, changesWithdrawn({ contacts })]))).toBe(
      'change the SECURITY contact of account 222222222222 (Payments)',
    );
  });

  it('shortens the name of an account', () => {
    const accounts = [account({ name: 'An account with a name of fifty characters in all' })];
    expect(askText(recordOf([requested({ accounts }), planned()]))).toBe(
      'change the SECURITY contact of account 222222222222 (An account with a name of fif…)',
    );
  });
});

describe('shortAskText', () => {
  it('names the type and the account', () => {
    expect(shortAskText(pendingRecord())).toBe('SECURITY contact of 222222222222 (Payments)');
  });

  it('says removal when the contact is removed', () => {
    const plan = [plannedChange({ after: null })];
    expect(shortAskText(pendingRecord({ plan }))).toBe('Removal of SECURITY contact of 222222222222 (Payments)');
  });

  it('counts the contacts when several types change', () => {
    const plan = [plannedChange(), plannedChange(BILLING)];
    expect(shortAskText(pendingRecord({ plan }))).toBe('2 contacts in 222222222222 (Payments)');
  });
});

describe('what a campaign asks for', () => {
  it.each([
    [campaignRecord(), 'change 9,900 contacts in 5,000 accounts', '9,900 contacts in 5,000 accounts'],
    [
      campaignRecord([], { count: 12, accounts: 12, removed: 12 }),
      'remove 12 contacts in 12 accounts',
      'Removal of 12 contacts in 12 accounts',
    ],
    [campaignRecord([], { count: 0, accounts: 0 }), 'change 10,000 contacts', '10,000 contacts'],
    [recordOf([requested({ request: campaignRequest() })]), 'change 10,000 contacts', '10,000 contacts'],
  ])('is told by what is known of it (%#)', (record, text, shortText) => {
    expect(askText(record)).toBe(text);
    expect(shortAskText(record)).toBe(shortText);
  });
});

describe('sourceTerm and sourceText', () => {
  it.each([
    ['Ticket', 'jira OPS-42', { system: 'jira', reference: 'OPS-42' }],
    ['Source', 'organization', { system: 'organization' }],
  ])('are %s and %s when the request comes from %j', (term, text, source) => {
    const record = pendingRecord({ request: changeRequest({ source }) });
    expect([sourceTerm(record), sourceText(record)]).toEqual([term, text]);
  });
});
