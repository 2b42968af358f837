import { expect, it } from 'vitest';
import { accept } from '../../../../resources/validation/findings.ts';

it('sets apart what is accepted, and says why, once', () => {
  const found = ['W1 One: is odd', 'W1 Two: is odd', 'E1 One: is wrong'];
  expect(accept(found, { 'W1 ': 'it is meant so', 'W2 ': 'it never comes' })).toEqual({
    problems: ['E1 One: is wrong'],
    accepted: [{ finding: 'W1 One: is odd', more: 1, reason: 'it is meant so' }],
  });
});
