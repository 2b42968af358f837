import { describe, expect, it } from 'vitest';
import { resourceNamed } from './resources.ts';
import { listAt, readSource, valueAt } from './sources.ts';

const table = resourceNamed('Table').properties;
const code = readSource('functions/aws/request-table.ts');

/** The attributes of a request item. */
const item = /const attributes = \{(.*?)\};/s.exec(code)?.[1]?.match(/\w+/g) ?? [];

const keysOf = (of: unknown) => listAt(of, 'KeySchema').map((key) => String(valueAt(key, 'AttributeName')));

const indexes = listAt(table, 'GlobalSecondaryIndexes').map((index) => ({
  name: String(valueAt(index, 'IndexName')),
  keys: keysOf(index),
  attributes: listAt(index, 'Projection', 'NonKeyAttributes').map(String),
}));

describe('the indexes', () => {
  it('are of all requests by status and by requestId, and of those that wait, each by age', () => {
    expect(indexes).toEqual([
      { name: 'byStatus', keys: ['status', 'createdAt'], attributes: ['requestedBy', 'contacts', 'accounts'] },
      { name: 'waiting', keys: ['waitingFor', 'createdAt'], attributes: ['status'] },
      { name: 'byRequestId', keys: ['requestId', 'createdAt'], attributes: ['status', 'requestedBy'] },
    ]);
  });

  it.each(indexes)('$name has keys and attributes that a request item has', ({ keys, attributes }) => {
    for (const attribute of [...keys, ...attributes]) expect(item).toContain(attribute);
  });

  it('are defined with each key of the table, and no other attribute', () => {
    const keys = new Set([...keysOf(table), ...indexes.flatMap((index) => index.keys)]);
    const defined = listAt(table, 'AttributeDefinitions').map((attribute) => valueAt(attribute, 'AttributeName'));
    expect(defined.toSorted()).toEqual([...keys].toSorted());
  });

  it('hold no contact details, no token and no ledger', () => {
    for (const { keys, attributes } of indexes) {
      for (const hidden of ['history', 'taskToken', 'writeId']) expect([...keys, ...attributes]).not.toContain(hidden);
    }
  });
});

describe('the index of waiting requests', () => {
  it('is the one that the code queries, by its key', () => {
    const query = readSource('functions/aws/waiting-index.ts');
    expect([...query.matchAll(/IndexName: '(\w+)'/g)].map(([, name]) => name)).toEqual(['waiting']);
    expect(/KeyConditionExpression: '(\w+) = /.exec(query)?.[1]).toBe('waitingFor');
  });

  it('has only requests that wait, because the others lack its key', () => {
    expect(code).toContain('const waitingFor = awaitedBy(record);');
    expect(readSource('functions/aws/table.ts')).toContain('marshallOptions: { removeUndefinedValues: true }');
  });
});
