import { describe, expect, it } from 'vitest';
import { baselineOrigin, originOf, ticketOrigin } from '../../../../functions/domain/request/origin.ts';
import { ACCOUNT_ID, changeRequest } from '../../builders.ts';

const originated = (
  source: { system: string; reference?: string },
  provenBy: 'signature' | 'claimed' = 'signature',
) => ({
  request: changeRequest({ source }),
  provenBy,
});
const jira = { system: 'jira', reference: 'OPS-42' };

describe('originOf', () => {
  it('is the same for requests of one ticket that are known in the same way', () => {
    expect(originOf(originated(jira))).toBe(originOf(originated(jira)));
    expect(originOf(originated(jira))).toBe(ticketOrigin('signature', 'jira', 'OPS-42'));
  });

  it.each([
    { what: 'another ticket', other: originated({ ...jira, reference: 'OPS-4' }) },
    { what: 'another system', other: originated({ ...jira, system: 'zendesk' }) },
    { what: 'who only claims to be the ticket', other: originated(jira, 'claimed') },
    { what: 'the baseline of an account', other: originated({ system: 'organization', reference: 'OPS-42' }) },
  ])('differs for $what', ({ other }) => {
    expect(originOf(other)).not.toBe(originOf(originated(jira)));
  });

  it('differs for two people who sign in and name the same ticket, and is the same for one of them', () => {
    const asked = (requestedBy: string) =>
      originOf({
        request: changeRequest({ requestedBy, source: { system: 'cli', reference: 'OPS-42' } }),
        provenBy: 'iam',
      });
    expect(asked('jane@example.com')).not.toBe(asked('bob@example.com'));
    expect(asked('jane@example.com')).toBe(asked('Jane@example.com'));
  });

  it('is the same when the system is written in upper case, as its key is', () => {
    expect(originOf(originated({ ...jira, system: 'JIRA' }))).toBe(originOf(originated(jira)));
  });

  it('is none without a ticket', () => {
    expect(originOf(originated({ system: 'jira' }))).toBeUndefined();
  });

  it('is the account for a request of the workflow itself, whatever it refers to', () => {
    expect(originOf(originated({ system: 'organization' }))).toBe(baselineOrigin(ACCOUNT_ID));
  });
});
