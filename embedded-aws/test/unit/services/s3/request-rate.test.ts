import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Access } from '../../../../src/iam/access.ts';
import { RoleSessions } from '../../../../src/iam/role-sessions.ts';
import { ObjectStore } from '../../../../src/services/s3/object-store.ts';
import { withRequestRate } from '../../../../src/services/s3/request-rate.ts';
import { createS3Service } from '../../../../src/services/s3/s3.ts';
import { callFrom, STACK_ACCOUNT } from '../../models.ts';
import { BUCKET } from './s3-endpoint.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: 0 }));
afterEach(() => vi.useRealTimers());

/** S3 with one object, of whose calls the statuses are told. */
function limitedS3() {
  const objects = new ObjectStore([BUCKET]);
  objects.putObject('papers', 'a', Buffer.from('x'));
  const empty = { roles: [], functions: [], resourcePolicies: [] };
  const access = new Access({ account: STACK_ACCOUNT, ...empty, sessions: new RoleSessions() });
  const { operations } = withRequestRate(createS3Service({ objects, access }));
  return async (name: string) => {
    try {
      await operations[name]?.run({ Bucket: 'papers', Key: 'a' }, callFrom());
      return 'done';
    } catch (error) {
      return Object(error).name;
    }
  };
}

test('S3 slows down whoever reads more than 5,500 times a second, and not whoever writes', async () => {
  const run = limitedS3();
  const reads: string[] = [];
  for (let count = 0; count < 5_501; count++) reads.push(await run(count % 2 ? 'GetObject' : 'HeadObject'));
  expect(reads.filter((each) => each === 'SlowDown')).toHaveLength(1);
  expect(await run('PutObject')).toBe('done');
  vi.setSystemTime(1);
  expect(await run('GetObject')).toBe('done');
});
