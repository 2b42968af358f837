import { expect, test, vi } from 'vitest';
import { Faults } from '../../../src/endpoint/faults.ts';

/** The faults of a list. */
function faultsOf(...entries: object[]): Faults {
  const faults = new Faults();
  faults.replace(entries);
  return faults;
}

test('hit so many calls of their operation, once unless told otherwise', () => {
  const faults = faultsOf({ operation: 'GetAlternateContact', error: 'X', times: 2 }, { operation: 'PutEvents' });
  const taken = ['GetAlternateContact', 'GetAlternateContact', 'GetAlternateContact', 'PutEvents', 'PutEvents'];
  expect(taken.map((operation) => faults.take(operation, {})?.operation)).toEqual([
    'GetAlternateContact',
    'GetAlternateContact',
    undefined,
    'PutEvents',
    undefined,
  ]);
});

test('are replaced for their owner alone when there is one', () => {
  const faults = new Faults();
  faults.replace([{ operation: 'PutItem' }], 'one');
  faults.replace([{ operation: 'GetItem', times: 2 }], 'other');
  faults.replace([], 'one');
  expect([faults.take('PutItem', {}), faults.take('GetItem', {})?.operation]).toEqual([undefined, 'GetItem']);
  faults.replace([]);
  expect(faults.take('GetItem', {})).toBeUndefined();
});

test('hit only calls whose input contains a text when one says so', () => {
  const faults = faultsOf({ operation: 'PutItem', error: 'X', inputContains: 'request-1' });
  const take = (id: string) => faults.take('PutItem', { Item: { requestId: { S: id } } })?.error;
  expect([take('request-2'), take('request-1'), take('request-1')]).toEqual([undefined, 'X', undefined]);
});

test('hit only calls of a caller when one says so', () => {
  const faults = faultsOf({ operation: 'PutItem', error: 'X', caller: 'apply' });
  const take = (caller?: string) => faults.take('PutItem', {}, caller === undefined ? {} : { caller })?.error;
  expect([take('plan'), take(), take('apply'), take('apply')]).toEqual([undefined, undefined, 'X', undefined]);
});

test('hit every operation and every caller that wildcards stand for', () => {
  const faults = faultsOf({ operation: '*', error: 'X', caller: 'service-*', times: 3 });
  const take = (operation: string, caller?: string) =>
    faults.take(operation, {}, caller === undefined ? {} : { caller })?.error;
  expect([
    take('PutItem', 'service-apply'),
    take('Sign', 'service-plan'),
    take('Sign', 'local'),
    take('Invoke'),
  ]).toEqual(['X', 'X', undefined, undefined]);
});

test('hit a share of the calls by chance, as often as it comes', () => {
  const random = vi.spyOn(Math, 'random');
  const faults = faultsOf({ operation: 'PutItem', error: 'X', share: 0.05 });
  const taken = [0.049, 0.05, 0.9, 0, 0.01].map((chance) => {
    random.mockReturnValueOnce(chance);
    return faults.take('PutItem', {})?.error;
  });
  expect(taken).toEqual(['X', undefined, undefined, 'X', 'X']);
  random.mockRestore();
});

test('let calls pass before', () => {
  const faults = faultsOf({ operation: 'PutItem', error: 'X', skips: 2 });
  const taken = Array.from({ length: 4 }, () => faults.take('PutItem', {})?.error);
  expect(taken).toEqual([undefined, undefined, 'X', undefined]);
});

test('count all attempts of an SDK as one call when told so', () => {
  const faults = faultsOf({ operation: 'PutItem', error: 'X', skips: 1, allAttempts: true });
  const take = (invocationId: string) => faults.take('PutItem', {}, { invocationId })?.error;
  expect(['one', 'one', 'two', 'two', 'three', 'two'].map(take)).toEqual([
    ...[undefined, undefined, 'X', 'X', undefined, 'X'],
  ]);
});

test.each(['PutAlternateContact', 'DeleteAlternateContact'])('let %s be visible late', (operation) => {
  const faults = faultsOf(
    { operation, visibleAfterMs: 1500 },
    { operation, visibleAfterMs: 1, flickers: true, latencyMs: 5 },
  );
  expect(faults.take(operation, {})).toMatchObject({ visibleAfterMs: 1500, flickers: false });
  expect(faults.take(operation, {})).toMatchObject({ visibleAfterMs: 1, flickers: true, latencyMs: 5 });
});

const PUT = { operation: 'PutAlternateContact' };

test.each([
  ['has no operation', {}, 'operation is missing'],
  ['has an unknown property', { ...PUT, visibleAfter: 1 }, 'unknown property visibleAfter'],
  ['refuses an entry of a call without entries', { ...PUT, error: 'Entry:X' }, 'PutAlternateContact has no entries'],
  ['is visible at no time', { ...PUT, visibleAfterMs: '1500' }, 'visibleAfterMs must be a number above 0'],
  ['is visible at once', { ...PUT, visibleAfterMs: 0 }, 'visibleAfterMs must be a number above 0'],
  ['fails what is to be visible', { ...PUT, visibleAfterMs: 1, error: 'X' }, 'what fails with an error writes nothing'],
  ['makes a read visible late', { operation: 'GetAlternateContact', visibleAfterMs: 1 }, 'GetAlternateContact writes'],
  ['flickers for no time', { ...PUT, flickers: true }, 'flickers needs visibleAfterMs'],
  ['breaks somewhere', { ...PUT, breaks: 'soon' }, 'breaks must be before, after or answer'],
  ['breaks and fails', { ...PUT, breaks: 'after', error: 'X' }, 'a call that breaks has no other fault'],
  ['hits none of the calls', { ...PUT, share: 0 }, 'share must be a number above 0, up to 1'],
  ['hits more than all calls', { ...PUT, share: 5 }, 'share must be a number above 0, up to 1'],
  ['kills in words', { ...PUT, breaks: 'after', kills: 'yes' }, 'kills must be true or false'],
  ['kills nowhere', { ...PUT, kills: true }, 'kills needs breaks, before or after'],
  ['kills in an answer', { ...PUT, breaks: 'answer', kills: true }, 'kills needs breaks, before or after'],
  ['counts attempts in words', { ...PUT, allAttempts: 'yes' }, 'allAttempts must be true or false'],
  ['flickers in words', { ...PUT, visibleAfterMs: 1, flickers: 'yes' }, 'flickers must be true or false'],
])('are refused when one %s', (_condition, entry, message) => {
  expect(() => faultsOf({ operation: 'PutEvents' }, entry)).toThrow(`fault 1: ${message}`);
});
