import { describe, expect, it } from 'vitest';
import { distinct, shapeOf } from '../../../../smoke/recording/shape.ts';

describe('shapeOf', () => {
  it('keeps keys and types, and no value', () => {
    const value = { name: 'Jane', age: 41, isActive: true, at: new Date(0), nothing: null, unset: undefined };
    expect(shapeOf(value)).toEqual({ name: 'text', age: 'number', isActive: 'boolean', at: 'time', nothing: null });
  });

  it('is the same when keys and items come in another order, and when a list holds more of the same', () => {
    const one = { a: 1, list: [{ b: 1 }, { c: 'x' }] };
    const other = { list: [{ c: 'y' }, { b: 2 }, { b: 3 }], a: 2 };
    expect(JSON.stringify(shapeOf(one))).toBe(JSON.stringify(shapeOf(other)));
  });

  it('replaces what is personal in keys', () => {
    expect(shapeOf({ 'jane@example.com': 1 }, { keyOf: () => '<address>' })).toEqual({ '<address>': 'number' });
  });

  it('keeps the text of a field of names, unless it is no name', () => {
    const names = ['ErrorCode'];
    const entries = [
      { ErrorCode: 'MalformedDetail' },
      { ErrorCode: 'the address jane@example.com' },
      { Other: 'Name' },
    ];
    expect(shapeOf(entries, { names })).toEqual([
      { ErrorCode: 'MalformedDetail' },
      { ErrorCode: 'text' },
      { Other: 'text' },
    ]);
  });
});

describe('distinct', () => {
  it('holds each value once, in the same order however they came', () => {
    expect(distinct(['b', { a: 1 }, 'b', { a: 1 }])).toEqual(distinct([{ a: 1 }, 'b']));
  });
});
