import { describe, expect, it } from 'vitest';
import { arnsOverlap, overlap } from '../../../../resources/validation/overlap.ts';

describe('two patterns', () => {
  it.each([
    ['', ''],
    ['*', ''],
    ['abc', 'abc'],
    ['a*c', 'abbc'],
    ['a*', '*c'],
    ['a*c', 'a*b*c'],
    ['log-group:*:log-stream:*', 'log-group:one:*'],
    ['**', 'a'],
  ])('%j and %j have a text in common, either way round', (left, right) => {
    expect([overlap(left, right), overlap(right, left)]).toEqual([true, true]);
  });

  it.each([
    ['', 'a'],
    ['abc', 'abd'],
    ['a*c', 'abd'],
    ['table/*/index/*', 'table/one'],
    ['a*', 'b*'],
    ['*a', '*b'],
  ])('%j and %j have none', (left, right) => {
    expect([overlap(left, right), overlap(right, left)]).toEqual([false, false]);
  });
});

describe('two ARNs', () => {
  const table = 'arn:aws:dynamodb:us-east-1:111111111111:table/*';

  it.each([
    ['*', table],
    ['arn:*:dynamodb:*:*:table/*', table],
    ['arn:*:logs:*:*:log-group:*:log-stream:*', 'arn:aws:logs:us-east-1:111111111111:log-group:one:*'],
  ])('%s and %s have one in common', (left, right) => {
    expect([arnsOverlap(left, right), arnsOverlap(right, left)]).toEqual([true, true]);
  });

  it.each([
    ['arn:*:sqs:*:*:*', table],
    ['arn:*:dynamodb:*:*:backup/*', table],
    ['arn:*:iam::*:role/*', table],
  ])('%s and %s have none', (left, right) => {
    expect([arnsOverlap(left, right), arnsOverlap(right, left)]).toEqual([false, false]);
  });
});
