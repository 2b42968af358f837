import { describe, expect, it } from 'vitest';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import type { ChangeResult } from '../../../functions/domain/ledger/record.ts';
import type { ChangeStatus } from '../../../functions/domain/request/request.ts';
import { outcomeSentence, statusWords } from '../../../functions/wording/status.ts';
import { BILLING, pendingRecord, planOutdated, SECURITY, VOTED_AT } from '../builders.ts';
import { applyingCampaign } from '../campaign-builders.ts';

const CANCELLATION = { by: 'workflow', at: VOTED_AT, comment: '' };

/** Every status, and its words: tone, symbol, label and sentence. */
const WORDS: Record<ChangeStatus, string> = {
  RECEIVED: 'quiet … Received. The request is being checked.',
  PENDING_APPROVAL: 'quiet … Waiting for approval. The approvers have been notified. Nothing has been changed yet.',
  APPROVED: 'good ✓ Approved. The changes are being applied.',
  APPLIED: 'good ✓ Applied. Every change is in place.',
  PARTIALLY_APPLIED: 'bad ! Partially applied. Some changes are in place, others are not.',
  FAILED: 'bad ✗ Failed. The changes could not be applied.',
  CONFLICT: 'bad ! Conflict. The contact changed in the meantime, so it was left alone.',
  UNCHANGED: 'quiet = Nothing to change. Every contact was already as requested.',
  REJECTED: 'bad ✗ Rejected. Nothing was changed.',
  EXPIRED: 'quiet – Expired. The request was not approved in time. Nothing was changed.',
  CANCELLED: 'quiet – Cancelled. Nothing was changed.',
  INVALID: 'bad ✗ Not accepted. The request is not valid. Nothing was changed.',
  DUPLICATE: 'quiet = Duplicate. A request with this ID already exists. This one changed nothing.',
};

const STATUSES = ['RECEIVED', 'PENDING_APPROVAL', 'APPROVED', 'APPLIED', 'PARTIALLY_APPLIED', 'FAILED'] as const;

describe('statusWords', () => {
  it.each(Object.entries(WORDS))('puts %s into words', (status, line) => {
    const known = Object.keys(WORDS).find((each): each is ChangeStatus => each === status) ?? 'RECEIVED';
    const { tone, symbol, label, sentence } = statusWords(known);
    expect(`${tone} ${symbol} ${label}. ${sentence}`).toBe(line);
  });
});

describe('outcomeSentence', () => {
  it.each(STATUSES)('is the sentence of the status when nothing else is known: %s', (status) => {
    const record = pendingRecord({ status, applyingSince: VOTED_AT });
    expect(record.status).toBe(status);
    expect(outcomeSentence(record)).toBe(statusWords(status).sentence);
  });

  it('says why the request expired when too few approvers could be reached', () => {
    const expired = (expiredBecause: 'timeIsUp' | 'tooFewApproversReachable') =>
      outcomeSentence(pendingRecord({ status: 'EXPIRED', expiredBecause }));
    expect(expired('tooFewApproversReachable')).toBe('Too few approvers could be reached. Nothing was changed.');
    expect(expired('timeIsUp')).toBe(statusWords('EXPIRED').sentence);
  });

  it('does not claim that changes are being applied when they are only approved', () => {
    expect(outcomeSentence(pendingRecord({ status: 'APPROVED' }))).toBe('The changes are about to be applied.');
  });

  it('does not claim that the changes of a campaign are being applied when it may be held', () => {
    expect(outcomeSentence(applyingCampaign())).toBe(
      'The changes are applied one after the other, unless the campaign is held.',
    );
  });

  it('says why the request was cancelled when it was not its requester', () => {
    const because = { kind: 'superseded', requestKey: 'jira/jira-2' } as const;
    const record = pendingRecord({ status: 'CANCELLED', cancellation: { ...CANCELLATION, because } });
    expect(outcomeSentence(record)).toBe('Superseded by jira-2. Nothing was changed.');
    expect(outcomeSentence(pendingRecord({ status: 'CANCELLED', cancellation: CANCELLATION }))).toBe(
      'Nothing was changed.',
    );
  });

  it('says that nobody can decide while the plan is outdated', () => {
    const text = outcomeSentence(recordOf([...pendingRecord().history, planOutdated()]));
    expect(text).toMatch(/^Request cli-2 was approved first, .* Its approvers will be asked again\. Nothing has been/);
  });

  it('says that a change is not visible yet when AWS has only acknowledged it', () => {
    const unconfirmed = { ...SECURITY, status: 'APPLIED', confirmed: false } as const;
    const sentenceOf = (results: ChangeResult[]) =>
      outcomeSentence({ ...pendingRecord({ status: 'APPLIED' }), results });
    expect(sentenceOf([unconfirmed])).toBe('AWS has taken the change; it is not visible yet.');
    expect(sentenceOf([unconfirmed, { ...BILLING, status: 'APPLIED' }])).toBe(
      'AWS has taken every change; not all of them are visible yet.',
    );
  });
});
