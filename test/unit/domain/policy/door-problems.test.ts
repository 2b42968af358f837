import { describe, expect, it } from 'vitest';
import { checkAtDoor, ticketSystemClaimed } from '../../../../functions/domain/policy/door-problems.ts';
import { changeRequest, putChange } from '../../builders.ts';

const policy = { allowedEmailDomains: ['example.com'] };

describe('checkAtDoor', () => {
  it('returns the request when nothing is wrong with it', () => {
    expect(checkAtDoor(changeRequest(), policy)).toEqual({ request: changeRequest() });
  });

  it.each([
    { what: 'it breaks the schema', request: { ...changeRequest(), reason: '' }, pointer: '/reason' },
    { what: 'it is no object', request: null, pointer: '' },
    {
      what: 'it has a contact twice',
      request: changeRequest({ changes: [putChange(), putChange()] }),
      pointer: '/changes/1',
    },
    {
      what: 'it claims to come from the workflow',
      request: changeRequest({ source: { system: 'organization' } }),
      pointer: '/source/system',
    },
  ])('returns where the problem is when $what', ({ request, pointer }) => {
    expect(checkAtDoor(request, policy)).toMatchObject({ problems: [{ pointer }] });
  });

  it('finds e-mail addresses outside the allowed domains', () => {
    expect(checkAtDoor(changeRequest(), { allowedEmailDomains: ['example.org'] })).toMatchObject({
      problems: [{ code: 'emailDomainNotAllowed' }],
    });
  });
});

describe('ticketSystemClaimed', () => {
  const sources = { jira: { proof: { kind: 'zendesk' as const }, mapping: '$' } };

  it('refuses the name of a ticket source', () => {
    expect(ticketSystemClaimed(changeRequest(), { sources })).toEqual([
      { pointer: '/source/system', code: 'reservedSource' },
    ]);
  });

  it('refuses a name that only differs in its letter case, because people would take it for the ticket source', () => {
    const request = changeRequest({ source: { system: 'JIRA' } });
    expect(ticketSystemClaimed(request, { sources })).toMatchObject([{ code: 'reservedSource' }]);
  });

  it.each(['cli', 'constructor'])('accepts the system %s, which is none', (system) => {
    expect(ticketSystemClaimed(changeRequest({ source: { system } }), { sources })).toEqual([]);
  });
});
