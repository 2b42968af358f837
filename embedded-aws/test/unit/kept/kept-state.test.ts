import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeptState } from '../../../src/kept/kept-state.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kept-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Opens the state as another process would, without closing it first. */
const open = () => new KeptState(join(directory, 'state'));

test('keeps the entries of a map, with their last values', () => {
  const map = open().map('things');
  map.set('a', { n: 1 }).set('b', { n: 2 }).set('a', { n: 3 });
  map.delete('b');
  map.delete('nothing');
  expect([...open().map('things')]).toEqual([['a', { n: 3 }]]);
  expect([...open().map('others')]).toEqual([]);
});

test('keeps the records of a journal in order, and goes on after them', () => {
  open().journal('log').append({ n: 1 });
  open().journal('log').append({ n: 2 });
  expect([...open().journal('log').read()]).toEqual([{ n: 1 }, { n: 2 }]);
});

test('forgets half a record, whose process was killed while it wrote', () => {
  open().journal('log').append({ n: 1 });
  appendFileSync(join(directory, 'state/log.jsonl'), '{"n":2,"te');
  open().journal('log').append({ n: 3 });
  expect([...open().journal('log').read()]).toEqual([{ n: 1 }, { n: 3 }]);
});

test('has only what is left of a map after it was opened again', () => {
  const map = open().map('things');
  for (let n = 0; n < 100; n++) map.set('a', { n });
  open().map('things');
  expect(readFileSync(join(directory, 'state/things.jsonl'), 'utf8')).toBe('{"key":"a","value":{"n":99}}\n');
});

test('keeps a moment, whose file is there as a whole at any time', () => {
  const moment = open().moment('clock');
  expect(moment.read()).toBeUndefined();
  moment.write(1000.5);
  const { ino } = statSync(join(directory, 'state/clock'));
  moment.write(2000.5);
  expect(open().moment('clock').read()).toBe(2001);
  expect(statSync(join(directory, 'state/clock')).ino).not.toBe(ino);
});

test('keeps nothing once it is closed', () => {
  const state = open();
  const map = state.map('things');
  state.close();
  map.set('a', {});
  expect([...open().map('things')]).toEqual([]);
});

test('keeps nothing without a directory', () => {
  const state = new KeptState(undefined);
  state.map('things').set('a', {});
  state.journal('log').append({});
  expect([state.map('things').size, [...state.journal('log').read()], state.path('tables')]).toEqual([
    0,
    [],
    undefined,
  ]);
});
