import { describe, expect, it } from 'vitest';
import type { RequestStatus } from '../../../functions/domain/request.ts';
import { type StatusChange, statusChange } from '../../../functions/domain/status-event.ts';
import { ticketComment } from '../../../functions/domain/ticket-comment.ts';
import validate from '../../../schemas/compiled/ticket-comment.js';
import { BILLING, pendingRecord, REQUEST_ID, REQUESTER, SECURITY, VOTED_AT } from '../builders.ts';
import { CONTACT_DETAILS } from '../functions/invoke.ts';

const news = {
  INVALID: 'The change request is not valid. Nothing was changed.',
  UNCHANGED: 'Every contact is as requested already. Nothing was changed.',
  PENDING_APPROVAL: 'The change request waits for approval. The approvers have been asked by mail.',
  REJECTED: 'The change request was rejected. Nothing was changed.',
  EXPIRED: 'Nobody decided on the change request in time. Nothing was changed.',
  CANCELLED: 'The change request was cancelled. Nothing was changed.',
  APPLIED: 'The change request was approved and applied.',
  PARTIALLY_APPLIED: 'The change request was approved, but not all of it could be applied.',
  FAILED: 'The change request failed. No contact was changed.',
} satisfies Partial<Record<RequestStatus, string>>;

const STATUSES: RequestStatus[] = [
  ...(['INVALID', 'UNCHANGED', 'PENDING_APPROVAL', 'REJECTED', 'EXPIRED', 'CANCELLED'] as const),
  ...(['APPLIED', 'PARTIALLY_APPLIED', 'FAILED'] as const),
];

const changed = (differences: Partial<StatusChange> = {}): StatusChange => ({
  requestId: REQUEST_ID,
  status: 'APPLIED',
  previousStatus: 'APPROVED',
  requestedBy: REQUESTER,
  source: { system: 'jira', reference: 'OPS-42', url: 'https://example.atlassian.net/browse/OPS-42' },
  occurredAt: VOTED_AT,
  changes: [
    { ...SECURITY, status: 'APPLIED' },
    { ...BILLING, status: 'UNCHANGED' },
  ],
  ...differences,
});

describe('ticketComment', () => {
  it('tells status, ticket and contacts, and of a contact what became of it when that is something else', () => {
    expect(ticketComment(changed())).toEqual({
      request: { requestId: REQUEST_ID, status: 'APPLIED' },
      source: { system: 'jira', reference: 'OPS-42', url: 'https://example.atlassian.net/browse/OPS-42' },
      ticket: ['OPS-42'],
      text: [
        'The change request was approved and applied.',
        '- 222222222222/SECURITY',
        '- 222222222222/BILLING: UNCHANGED',
        `Request: ${REQUEST_ID}`,
      ].join('\n'),
    });
  });

  it.each(Object.entries(news))('begins with the news when the request is %s', (status, text) => {
    const comment = ticketComment(changed({ status: STATUSES.find((known) => known === status) ?? 'RECEIVED' }));
    expect(comment?.request.status).toBe(status);
    expect(comment?.text.split('\n')[0]).toBe(text);
  });

  it.each(['RECEIVED', 'APPROVED', 'DUPLICATE'] as const)('is nothing when the request is %s', (status) => {
    expect(ticketComment(changed({ status }), ['a reason'])).toBeUndefined();
  });

  it.each([null, {}, { system: 'cli' }, { system: 'cli', reference: '' }, { url: 'https://example.com' }])(
    'is nothing when the request comes from no ticket: %j',
    (source) => {
      expect(ticketComment(changed({ source }))).toBeUndefined();
    },
  );

  it.each([
    { reference: 'OPS-42', ticket: ['OPS-42'] },
    { reference: 'octo-org/accounts#17', ticket: ['octo-org', 'accounts', '17'] },
    {
      reference: 'CHG0030001/9d385017c611228701d22104cc95c371',
      ticket: ['CHG0030001', '9d385017c611228701d22104cc95c371'],
    },
    { reference: '4711', ticket: ['4711'] },
    { reference: '/', ticket: ['', ''] },
  ])('names the parts $ticket when the reference is $reference', ({ reference, ticket }) => {
    expect(ticketComment(changed({ source: { system: 'jira', reference } }))?.ticket).toEqual(ticket);
  });

  it('names the error of a change in place of its status when it has one', () => {
    const error = 'AccessDeniedException: no permission';
    const changes = [{ ...SECURITY, status: 'FAILED' as const, error }];
    expect(
      ticketComment(changed({ status: 'FAILED', changes }))
        ?.text.split('\n')
        .slice(1, -1),
    ).toEqual([`- 222222222222/SECURITY: ${error}`]);
  });

  it('tells the reasons and not the changes when the request is INVALID', () => {
    const comment = ticketComment(changed({ status: 'INVALID' }), ['/reason is required', '/changes/0 is wrong']);
    expect(comment?.text.split('\n').slice(1)).toEqual([
      '- /reason is required',
      '- /changes/0 is wrong',
      `Request: ${REQUEST_ID}`,
    ]);
  });

  it('tells the reasons before the changes when there are both', () => {
    const comment = ticketComment(changed({ status: 'REJECTED' }), ['not this one']);
    expect(comment?.text.split('\n').slice(1, 3)).toEqual(['- not this one', '- 222222222222/SECURITY: APPLIED']);
  });

  it('says that there is no requestId when an invalid request names none', () => {
    const comment = ticketComment(changed({ status: 'INVALID', requestId: null }));
    expect(comment?.request.requestId).toBeNull();
    expect(comment?.text).toMatch(/\nRequest: without a requestId$/);
  });

  it.each(STATUSES)('holds no detail of a contact, no address and no token when the request is %s', (status) => {
    const record = pendingRecord({ status });
    const text = JSON.stringify(ticketComment(statusChange(record, null, VOTED_AT)));
    expect(text).toContain('OPS-42');
    for (const secret of [...CONTACT_DETAILS, REQUESTER, 'token-of-the-task']) expect(text).not.toContain(secret);
  });

  it('ends after 5,000 characters, as its schema asks, when 100 changes fail at length', () => {
    const changes = Array.from({ length: 100 }, (_, index) => ({
      ...SECURITY,
      accountId: String(900_000_000_000 + index),
      status: 'FAILED' as const,
      error: `ValidationException: ${'x'.repeat(479)}`,
    }));
    const comment = ticketComment(changed({ status: 'FAILED', changes }));
    expect(comment?.text).toHaveLength(5000);
    expect(comment?.text).toMatch(/^The change request failed\. No contact was changed\.\n- 900000000000\/SECURITY: /);
    expect(validate(comment)).toBe(true);
  });
});
