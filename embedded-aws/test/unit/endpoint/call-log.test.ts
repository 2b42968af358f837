import { expect, test } from 'vitest';
import { CallLog } from '../../../src/endpoint/call-log.ts';

const call = (service: string, operation: string) => ({ service, operation, input: {}, caller: 'test' });
const operations = (log: CallLog, from: number, service?: string) =>
  log.from(from, service).map(({ operation, status }) => `${operation} ${status}`);

test('lists the calls in the order of their arrival, whenever they are answered', () => {
  const log = new CallLog();
  const [first, second, third] = [call('a', '1'), call('b', '2'), call('a', '3')].map((each) => log.begin(each));
  third?.(200);
  second?.(404);
  expect(operations(log, 0)).toEqual(['1 0', '2 404', '3 200']);
  first?.(429);
  expect(operations(log, 1)).toEqual(['2 404', '3 200']);
});

test('lists the calls of one service from an index among these on', () => {
  const log = new CallLog();
  for (let number = 0; number < 1_000; number++) log.begin(call(number % 2 ? 'odd' : 'even', String(number)))(200);
  log.begin(call('odd', 'open'));
  expect(operations(log, 498, 'odd')).toEqual(['997 200', '999 200', 'open 0']);
  expect(operations(log, 0, 'nobody')).toEqual([]);
});
