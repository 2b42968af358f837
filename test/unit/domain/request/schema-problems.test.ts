import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../../functions/domain/request/problem.ts';
import { type SchemaError, schemaProblems } from '../../../../functions/domain/request/schema-problems.ts';
import validate from '../../../../schemas/compiled/change-request.js';
import { changeRequest, deleteChange, NEW_CONTACT, OLD_CONTACT, putChange, SECURITY } from '../../builders.ts';

function problemsOf(request: unknown): Problem[] {
  expect(validate(request)).toBe(false);
  return schemaProblems(validate.errors ?? []);
}

const error = (keyword: string, params: SchemaError['params'] = {}, instancePath = '/reason'): SchemaError => ({
  instancePath,
  keyword,
  params,
});

describe('schemaProblems of a request', () => {
  it.each(['requestId', 'requestedBy', 'reason', 'source', 'changes'])(
    'points at %s when it is missing',
    (property) => {
      const request = Object.fromEntries(Object.entries(changeRequest()).filter(([key]) => key !== property));
      expect(problemsOf(request)).toEqual([{ pointer: `/${property}`, code: 'required' }]);
    },
  );

  it('points at the property when it is not known', () => {
    expect(problemsOf({ ...changeRequest(), colour: 'red' })).toEqual([
      { pointer: '/colour', code: 'unknownProperty' },
    ]);
  });

  it('escapes the pointer when an unknown property has a slash or a tilde', () => {
    expect(problemsOf({ ...changeRequest(), 'a/b~c': 1 })[0]?.pointer).toBe('/a~1b~0c');
  });

  it('keeps the pointer short when an unknown property is long', () => {
    expect(problemsOf({ ...changeRequest(), ['x'.repeat(5000)]: 1 })[0]?.pointer).toBe(`/${'x'.repeat(80)}`);
  });

  it('keeps the pointer on one line when an unknown property has control characters', () => {
    expect(problemsOf({ ...changeRequest(), 'a\r\nb\u0000': 1 })[0]?.pointer).toBe('/a??b?');
  });

  it('points at the field of the change that is wrong', () => {
    const change = putChange(SECURITY, { ...NEW_CONTACT, phoneNumber: 'none' });
    expect(problemsOf(changeRequest({ changes: [deleteChange(), change] }))).toEqual([
      { pointer: '/changes/1/contact/phoneNumber', code: 'format' },
    ]);
  });

  it('points at the action when it is missing', () => {
    expect(problemsOf({ ...changeRequest(), changes: [{ ...SECURITY }] })).toEqual([
      { pointer: '/changes/0/action', code: 'required' },
    ]);
  });

  it.each([
    { ...SECURITY, action: 'MOVE' },
    { ...SECURITY, action: 42 },
  ])('says which actions are allowed when the change is %j', (change) => {
    expect(problemsOf({ ...changeRequest(), changes: [change] })).toContainEqual({
      ...{ pointer: '/changes/0/action', code: 'notAllowedValue' },
      allowed: ['PUT', 'DELETE'],
    });
  });

  it('says which types are allowed when the contact type is unknown', () => {
    const change = { ...deleteChange(), alternateContactType: 'ROOT' };
    expect(problemsOf({ ...changeRequest(), changes: [change] })).toEqual([
      {
        ...{ pointer: '/changes/0/alternateContactType', code: 'notAllowedValue' },
        allowed: ['BILLING', 'OPERATIONS', 'SECURITY'],
      },
    ]);
  });

  it('points at the contact when it is given with a DELETE', () => {
    expect(problemsOf({ ...changeRequest(), changes: [{ ...deleteChange(), contact: OLD_CONTACT }] })).toEqual([
      { pointer: '/changes/0/contact', code: 'unknownProperty' },
    ]);
  });

  it('has a problem for each value that is wrong, and only one', () => {
    const change = { ...deleteChange(), accountId: '42' };
    const pointers = problemsOf({ ...changeRequest(), reason: '', changes: [change] }).map(({ pointer }) => pointer);
    expect(pointers.sort()).toEqual(['/changes/0/accountId', '/reason']);
    expect(problemsOf({ ...changeRequest(), requestId: '' })).toHaveLength(1);
  });

  it.each([
    { what: 'an empty reason', request: { reason: '' }, problem: { code: 'tooShort', limit: 1 } },
    { what: 'a long reason', request: { reason: 'x'.repeat(100_000) }, problem: { code: 'tooLong' } },
    { what: 'no text', request: { reason: 42 }, problem: { code: 'type', expected: 'string' } },
  ])('says what is wrong with $what', ({ request, problem }) => {
    expect(problemsOf({ ...changeRequest(), ...request })).toMatchObject([{ pointer: '/reason', ...problem }]);
  });

  it.each([
    { changes: [], problem: { code: 'tooFew', limit: 1 } },
    { changes: Array(101).fill(putChange()), problem: { code: 'tooMany', limit: 100 } },
    { changes: {}, problem: { code: 'type', expected: 'array' } },
  ])('says $problem.code when the number of changes is wrong', ({ changes, problem }) => {
    expect(problemsOf({ ...changeRequest(), changes })).toEqual([{ pointer: '/changes', ...problem }]);
  });

  it('never repeats a value, because it may be personal data', () => {
    const secret = 'Secret Person';
    const wrong = { name: [secret], title: { secret }, emailAddress: secret, phoneNumber: `${secret}!` };
    const change = { ...putChange(), accountId: secret, alternateContactType: secret, contact: wrong };
    const request = { ...changeRequest(), requestId: secret, requestedBy: secret, source: secret, changes: [change] };
    expect(JSON.stringify(problemsOf(request))).not.toContain(secret);
    expect(JSON.stringify(problemsOf({ ...changeRequest(), changes: [{ action: secret }] }))).not.toContain(secret);
  });
});

describe('schemaProblems', () => {
  it.each(['if', 'oneOf', 'anyOf', 'propertyNames'])('leaves %s out when another error says more', (keyword) => {
    expect(schemaProblems([error(keyword), error('type', { type: 'string' })])).toEqual([
      { pointer: '/reason', code: 'type', expected: 'string' },
    ]);
  });

  it('keeps the summary when nothing says more', () => {
    expect(schemaProblems([error('anyOf')])).toEqual([{ pointer: '/reason', code: 'invalid' }]);
  });

  it.each<{ keyword: string; params?: SchemaError['params']; problem: object }>([
    { keyword: 'false schema', problem: { code: 'notAllowedHere' } },
    { keyword: 'const', params: { allowedValue: true }, problem: { code: 'notAllowedValue', allowed: ['true'] } },
    { keyword: 'enum', params: { allowedValues: ['a', 1] }, problem: { code: 'notAllowedValue', allowed: ['a', '1'] } },
    { keyword: 'type', params: { type: ['string', 'null'] }, problem: { code: 'type', expected: 'string or null' } },
    { keyword: 'pattern', params: { pattern: '^x$' }, problem: { code: 'format' } },
    { keyword: 'minLength', params: { limit: 2 }, problem: { code: 'tooShort', limit: 2 } },
    { keyword: 'maxLength', params: { limit: 9 }, problem: { code: 'tooLong', limit: 9 } },
    { keyword: 'minItems', params: { limit: 1 }, problem: { code: 'tooFew', limit: 1 } },
    { keyword: 'maxItems', params: { limit: 9 }, problem: { code: 'tooMany', limit: 9 } },
    { keyword: 'a keyword that nobody knows', problem: { code: 'invalid' } },
  ])('is $problem when the keyword is $keyword', ({ keyword, params = {}, problem }) => {
    expect(schemaProblems([error(keyword, params)])).toEqual([{ pointer: '/reason', ...problem }]);
  });

  it('keeps the first error of each pointer, in the order of the errors', () => {
    const errors = [
      error('minLength', { limit: 1 }, '/requestId'),
      error('type', { type: 'string' }),
      error('pattern', {}, '/requestId'),
      error('maxLength', { limit: 9 }),
    ];
    expect(schemaProblems(errors)).toEqual([
      { pointer: '/requestId', code: 'tooShort', limit: 1 },
      { pointer: '/reason', code: 'type', expected: 'string' },
    ]);
  });

  it('is empty when there is no error', () => {
    expect(schemaProblems([])).toEqual([]);
  });
});
