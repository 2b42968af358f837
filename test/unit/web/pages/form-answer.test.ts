import { describe, expect, it } from 'vitest';
import { readCancellationAnswer, readDecisionAnswer } from '../../../../functions/web/pages/form-answer.ts';

describe('readDecisionAnswer', () => {
  it('reads the decision, the comment and the nonce', () => {
    const fields = { decision: 'reject', comment: '  Wrong\r\nnumber ', nonce: 'n' };
    expect(readDecisionAnswer(fields)).toEqual({
      ...{ decision: 'reject', comment: 'Wrong\nnumber', nonce: 'n', code: '' },
    });
  });

  it.each(['12345678', ' 1234 5678 ', '1234-5678'])(
    'reads the code of eight digits %j however it is written',
    (code) => {
      expect(readDecisionAnswer({ decision: 'approve', code })).toMatchObject({ code: '12345678' });
    },
  );

  it.each(['1234567', '123456789', '٣'.repeat(8), ['12345678']])('reads no code when it is %j', (code) => {
    expect(readDecisionAnswer({ decision: 'approve', code })).toMatchObject({ code: '' });
  });

  it.each([{}, { decision: 'maybe' }, { decision: ['approve', 'approve'] }, null, 'decision=approve'])(
    'asks for a decision when the fields are %j',
    (fields) => {
      expect(readDecisionAnswer(fields)).toEqual({
        comment: '',
        nonce: '',
        code: '',
        problem: 'Choose Approve or Reject.',
      });
    },
  );

  it('accepts a comment of 2000 characters, and returns a problem instead of a longer one', () => {
    const answer = (comment: string) => readDecisionAnswer({ decision: 'approve', comment });
    expect(answer('x'.repeat(2000))).toMatchObject({ decision: 'approve' });
    expect(answer('x'.repeat(2001))).toEqual({
      comment: '',
      nonce: '',
      code: '',
      problem: expect.stringMatching(/^Shorten the comment to 2000 characters\. It was not kept/),
    });
  });
});

describe('readCancellationAnswer', () => {
  it('reads the comment and the nonce', () => {
    expect(readCancellationAnswer({ comment: ' Not\r\nneeded ', nonce: 'n' })).toEqual({
      comment: 'Not\nneeded',
      nonce: 'n',
    });
  });

  it('accepts a form without a comment', () => {
    expect(readCancellationAnswer({ nonce: 'n' })).toEqual({ comment: '', nonce: 'n' });
  });

  it('accepts a comment of 1000 characters, and returns a problem instead of a longer one', () => {
    expect(readCancellationAnswer({ comment: 'x'.repeat(1000) }).problem).toBeUndefined();
    expect(readCancellationAnswer({ comment: 'x'.repeat(1001) })).toEqual({
      comment: '',
      nonce: '',
      problem: expect.stringMatching(/^Shorten the comment to 1000 characters\. It was not kept/),
    });
  });
});
