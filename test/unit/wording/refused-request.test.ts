import { describe, expect, it } from 'vitest';
import { reasonsOf } from '../../../functions/wording/reason.ts';
import { refusedText } from '../../../functions/wording/refused-request.ts';

describe('refusedText', () => {
  it('names each field as forms do, and says what is wrong with it', () => {
    const reasons = reasonsOf([
      { pointer: '/changes/0/accountId', code: 'format' },
      { pointer: '/reason', code: 'required' },
    ]);
    expect(refusedText('the ticket', reasons, { changes: [{}] })).toBe(
      'the ticket is not a valid change request: Account must be 12 digits, for example 222222222222; Reason is required',
    );
  });

  it('counts what is beyond the first five', () => {
    const pointers = ['requestId', 'requestedBy', 'reason', 'source', 'changes', 'replaces', 'contributors'];
    const reasons = reasonsOf(pointers.map((name) => ({ pointer: `/${name}`, code: 'required' })));
    expect(refusedText('this', reasons, {})).toMatch(/List of changes is required; and 2 more problems$/);
  });
});
