import { describe, expect, it } from 'vitest';
import { deliveryFailureWords } from '../../../functions/wording/delivery-failure.ts';
import { BOUNCED } from '../builders.ts';

describe('deliveryFailureWords', () => {
  it.each([
    [BOUNCED, 'the mail bounced (General)'],
    [{ kind: 'reportedAsSpam' } as const, 'the mail was reported as spam'],
    [{ kind: 'refused', error: 'MessageRejected' } as const, 'Amazon SES refused the mail (MessageRejected)'],
  ])('says of %j: %s', (reason, words) => {
    expect(deliveryFailureWords(reason)).toBe(words);
  });
});
