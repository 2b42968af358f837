import { describe, expect, it } from 'vitest';
import type { RequestStatus } from '../../../functions/domain/request/request.ts';
import { approverNextStepText, nextStepText } from '../../../functions/wording/next-step.ts';
import { campaignCounts } from '../campaign-builders.ts';

describe('nextStepText', () => {
  it.each<[RequestStatus, string]>([
    ['REJECTED', 'If the change is still needed, talk to the approver, then send a new request.'],
    ['EXPIRED', 'If the change is still needed, send a new request.'],
    ['INVALID', 'Correct the problems listed here, then send the request again.'],
    ['PARTIALLY_APPLIED', 'Once the cause is fixed, send a new request for the missing changes.'],
    ['FAILED', 'Once the cause is fixed, send a new request.'],
  ])('says what requesters can do when the request is %s', (status, text) => {
    expect(nextStepText({ status })).toBe(text);
  });

  it('asks for nothing of a campaign of which nothing is missing but what somebody cancelled', () => {
    expect(nextStepText({ status: 'PARTIALLY_APPLIED', counts: campaignCounts({ cancelled: 3 }) })).toBe('');
    expect(nextStepText({ status: 'PARTIALLY_APPLIED', counts: campaignCounts({ conflicts: 1 }) })).toContain(
      'missing',
    );
  });

  it('says who can help when too few approvers could be reached', () => {
    expect(nextStepText({ status: 'EXPIRED', expiredBecause: 'tooFewApproversReachable' })).toBe(
      'Ask the team that runs this service to correct the addresses, then send a new request.',
    );
  });

  it.each(['RECEIVED', 'PENDING_APPROVAL', 'APPROVED', 'APPLIED', 'UNCHANGED', 'CANCELLED', 'DUPLICATE'] as const)(
    'is empty when there is nothing to do: %s',
    (status) => {
      expect(nextStepText({ status })).toBe('');
    },
  );
});

describe('approverNextStepText', () => {
  const cancellation = { by: 'workflow', at: '2026-06-01T12:00:00.000Z', comment: '' };

  it('says that another mail comes when a newer request took the place of this one', () => {
    const because = { kind: 'superseded', requestKey: 'jira/jira-2' } as const;
    expect(approverNextStepText({ cancellation: { ...cancellation, because } })).toBe(
      'If you are to decide on the newer request, you get a separate mail about it.',
    );
  });

  it('is empty when there is no newer request', () => {
    expect(approverNextStepText({ cancellation: { ...cancellation, because: { kind: 'takenBack' } } })).toBe('');
    expect(approverNextStepText({ cancellation })).toBe('');
    expect(approverNextStepText({})).toBe('');
  });
});
