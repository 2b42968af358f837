import { describe, expect, it } from 'vitest';
import { requireFittingState } from '../../../../functions/domain/request/state-size.ts';

describe('requireFittingState', () => {
  const asked = (bytes: number) => ({ reason: 'x'.repeat(bytes) });

  it('does nothing when what was asked and what was found fit together', () => {
    expect(() => requireFittingState(asked(200_000), asked(60_000))).not.toThrow();
  });

  it.each([
    { what: 'too long together', given: [asked(200_000), asked(60_200)] },
    { what: 'too long in bytes, not in characters', given: [{ reason: '🦊'.repeat(65_536) }, {}] },
    { what: 'too long with the escapes of JSON', given: [{ reason: '\n'.repeat(131_000) }, {}] },
  ])('throws RequestTooLargeError when they are $what', ({ given: [one, other] }) => {
    expect(() => requireFittingState(one, other)).toThrow(expect.objectContaining({ name: 'RequestTooLargeError' }));
  });
});
