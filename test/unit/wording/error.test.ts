import { describe, expect, it } from 'vitest';
import { deliveryFailureWords } from '../../../functions/wording/delivery-failure.ts';
import { errorWords } from '../../../functions/wording/error.ts';
import { BOUNCED, DENIED } from '../builders.ts';

describe('errorWords', () => {
  it('has name and message', () => {
    expect(errorWords(DENIED)).toBe('AccessDeniedException: no permission');
  });

  it('is the name alone when there is no message', () => {
    expect(errorWords({ name: 'States.Timeout', message: '' })).toBe('States.Timeout');
  });
});

describe('deliveryFailureWords', () => {
  it.each([
    [BOUNCED, 'the mail bounced (General)'],
    [{ kind: 'reportedAsSpam' } as const, 'the mail was reported as spam'],
    [{ kind: 'refused', error: 'MessageRejected' } as const, 'Amazon SES refused the mail (MessageRejected)'],
  ])('says of %j: %s', (reason, words) => {
    expect(deliveryFailureWords(reason)).toBe(words);
  });
});
