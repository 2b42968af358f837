import { describe, expect, it } from 'vitest';
import { type SchemaError, schemaReasons } from '../../../functions/domain/schema-reasons.ts';
import validate from '../../../schemas/compiled/change-request.js';
import { changeRequest, deleteChange, NEW_CONTACT, OLD_CONTACT, putChange, SECURITY } from '../builders.ts';

function reasonsOf(request: unknown) {
  expect(validate(request)).toBe(false);
  return schemaReasons(validate.errors ?? []);
}

const error = (differences: Partial<SchemaError>): SchemaError => ({
  instancePath: '/reason',
  keyword: 'type',
  params: {},
  ...differences,
});

describe('schemaReasons of a request', () => {
  it.each(['requestId', 'requestedBy', 'reason', 'source', 'changes'])(
    'points at %s when it is missing',
    (property) => {
      const request = Object.fromEntries(Object.entries(changeRequest()).filter(([key]) => key !== property));
      expect(reasonsOf(request)).toEqual([{ pointer: `/${property}`, message: 'is required' }]);
    },
  );

  it('points at the property when it is not known', () => {
    expect(reasonsOf({ ...changeRequest(), colour: 'red' })).toEqual([
      { pointer: '/colour', message: 'is not a known property' },
    ]);
  });

  it('escapes the pointer when an unknown property has a slash or a tilde', () => {
    expect(reasonsOf({ ...changeRequest(), 'a/b~c': 1 })[0]?.pointer).toBe('/a~1b~0c');
  });

  it('keeps the pointer short when an unknown property is long', () => {
    expect(reasonsOf({ ...changeRequest(), ['x'.repeat(5000)]: 1 })[0]?.pointer).toBe(`/${'x'.repeat(80)}`);
  });

  it('points at the field of the change that is wrong', () => {
    const change = putChange(SECURITY, { ...NEW_CONTACT, phoneNumber: 'none' });
    const [reason, ...others] = reasonsOf(changeRequest({ changes: [deleteChange(), change] }));
    expect(reason?.pointer).toBe('/changes/1/contact/phoneNumber');
    expect(reason?.message).toMatch(/^must match pattern/);
    expect(others).toEqual([]);
  });

  it.each([{ ...SECURITY }, { ...SECURITY, action: 'MOVE' }, { ...SECURITY, action: 42 }])(
    'says which actions there are when the change is %j',
    (change) => {
      const reasons = reasonsOf({ ...changeRequest(), changes: [change] });
      expect(reasons).toContainEqual({ pointer: '/changes/0/action', message: 'must be one of PUT, DELETE' });
    },
  );

  it('says which types there are when the contact type is unknown', () => {
    const change = { ...deleteChange(), alternateContactType: 'ROOT' };
    expect(reasonsOf({ ...changeRequest(), changes: [change] })).toEqual([
      { pointer: '/changes/0/alternateContactType', message: 'must be one of BILLING, OPERATIONS, SECURITY' },
    ]);
  });

  it('points at the contact when it is given with a DELETE', () => {
    expect(reasonsOf({ ...changeRequest(), changes: [{ ...deleteChange(), contact: OLD_CONTACT }] })).toEqual([
      { pointer: '/changes/0/contact', message: 'is not a known property' },
    ]);
  });

  it('has a reason for each thing that is wrong', () => {
    const change = { ...deleteChange(), accountId: '42' };
    const pointers = reasonsOf({ ...changeRequest(), reason: '', changes: [change] }).map(({ pointer }) => pointer);
    expect(pointers.sort()).toEqual(['/changes/0/accountId', '/reason']);
  });

  it('never repeats a value, because it may be personal data', () => {
    const secret = 'Secret Person';
    const wrong = { name: [secret], title: { secret }, emailAddress: secret, phoneNumber: `${secret}!` };
    const change = { ...putChange(), accountId: secret, alternateContactType: secret, contact: wrong };
    const request = { ...changeRequest(), requestId: secret, requestedBy: secret, source: secret, changes: [change] };
    expect(JSON.stringify(reasonsOf(request))).not.toContain(secret);
    expect(JSON.stringify(reasonsOf({ ...changeRequest(), changes: [{ action: secret }] }))).not.toContain(secret);
  });
});

describe('schemaReasons', () => {
  it.each(['if', 'oneOf', 'anyOf', 'propertyNames'])('leaves %s out when another error tells more', (keyword) => {
    const telling = error({ message: 'must be string' });
    expect(schemaReasons([error({ keyword, message: 'must match' }), telling])).toEqual([
      { pointer: '/reason', message: 'must be string' },
    ]);
  });

  it('keeps the summary when nothing tells more', () => {
    expect(schemaReasons([error({ keyword: 'anyOf', message: 'must match a schema in anyOf' })])).toEqual([
      { pointer: '/reason', message: 'must match a schema in anyOf' },
    ]);
  });

  it('says that a property must not be given when its schema is false', () => {
    expect(schemaReasons([error({ keyword: 'false schema', message: 'boolean schema is false' })])).toEqual([
      { pointer: '/reason', message: 'must not be given here' },
    ]);
  });

  it('says something when the error has no message', () => {
    expect(schemaReasons([error({})])).toEqual([{ pointer: '/reason', message: 'is not valid' }]);
  });

  it('is empty when there is no error', () => {
    expect(schemaReasons([])).toEqual([]);
  });
});
