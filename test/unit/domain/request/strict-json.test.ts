import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStrictJson } from '../../../../functions/domain/request/strict-json.ts';

describe('readStrictJson', () => {
  it.each([
    { what: 'at the top', text: '{"a":1,"b":2,"a":3}', pointer: '', name: 'a', line: 1, column: 14 },
    { what: 'with the same value', text: '{"a":1,"a":1}', pointer: '', name: 'a', line: 1, column: 8 },
    { what: 'in an object', text: '{"a":{"b":1,\n  "b":2}}', pointer: '/a', name: 'b', line: 2, column: 3 },
    { what: 'in a list', text: '[[],[{},{"a":1,"a":2}]]', pointer: '/1/1', name: 'a', line: 1, column: 16 },
    { what: 'after objects of its own', text: '{"a":{"a":{}},"a":2}', pointer: '', name: 'a', line: 1, column: 15 },
    { what: 'escaped', text: '{"a":{"b":1,"\\u0062":2}}', pointer: '/a', name: 'b', line: 1, column: 13 },
    {
      what: 'escaped in another letter case',
      text: '{"~/":[{"\\u004f":1,"\\u004F":2}]}',
      pointer: '/~0~1/0',
      name: 'O',
    },
    { what: 'that is empty', text: '{"":1,"":2}', pointer: '', name: '', line: 1, column: 7 },
    { what: 'that every object has', text: '{"toString":1,"toString":2}', pointer: '', name: 'toString' },
    { what: 'that is half an emoji', text: '{"\\ud83d":1,"\\uD83D":2}', pointer: '', name: '\ud83d' },
    {
      what: 'on a line after a carriage return',
      text: '{"a":1,\r\n"a":2}',
      pointer: '',
      name: 'a',
      line: 2,
      column: 1,
    },
  ])('finds a name that is there twice $what, and where', ({ text, what: _, ...place }) => {
    expect(readStrictJson(text)).toMatchObject({ problems: [{ code: 'doubtfulName', ...place }] });
  });

  it.each(['{"__proto__":{}}', '[{"a":[{"\\u005f_proto__":null}]}]', '{"__proto__":1,"__proto__":2}'])(
    'finds the name __proto__ in %s',
    (text) => {
      const { problems } = Object(readStrictJson(text));
      expect(problems[0]).toMatchObject({ code: 'doubtfulName', name: '__proto__' });
    },
  );

  it('names the first ten places when there are more', () => {
    const text = `{${Array.from({ length: 50 }, () => '"a":1').join(',')}}`;
    expect(Object(readStrictJson(text)).problems).toHaveLength(10);
  });

  it('finds a text nested too deeply when it cannot look into it', () => {
    const text = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(readStrictJson(text)).toEqual({ problems: [{ pointer: '', code: 'nestedTooDeeply' }] });
  });

  it.each(['', '{', '{"a":1,}', '{a:1}', "{'a':1}", '// no\n{}', '\uFEFF{}', '{} {}', '{"a":1 /* no */}', 'NaN'])(
    'throws SyntaxError when the text is %j',
    (text) => {
      expect(() => readStrictJson(text)).toThrow(SyntaxError);
    },
  );

  it('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        fc.pre(!text.includes('__proto__'));
        expect(readStrictJson(text)).toEqual({ value: JSON.parse(text) });
      }),
    );
  });

  it('finds any name that somebody inserts again, however it is escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.jsonValue(), (name, value) => {
        const again = [...name].map((unit) => unit.split('').map(asEscape).join('')).join('');
        const text = `{${JSON.stringify(name)}:${JSON.stringify(value).replaceAll('__proto__', '')},"${again}":0}`;
        expect(readStrictJson(text)).toHaveProperty('problems');
      }),
    );
  });
});

function asEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
