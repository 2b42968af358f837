import { describe, expect, it } from 'vitest';
import { evolve } from '../../../../functions/domain/ledger/evolve.ts';
import { answerRepetition } from '../../../../functions/domain/outcome/repeated-request.ts';
import {
  ENDED_AT,
  ended,
  pendingRecord,
  receivedRecord,
  recordWith,
  rejected,
  repetitionAnswered,
} from '../../builders.ts';

const AT = '2026-06-02T12:00:00.000Z';
const answer = [{ type: 'RepetitionAnswered', at: AT, by: 'workflow' }];
const rejectedRecord = recordWith(rejected(), ended('REJECTED'));

describe('answerRepetition', () => {
  it.each(['INVALID', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED', 'PARTIALLY_APPLIED'] as const)(
    'answers when the request has ended %s',
    (status) => {
      expect(answerRepetition(recordWith(ended(status)), true, AT)).toEqual(answer);
    },
  );

  it.each(['APPLIED', 'UNCHANGED'] as const)(
    'answers nothing when the request has ended %s, as was wanted',
    (status) => {
      expect(answerRepetition(recordWith(ended(status)), true, AT)).toEqual([]);
    },
  );

  it.each([
    { what: 'is being planned', record: receivedRecord() },
    { what: 'waits for votes', record: pendingRecord() },
    { what: 'is decided, but not ended', record: recordWith(rejected()) },
  ])('answers nothing while the request $what', ({ record }) => {
    expect(answerRepetition(record, true, AT)).toEqual([]);
  });

  it.each([
    { hours: 23.9, answers: 0 },
    { hours: 24, answers: 1 },
  ])('answers $answers times when the last answer was $hours hours ago', ({ hours, answers }) => {
    const answered = evolve(rejectedRecord, repetitionAnswered({ at: ENDED_AT }));
    const at = new Date(Date.parse(ENDED_AT) + hours * 3_600_000).toISOString();
    expect(answerRepetition(answered, true, at)).toHaveLength(answers);
  });

  it('answers whom somebody else has taken the id from, whatever became of that request, once a day', () => {
    expect(answerRepetition(pendingRecord(), false, AT)).toEqual(answer);
    expect(answerRepetition(evolve(pendingRecord(), repetitionAnswered({ at: AT })), false, AT)).toEqual([]);
  });

  it('counts from the latest answer', () => {
    const twice = [repetitionAnswered({ at: ENDED_AT }), repetitionAnswered({ at: AT })].reduce(evolve, rejectedRecord);
    expect(answerRepetition(twice, true, AT)).toEqual([]);
  });
});
