import { describe, expect, it } from 'vitest';
import { evolve } from '../../../../functions/domain/ledger/evolve.ts';
import { redacted } from '../../../../functions/domain/ledger/redacted.ts';
import { answerRepetition, contestId, isRepetition } from '../../../../functions/domain/outcome/repeated-request.ts';
import {
  BILLING,
  changeRequest,
  deleteChange,
  ENDED_AT,
  ended,
  idContested,
  NEW_CONTACT,
  OLD_CONTACT,
  pendingRecord,
  putChange,
  REQUESTER,
  receivedRecord,
  recordWith,
  rejected,
  repetitionAnswered,
  SECURITY,
} from '../../builders.ts';

const AT = '2026-06-02T12:00:00.000Z';
const answer = [{ type: 'RepetitionAnswered', at: AT, by: 'workflow' }];
const rejectedRecord = recordWith(rejected(), ended('REJECTED'));

describe('answerRepetition', () => {
  it.each(['INVALID', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED', 'PARTIALLY_APPLIED'] as const)(
    'answers when the request has ended %s',
    (status) => {
      expect(answerRepetition(recordWith(ended(status)), AT)).toEqual(answer);
    },
  );

  it.each(['APPLIED', 'UNCHANGED'] as const)(
    'answers nothing when the request has ended %s, as was wanted',
    (status) => {
      expect(answerRepetition(recordWith(ended(status)), AT)).toEqual([]);
    },
  );

  it.each([
    { what: 'is being planned', record: receivedRecord() },
    { what: 'waits for votes', record: pendingRecord() },
    { what: 'is decided, but not ended', record: recordWith(rejected()) },
  ])('answers nothing while the request $what', ({ record }) => {
    expect(answerRepetition(record, AT)).toEqual([]);
  });

  it.each([
    { hours: 23.9, answers: 0 },
    { hours: 24, answers: 1 },
  ])('answers $answers times when the last answer was $hours hours ago', ({ hours, answers }) => {
    const answered = evolve(rejectedRecord, repetitionAnswered({ at: ENDED_AT }));
    const at = new Date(Date.parse(ENDED_AT) + hours * 3_600_000).toISOString();
    expect(answerRepetition(answered, at)).toHaveLength(answers);
  });

  it('counts from the latest answer', () => {
    const twice = [repetitionAnswered({ at: ENDED_AT }), repetitionAnswered({ at: AT })].reduce(evolve, rejectedRecord);
    expect(answerRepetition(twice, AT)).toEqual([]);
  });
});

describe('isRepetition', () => {
  const first = pendingRecord();

  it('knows a request again whose details were taken out, by all that is left', () => {
    const old = redacted(first, AT);
    expect(isRepetition(old, changeRequest())).toBe(true);
    expect(isRepetition(old, changeRequest({ changes: [putChange(BILLING)] }))).toBe(false);
  });

  it.each([
    { what: 'everything is the same', again: {} },
    { what: 'the requester is written in upper case', again: { requestedBy: REQUESTER.toUpperCase() } },
    { what: 'the reason differs, as that of two events about one account', again: { reason: 'It was moved' } },
    { what: 'others have shaped it', again: { contributors: ['bob@example.com'] } },
  ])('is the same request again when $what', ({ again }) => {
    expect(isRepetition(first, changeRequest(again))).toBe(true);
  });

  it.each([
    { what: 'for somebody else', again: { requestedBy: 'mallory@example.com' } },
    { what: 'for another contact', again: { changes: [putChange(BILLING)] } },
    { what: 'for other details of the contact', again: { changes: [putChange(SECURITY, OLD_CONTACT)] } },
    { what: 'for a removal', again: { changes: [deleteChange(SECURITY)] } },
    { what: 'to replace all that the ticket has asked for', again: { replaces: 'all' as const } },
    { what: 'for another ticket', again: { source: { system: 'jira', reference: 'OPS-43' } } },
  ])('is another request when it is $what', ({ again }) => {
    expect(isRepetition(first, changeRequest(again))).toBe(false);
  });

  it('is the same request again when its JSON has another order of keys', () => {
    const { name, title, emailAddress, phoneNumber } = NEW_CONTACT;
    const contact = { phoneNumber, emailAddress, title, name };
    expect(isRepetition(first, changeRequest({ changes: [putChange(SECURITY, contact)] }))).toBe(true);
  });
});

describe('contestId', () => {
  const contest = (times: number, at = AT) =>
    Array.from({ length: times }, (_, index) => idContested({ at, executionArn: `arn:of:${index}` })).reduce(
      evolve,
      pendingRecord(),
    );
  const event = { type: 'IdContested', at: AT, by: 'workflow', executionArn: 'arn:of:the:other' };

  it('tells both the first time', () => {
    expect(contestId(pendingRecord(), 'arn:of:the:other', AT)).toEqual({
      events: [event],
      tellsOther: true,
      tellsFirst: true,
    });
  });

  it.each([1, 2])('tells the other one alone when that has happened %i times within a day', (times) => {
    expect(contestId(contest(times), 'arn:of:the:other', AT)).toEqual({
      events: [event],
      tellsOther: true,
      tellsFirst: false,
    });
  });

  it('tells nobody, and records nothing, when that has happened three times within a day', () => {
    expect(contestId(contest(3), 'arn:of:the:other', AT)).toEqual({ events: [], tellsOther: false, tellsFirst: false });
  });

  it('tells both again a day later', () => {
    const later = new Date(Date.parse(AT) + 24 * 3_600_000).toISOString();
    expect(contestId(contest(3), 'arn:of:the:other', later)).toMatchObject({ tellsOther: true, tellsFirst: true });
  });

  it('tells nobody twice when the same execution tries again', () => {
    expect(contestId(contest(1), 'arn:of:0', AT)).toEqual({ events: [], tellsOther: false, tellsFirst: false });
  });
});
