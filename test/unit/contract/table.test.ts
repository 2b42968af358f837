import { describe, expect, it } from 'vitest';
import { resourceNamed } from './resources.ts';
import { listAt, readSource, valueAt } from './sources.ts';

describe('the index by status', () => {
  const table = resourceNamed('Table').properties;
  const [index] = listAt(table, 'GlobalSecondaryIndexes');
  const written = readSource('functions/aws/request-table.ts');
  const item = /const Item = \{(.*?)\};/s.exec(written)?.[1]?.match(/\w+/g) ?? [];

  it('has keys and attributes that every request item has at its top', () => {
    const keys = listAt(index, 'KeySchema').map((key) => valueAt(key, 'AttributeName'));
    const attributes = listAt(index, 'Projection', 'NonKeyAttributes');
    expect(keys).toEqual(['status', 'createdAt']);
    expect(attributes.length).toBeGreaterThan(0);
    for (const attribute of [...keys, ...attributes]) expect(item).toContain(attribute);
  });

  it('is defined with each key of the table, and no other attribute', () => {
    const keys = [table, index].flatMap((of) => listAt(of, 'KeySchema').map((key) => valueAt(key, 'AttributeName')));
    const defined = listAt(table, 'AttributeDefinitions').map((attribute) => valueAt(attribute, 'AttributeName'));
    expect(defined.toSorted()).toEqual(keys.toSorted());
  });
});
