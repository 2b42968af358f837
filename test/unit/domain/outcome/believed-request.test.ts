import { describe, expect, it } from 'vitest';
import { believedRequest } from '../../../../functions/domain/outcome/believed-request.ts';
import { changeRequest, REQUEST_ID, REQUESTER } from '../../builders.ts';

const policy = { sources: { jira: { proof: { kind: 'zendesk' as const }, mapping: '$' } } };
const source = { system: 'jira', reference: 'OPS-42' };
const detail = { ...changeRequest({ source }) };
const reserved = { pointer: '/source/system', code: 'reservedSource', message: 'is reserved' } as const;

describe('believedRequest', () => {
  it('is what was asked when the webhook of the system has brought it', () => {
    const asked = { requestId: REQUEST_ID, requestedBy: REQUESTER, source };
    expect(believedRequest({ source: 'alternate-contacts.webhooks', detail }, policy)).toEqual(asked);
  });

  it.each<{ what: string; state: Parameters<typeof believedRequest>[0] }>([
    { what: 'came from anybody', state: { source: 'alternate-contacts', detail } },
    {
      what: 'was found to have no proof',
      state: { source: 'alternate-contacts.webhooks', detail, reasons: [reserved] },
    },
    { what: 'is broken besides', state: { source: 'alternate-contacts', detail: { source } } },
  ])('has no source when the request speaks for a ticket system and $what', ({ state }) => {
    expect(believedRequest(state, policy).source).toBeNull();
  });

  it("keeps the source of a system that is nobody else's, and of what the workflow itself asks for", () => {
    const portal = { ...changeRequest({ source: { system: 'portal' } }) };
    expect(believedRequest({ source: 'alternate-contacts', detail: portal }, policy).source).toEqual(portal.source);
    const baseline = { ...changeRequest({ source: { system: 'organization' } }) };
    expect(believedRequest({ detail: baseline }, policy).source).toEqual(baseline.source);
  });

  it("is nobody's when the event holds no request", () => {
    const nobody = { requestId: null, requestedBy: null, source: null };
    expect(believedRequest({ source: 'aws.organizations', detail: { eventName: 'MoveAccount' } }, policy)).toEqual(
      nobody,
    );
    expect(believedRequest({}, policy)).toEqual(nobody);
  });
});
