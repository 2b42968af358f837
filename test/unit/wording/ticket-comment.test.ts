import { describe, expect, it } from 'vitest';
import { statusChange } from '../../../functions/domain/outcome/status-event.ts';
import type { RequestStatus } from '../../../functions/domain/request/request.ts';
import { repeatedComment, ticketComment } from '../../../functions/wording/ticket-comment.ts';
import type { StatusEvent } from '../../../schemas/compiled/status-event.js';
import validate from '../../../schemas/compiled/ticket-comment.js';
import {
  APPROVER,
  account,
  BILLING,
  cancelled,
  changeRequest,
  ended,
  pendingRecord,
  REQUEST_ID,
  REQUESTER,
  recordWith,
  rejected,
  SECURITY,
  VOTED_AT,
  vote,
} from '../builders.ts';
import { CONTACT_DETAILS } from '../functions/invoke.ts';

/** What a ticket is told first, for every status; nothing where it is no news for the ticket. */
const NEWS: Record<RequestStatus, string | undefined> = {
  RECEIVED: undefined,
  APPROVED: undefined,
  DUPLICATE: undefined,
  INVALID: 'Alternate contact change: not accepted. The request is not valid. Nothing was changed.',
  UNCHANGED: 'Alternate contact change: nothing to change. Every contact was already as requested.',
  PENDING_APPROVAL:
    'Alternate contact change: waiting for approval. The approvers have been notified. Nothing has been changed yet.',
  REJECTED: 'Alternate contact change: rejected. Nothing was changed.',
  EXPIRED: 'Alternate contact change: expired. The request was not approved in time. Nothing was changed.',
  CANCELLED: 'Alternate contact change: cancelled. Nothing was changed.',
  APPLIED: 'Alternate contact change: applied. Every change is in place.',
  PARTIALLY_APPLIED: 'Alternate contact change: partially applied. Some changes are in place, others are not.',
  FAILED: 'Alternate contact change: failed. The changes could not be applied.',
};

const STATUSES = Object.keys(NEWS).filter((status): status is RequestStatus => status in NEWS);
const TOLD = STATUSES.filter((status) => NEWS[status] !== undefined);

const changed = (differences: Partial<StatusEvent> = {}): StatusEvent => ({
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

function linesOf(change: StatusEvent, because?: Parameters<typeof ticketComment>[1]): string[] {
  return ticketComment(change, because)?.text.split('\n') ?? [];
}

describe('ticketComment', () => {
  it('names status, ticket and contacts, and what became of a contact where that differs', () => {
    expect(ticketComment(changed())).toEqual({
      request: { requestId: REQUEST_ID, status: 'APPLIED' },
      source: { system: 'jira', reference: 'OPS-42', url: 'https://example.atlassian.net/browse/OPS-42' },
      ticket: ['OPS-42'],
      text: [
        'Alternate contact change: applied. Every change is in place.',
        '- SECURITY contact of 222222222222',
        '- BILLING contact of 222222222222: nothing to change',
        `Request: ${REQUEST_ID}`,
      ].join('\n'),
    });
  });

  it.each(TOLD)('begins with the news when the request is %s', (status) => {
    expect(ticketComment(changed({ status }))?.request.status).toBe(status);
    expect(linesOf(changed({ status }))[0]).toBe(NEWS[status]);
  });

  it.each(['RECEIVED', 'APPROVED', 'DUPLICATE'] as const)('is nothing when the request is %s', (status) => {
    expect(NEWS[status]).toBeUndefined();
    expect(ticketComment(changed({ status }), { rejections: [vote()] })).toBeUndefined();
  });

  it.each([null, {}, { system: 'cli' }, { system: 'cli', reference: '' }, { url: 'https://example.com' }])(
    'is nothing when the request has no ticket: %j',
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
  ])('has the parts $ticket when the reference is $reference', ({ reference, ticket }) => {
    expect(ticketComment(changed({ source: { system: 'jira', reference } }))?.ticket).toEqual(ticket);
  });

  it('names the error of a change in place of its status when it has one', () => {
    const error = 'AccessDeniedException: no permission';
    const changes = [{ ...SECURITY, status: 'FAILED' as const, error }];
    expect(linesOf(changed({ status: 'FAILED', changes })).slice(1, -1)).toEqual([
      `- SECURITY contact of 222222222222: ${error}`,
    ]);
  });

  it('says that AWS has taken a change that it does not show yet', () => {
    const changes = [
      { ...SECURITY, status: 'APPLIED' as const, confirmed: false as const },
      { ...BILLING, status: 'APPLIED' as const },
    ];
    expect(linesOf(changed({ changes })).slice(0, -1)).toEqual([
      'Alternate contact change: applied. AWS has taken every change; not all of them are visible yet.',
      '- SECURITY contact of 222222222222: AWS has taken the change; it is not visible yet.',
      '- BILLING contact of 222222222222',
    ]);
  });

  it('names accounts with their place where that is known', () => {
    expect(linesOf(changed(), { accounts: [account()] })).toContain(
      '- SECURITY contact of 222222222222 (Payments, Root / Production)',
    );
  });

  it('names the reasons and not the changes when the request is INVALID', () => {
    const reasons = ['Reason is required', 'Change 1 is not valid'];
    expect(linesOf(changed({ status: 'INVALID' }), { reasons }).slice(1)).toEqual([
      '- Reason is required',
      '- Change 1 is not valid',
      `Request: ${REQUEST_ID}`,
    ]);
  });

  it('says why it was rejected, and not by whom, before the changes when the request is REJECTED', () => {
    const rejections = [vote(APPROVER, { decision: 'reject', comment: 'not this one' })];
    const changes = [{ ...SECURITY, status: 'REJECTED' as const }];
    expect(linesOf(changed({ status: 'REJECTED', changes }), { rejections }).slice(1, 3)).toEqual([
      '- An approver: not this one',
      '- SECURITY contact of 222222222222',
    ]);
  });

  it.each(['EXPIRED', 'CANCELLED', 'PENDING_APPROVAL'] as const)(
    'keeps to itself what approvers wrote when the request is %s, because their form said so',
    (status) => {
      const rejections = [vote(APPROVER, { decision: 'reject', comment: 'not this one' })];
      expect(linesOf(changed({ status }), { rejections }).join()).not.toContain('not this one');
    },
  );

  it('says that there is no requestId when an invalid request has none', () => {
    const comment = ticketComment(changed({ status: 'INVALID', requestId: null }));
    expect(comment?.request.requestId).toBeNull();
    expect(comment?.text).toMatch(/\nThe request has no requestId\.$/);
  });

  it.each(TOLD)('has no detail of a contact, no address and no token when the request is %s', (status) => {
    const record = pendingRecord({ status });
    const text = JSON.stringify(ticketComment(statusChange(record, null, VOTED_AT)));
    expect(text).toContain('OPS-42');
    for (const secret of [...CONTACT_DETAILS, REQUESTER, 'token-of-the-task']) expect(text).not.toContain(secret);
  });

  it('ends after 5,000 characters, as its schema requires, when 100 changes fail at length', () => {
    const changes = Array.from({ length: 100 }, (_, index) => ({
      ...SECURITY,
      accountId: String(900_000_000_000 + index),
      status: 'FAILED' as const,
      error: `ValidationException: ${'x'.repeat(479)}`,
    }));
    const comment = ticketComment(changed({ status: 'FAILED', changes }));
    expect(comment?.text).toHaveLength(5000);
    expect(comment?.text).toMatch(
      /^Alternate contact change: failed\. The changes could not be applied\.\n- SECURITY contact of 900000000000: /,
    );
    expect(validate(comment)).toBe(true);
  });
});

describe('repeatedComment', () => {
  it('says how and when the request has ended, and what to do', () => {
    const comment = repeatedComment(recordWith(rejected(), ended('REJECTED')));
    expect(validate(comment), JSON.stringify(validate.errors)).toBe(true);
    expect(comment).toMatchObject({ request: { requestId: REQUEST_ID, status: 'REJECTED' }, ticket: ['OPS-42'] });
    expect(comment?.text).toBe(
      `Alternate contact change: already rejected on 1 Jun 2026, 12:05 UTC. Change the request to ask again.\nRequest: ${REQUEST_ID}`,
    );
  });

  it('says what has replaced the request when it was superseded', () => {
    const because = { kind: 'superseded', requestKey: 'jira/jira-OPS-42-10125' } as const;
    const comment = repeatedComment(recordWith(cancelled({ because }), ended('CANCELLED')));
    expect(comment?.text).toContain('UTC. Superseded by jira-OPS-42-10125. Change the request to ask again.');
  });

  it('is none for a request without a ticket', () => {
    expect(repeatedComment(pendingRecord({ request: changeRequest({ source: { system: 'cli' } }) }))).toBeUndefined();
  });
});

describe('the comment about a campaign', () => {
  const figures = { count: 10_000, applied: 9880, failed: 12, conflicts: 5, cancelled: 3 };
  const textOf = (differences: Partial<StatusEvent>) => ticketComment(changed({ changes: [], ...differences }))?.text;

  it('says how much is asked for while it waits', () => {
    expect(textOf({ status: 'PENDING_APPROVAL', changeSet: { count: 10_000 } })).toContain('\n- 10,000 changes\n');
  });

  it('counts what became of its changes, and says where each is', () => {
    expect(textOf({ status: 'PARTIALLY_APPLIED', changeSet: figures })).toContain(
      '\n- 9,880 changes applied, 12 failed, 5 conflicts, 3 cancelled. The page of the requester says what became of each\n',
    );
  });

  it('only says why when it is not accepted', () => {
    expect(textOf({ status: 'INVALID', changeSet: { count: 10_000 } })).not.toContain('10,000');
  });
});
