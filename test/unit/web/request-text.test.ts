import { describe, expect, it } from 'vitest';
import { askText, httpsUrl, shortAskText, sourceTerm } from '../../../functions/web/request-text.ts';
import { NEW_CONTACT, OLD_CONTACT, pendingRecord } from './web-samples.ts';

const CHANGE = { alternateContactType: 'SECURITY', before: OLD_CONTACT, after: NEW_CONTACT } as const;

describe('askText', () => {
  it('names the contact and the account when there is one change', () => {
    expect(askText(pendingRecord())).toBe('change the SECURITY contact of account 222222222222');
  });

  it('says set or remove when every change does', () => {
    const plan = [{ ...CHANGE, accountId: '222222222222' }];
    expect(askText(pendingRecord({ plan: plan.map((change) => ({ ...change, before: null })) }))).toMatch(/^set the/);
    expect(askText(pendingRecord({ plan: plan.map((change) => ({ ...change, after: null })) }))).toMatch(/^remove the/);
  });

  it('counts the accounts when one type changes in several', () => {
    const plan = ['222222222222', '333333333333'].map((accountId) => ({ ...CHANGE, accountId }));
    expect(askText(pendingRecord({ plan }))).toBe('change the SECURITY contact of 2 accounts');
  });

  it('counts the contacts when several types change in one account', () => {
    const change = { ...CHANGE, accountId: '222222222222' };
    const plan = [change, { ...change, alternateContactType: 'BILLING', after: null } as const];
    expect(askText(pendingRecord({ plan }))).toBe('change 2 contacts of account 222222222222');
  });

  it('tells the changes of the request when nothing remains to be changed', () => {
    expect(askText(pendingRecord({ plan: [] }))).toBe('change the SECURITY contact of account 222222222222');
  });
});

describe('shortAskText', () => {
  it('says removal when the contact is removed', () => {
    const plan = [{ ...CHANGE, accountId: '222222222222', after: null }];
    expect(shortAskText(pendingRecord({ plan }))).toBe('Removal of SECURITY contact of 222222222222');
  });
});

describe('httpsUrl', () => {
  it('accepts a URL when it is one of https', () => {
    expect(httpsUrl('https://tickets.example.net/OPS-42')?.href).toBe('https://tickets.example.net/OPS-42');
  });

  it.each([
    undefined,
    '',
    'http://tickets.example.net',
    'javascript:alert(1)',
    'data:text/html,x',
    '//tickets.example.net',
    'https://tickets.example.net@evil.example/',
    'https://',
  ])('refuses %s', (url) => {
    expect(httpsUrl(url)).toBeUndefined();
  });
});

describe('sourceTerm', () => {
  it.each([
    ['Ticket', { system: 'jira', reference: 'OPS-42' }],
    ['Source', { system: 'organization' }],
  ])('is %s when the request comes from %j', (term, source) => {
    const { request } = pendingRecord();
    expect(sourceTerm(pendingRecord({ request: { ...request, source } }))).toBe(term);
  });
});
