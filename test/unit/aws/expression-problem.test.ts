import { describe, expect, it } from 'vitest';
import { expressionProblem } from './expression-problem.ts';

const ExpressionAttributeValues = { ':value': 1 };

describe('the expressions of a command', () => {
  it('are in order when DynamoDB would take them', () => {
    expect(
      expressionProblem({
        UpdateExpression: 'SET readAt = :value, #ttl = :value REMOVE claimedUntil',
        ConditionExpression: 'attribute_not_exists(readAt) OR readAt BETWEEN :value AND :other',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ...ExpressionAttributeValues, ':other': 2 },
      }),
    ).toBeUndefined();
    expect(expressionProblem({ Key: { pk: 'LINK#1' } })).toBeUndefined();
  });

  it.each([
    { what: 'a name is reserved', UpdateExpression: 'SET until = :value', words: 'reserved keyword: until' },
    { what: 'a value is missing', UpdateExpression: 'SET readAt = :other', words: ':other' },
    { what: 'a value is not used', UpdateExpression: 'REMOVE readAt', words: 'unused' },
    { what: 'the grammar is broken', UpdateExpression: 'SET readAt :value', words: 'Syntax error' },
  ])('are refused when $what', ({ UpdateExpression, words }) => {
    expect(expressionProblem({ UpdateExpression, ExpressionAttributeValues })).toContain(words);
  });
});
