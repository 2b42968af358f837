import { describe, expect, it } from 'vitest';
import { checkAtDoor, foreignSystem } from '../../../../functions/domain/policy/door-problems.ts';
import { changeRequest, putChange } from '../../builders.ts';

const SENDER = { eventSource: 'alternate-contacts' };
const policy = { allowedEmailDomains: ['example.com'] };

describe('checkAtDoor', () => {
  it('returns the request when nothing is wrong with it', () => {
    expect(checkAtDoor(changeRequest({ source: { system: 'cli' } }), SENDER, policy)).toEqual({
      request: changeRequest({ source: { system: 'cli' } }),
    });
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
    expect(checkAtDoor(request, SENDER, policy)).toMatchObject({ problems: [{ pointer }] });
  });

  it('finds e-mail addresses outside the allowed domains', () => {
    expect(checkAtDoor(changeRequest(), SENDER, { allowedEmailDomains: ['example.org'] })).toMatchObject({
      problems: [{ code: 'emailDomainNotAllowed' }],
    });
  });
});

describe('foreignSystem', () => {
  const sources = { jira: { proof: { kind: 'zendesk' as const }, mapping: '$' } };
  const reserved = [{ pointer: '/source/system', code: 'reservedSource' }];
  const anybody = { eventSource: 'alternate-contacts' };
  const signed = { ...anybody, provenBy: 'iam' as const };
  const webhook = { eventSource: 'alternate-contacts.webhooks', provenBy: 'signature' as const };

  it.each(['jira', 'JIRA', 'Jira'])('refuses %s to everybody but its webhook', (system) => {
    for (const sender of [
      anybody,
      signed,
      { ...anybody, provenBy: 'signature' as const },
      { eventSource: undefined },
    ]) {
      expect(foreignSystem(system, sender, { sources })).toEqual(reserved);
    }
    expect(foreignSystem(system, webhook, { sources })).toEqual([]);
  });

  it.each(['organization', 'Organization', 'ORGANIZATION'])('refuses %s to everybody', (system) => {
    for (const sender of [anybody, signed, webhook])
      expect(foreignSystem(system, sender, { sources })).toEqual(reserved);
  });

  it.each([undefined, 'iam' as const, 'claimed' as const])(
    'refuses what came as by a webhook, of any system, when its proof is %s',
    (provenBy) => {
      for (const system of ['jira', 'cli', undefined]) {
        expect(foreignSystem(system, { ...webhook, provenBy }, { sources })).toEqual(reserved);
      }
    },
  );

  it('accepts what came by the webhook of a source that the policy has lost since', () => {
    expect(foreignSystem('jira', webhook, {})).toEqual([]);
  });

  it.each(['cli', 'constructor', 'jira2', undefined])("accepts the system %s, which is nobody else's", (system) => {
    expect(foreignSystem(system, anybody, { sources })).toEqual([]);
  });
});
