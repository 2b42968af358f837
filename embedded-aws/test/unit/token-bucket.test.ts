import { expect, test } from 'vitest';
import { TokenBucket } from '../../src/token-bucket.ts';

function bucketAt(clock: { now: number }) {
  return new TokenBucket({ perSecond: 5, burst: 8 }, () => clock.now);
}

const take = (bucket: TokenBucket, times: number) => Array.from({ length: times }, () => bucket.take());

test('lets a burst through and refuses the next call', () => {
  const bucket = bucketAt({ now: 0 });
  expect(take(bucket, 8)).not.toContain(false);
  expect(bucket.take()).toBe(false);
});

test('lets one more call through when the time for one token has passed', () => {
  const clock = { now: 0 };
  const bucket = bucketAt(clock);
  take(bucket, 8);
  clock.now = 199;
  expect(bucket.take()).toBe(false);
  clock.now = 200;
  expect(bucket.take()).toBe(true);
  expect(bucket.take()).toBe(false);
});

test('saves up no more than the burst when nobody calls for long', () => {
  const clock = { now: 0 };
  const bucket = bucketAt(clock);
  clock.now = 3_600_000;
  expect(take(bucket, 9).filter(Boolean)).toHaveLength(8);
});
