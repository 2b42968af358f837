import { expect, test } from 'vitest';
import { holds } from '../../../src/iam/conditions.ts';

const KEY = 'dynamodb:LeadingKeys';

const outcome = (operator: string, values: string[], given: string[] | undefined) =>
  holds({ operator, key: KEY, values }, given === undefined ? {} : { [KEY]: given });

test.each([
  // operator, values of the policy, values of the call, whether it holds
  ['StringEquals', ['a', 'b'], ['b'], true],
  ['StringEquals', ['a*'], ['ab'], false],
  ['StringEquals', ['a'], undefined, false],
  ['StringEqualsIfExists', ['a'], undefined, true],
  ['StringEqualsIfExists', ['a'], ['b'], false],
  ['StringNotEquals', ['a', 'b'], ['b'], false],
  ['StringNotEquals', ['a', 'b'], ['c'], true],
  ['StringNotEquals', ['a'], undefined, true],
  ['StringLike', ['A#*'], ['A#1'], true],
  ['StringLike', ['A#*'], ['a#1'], false],
  ['StringLike', ['A#?'], ['A#12'], false],
  ['StringNotLike', ['A#*'], ['B#1'], true],
  ['ArnLike', ['arn:aws:iam::*:role/a-*'], ['arn:aws:iam::111111111111:role/a-b'], true],
  ['ArnEquals', ['arn:aws:iam::*:role/a'], ['arn:aws:iam::111111111111:role/a'], true],
  ['ArnLike', ['arn:*:role/a'], ['arn:aws:iam::111111111111:role/a'], false],
  ['ArnLike', ['arn:aws:states:*:*:*'], ['arn:aws:states:r:a:execution:m:n'], true],
  ['ArnNotEquals', ['arn:aws:iam::1:role/a'], ['arn:aws:iam::1:role/b'], true],
  ['Null', ['true'], undefined, true],
  ['Null', ['true'], [], true],
  ['Null', ['false'], ['a'], true],
  ['Null', ['false'], undefined, false],
  ['ForAllValues:StringLike', ['A#*', 'B#*'], ['A#1', 'B#2'], true],
  ['ForAllValues:StringLike', ['A#*'], ['A#1', 'B#2'], false],
  ['ForAllValues:StringLike', ['A#*'], undefined, true],
  ['ForAllValues:StringNotEquals', ['a'], ['b', 'c'], true],
  ['ForAllValues:StringNotEquals', ['a'], ['a', 'c'], false],
  ['ForAnyValue:StringEquals', ['a'], ['a', 'b'], true],
  ['ForAnyValue:StringEquals', ['a'], ['b'], false],
  ['ForAnyValue:StringEquals', ['a'], undefined, false],
  ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
  ['ForAnyValue:StringNotEquals', ['a'], undefined, false],
])('%s of %j and %j: %s', (operator, values, given, expected) => {
  expect(outcome(operator, values, given)).toBe(expected);
});

test('takes the same value twice for one', () => {
  expect(outcome('StringEquals', ['a'], ['a', 'a'])).toBe(true);
});

test('names what AWS leaves undefined when an operator for one value meets several', () => {
  expect(() => outcome('StringEquals', ['a'], ['a', 'b'])).toThrow(
    `does not support StringEquals of several values of ${KEY}`,
  );
});
