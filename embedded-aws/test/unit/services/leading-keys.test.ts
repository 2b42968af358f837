import { expect, test } from 'vitest';
import { leadingKeys } from '../../../src/services/leading-keys.ts';

const keySchema = (AttributeName: string) => [
  { AttributeName, KeyType: 'HASH' },
  { AttributeName: 'at', KeyType: 'RANGE' },
];
const TABLES = [
  {
    TableName: 't',
    KeySchema: keySchema('pk'),
    GlobalSecondaryIndexes: [{ IndexName: 'waiting', KeySchema: keySchema('status') }],
  },
];
const ITEM = { pk: { S: 'A#1' }, at: { S: '2026' }, status: { S: 'OPEN' } };

test.each([
  ['GetItem, UpdateItem or DeleteItem', { TableName: 't', Key: ITEM }, ['A#1']],
  ['PutItem', { TableName: 't', Item: ITEM }, ['A#1']],
  ['PutItem of a number', { TableName: 't', Item: { pk: { N: '7' } } }, ['7']],
  ['BatchGetItem', { RequestItems: { t: { Keys: [ITEM, { pk: { S: 'B#2' } }] } } }, ['A#1', 'B#2']],
  ['Scan', { TableName: 't' }, []],
])('the partition keys of %s are those of its items', (_operation, input, keys) => {
  expect(leadingKeys(TABLES, input)).toEqual(keys);
});

const query = (KeyConditionExpression: string, more: object = {}) =>
  leadingKeys(TABLES, {
    TableName: 't',
    KeyConditionExpression,
    ExpressionAttributeNames: { '#p': 'pk', '#s': 'status' },
    ExpressionAttributeValues: { ':a': { S: 'A#1' }, ':b': { S: 'B' } },
    ...more,
  });

test.each([
  ['pk = :a', {}, ['A#1']],
  ['(#p=:a) AND #at >= :b', {}, ['A#1']],
  ['#at = :b AND pk = :a', {}, ['A#1']],
  ['#s = :b', { IndexName: 'waiting' }, ['B']],
])('the partition key of the query %s is the one that it compares with', (expression, more, keys) => {
  expect(query(expression, more)).toEqual(keys);
});

test.each([
  ['compares another attribute', 'at = :a', {}],
  ['has conditions of the old kind', undefined, { KeyConditions: {} }],
])('refuses a query whose partition key it cannot read when it %s', (_condition, expression, more) => {
  expect(() => query(expression ?? '', more)).toThrow('cannot read the partition key of this query');
});

test.each([
  ['table', { TableName: 'none' }],
  ['index', { IndexName: 'none' }],
])('leaves a query of a %s that does not exist to DynamoDB, which says so', (_what, more) => {
  expect(query('pk = :a', more)).toEqual([]);
});
