import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { KeptState } from '../../../../src/kept/kept-state.ts';
import { ObjectStore } from '../../../../src/services/s3/object-store.ts';
import { BUCKET } from './s3-endpoint.ts';

describe('a store that keeps its objects', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'objects-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** Opens the store as another process would, without closing it first. */
  const open = () => {
    const kept = new KeptState(directory);
    return new ObjectStore([BUCKET], kept.map('objects'), kept.path('objects'));
  };

  test('has them in the next run', () => {
    const store = open();
    store.putObject('papers', 'a', Buffer.from('old'));
    store.putObject('papers', 'a', Buffer.from('new'), { contentType: 'text/csv', headers: { 'x-amz-meta-n': '1' } });
    store.putObject('papers', 'b', Buffer.from('gone'));
    store.deleteObject('papers', 'b');
    const next = open();
    expect(next.getObject('papers', 'a')).toMatchObject({
      body: Buffer.from('new'),
      contentType: 'text/csv',
      headers: { 'x-amz-meta-n': '1' },
    });
    expect(next.keys('papers', '')).toEqual(['a']);
  });

  test('removes bytes that are no object because a run was killed', () => {
    open().putObject('papers', 'a', Buffer.from('x'));
    writeFileSync(join(directory, 'objects', 'half.new'), 'h');
    open();
    expect(readdirSync(join(directory, 'objects'))).toHaveLength(1);
  });
});

describe('an object that expires', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T10:00:00Z') }));
  afterEach(() => vi.useRealTimers());

  test('is gone at the midnight after its days, and others of the bucket are not', () => {
    const store = new ObjectStore([{ ...BUCKET, expirations: [{ prefix: 'results/', days: 2 }] }]);
    for (const key of ['results/1', 'reports/1']) store.putObject('papers', key, Buffer.from('x'));
    vi.setSystemTime(new Date('2026-03-03T23:59:59Z'));
    expect(store.keys('papers', '')).toEqual(['reports/1', 'results/1']);
    vi.setSystemTime(new Date('2026-03-04T00:00:00Z'));
    expect(store.has('papers', 'results/1')).toBe(false);
    expect(store.keys('papers', '')).toEqual(['reports/1']);
  });

  test('is kept for as long as a new one when it is put again', () => {
    const store = new ObjectStore([{ ...BUCKET, expirations: [{ prefix: 'results/', days: 2 }] }]);
    const put = () => store.putObject('papers', 'results/1', Buffer.from('x'));
    put();
    vi.setSystemTime(new Date('2026-03-03T10:00:00Z'));
    put();
    vi.setSystemTime(new Date('2026-03-05T23:59:59Z'));
    expect(store.has('papers', 'results/1')).toBe(true);
  });
});
