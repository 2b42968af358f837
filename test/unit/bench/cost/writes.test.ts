import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import { expect, it } from 'vitest';
import { WRITTEN, writesOf } from '../../../bench/cost/writes.ts';

const call = (operation: string, input: object, caller = 'alternate-contacts-local-record-outcome'): LoggedCall => ({
  service: 'dynamodb',
  operation,
  input: { ...input },
  status: 200,
  at: '2026-06-01T12:00:00.000Z',
  caller,
});

it('units are told apart by what functions have written, and each kind is in the report', () => {
  const writes = writesOf(
    [
      call('PutItem', { Item: { pk: { S: 'REQUEST#cli/cli-1' }, history: { S: 'x'.repeat(1100) } } }),
      call('UpdateItem', { Key: { pk: { S: 'MAILS#approver#1' } } }),
      call('UpdateItem', { Key: { pk: { S: 'MAILS#approver#2' } } }),
      call('DeleteItem', { Key: { pk: { S: 'SOMETHING#1' } } }),
      call('GetItem', { Key: { pk: { S: 'LINK#1' } } }),
      call('PutItem', { Item: { pk: { S: 'LINK#2' } } }, 'local'),
    ],
    [],
  );
  const units = Object.entries(writes).filter(([, unit]) => unit > 0);
  expect(units.map(([, unit]) => unit)).toEqual([2, 2, 1]);
  expect(WRITTEN).toEqual(expect.arrayContaining(Object.keys(writes)));
});
