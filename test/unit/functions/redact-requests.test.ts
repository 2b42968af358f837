import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isRedacted } from '../../../functions/domain/ledger/redacted.ts';
import type { RequestKey } from '../../../functions/domain/request/request-key.ts';
import { handler } from '../../../functions/redact-requests.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { CREATED_AT, changeRequest, ENDED_AT, pendingRecord, type RecordFacts, SECURITY } from '../builders.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const sweep = (milliseconds = 60_000) => invoke(handler, { source: 'aws.events', detail: {} }, milliseconds);
const given = (requestId: string, facts: RecordFacts = {}) => {
  const results = [{ ...SECURITY, status: 'REJECTED' as const }];
  table.given(
    pendingRecord({
      request: changeRequest({ requestId }),
      status: 'REJECTED',
      results,
      taskToken: undefined,
      ...facts,
    }),
  );
};
const isDone = (key: RequestKey) => {
  const record = table.records.get(key);
  return record && isRedacted(record);
};

beforeEach(() => {
  vi.restoreAllMocks();
  table.reset();
  resetPolicy();
  vi.useFakeTimers({ now: new Date(Date.parse(ENDED_AT) + 90 * 86_400_000), toFake: ['Date'] });
});

describe('redact-requests', () => {
  it('takes personal data out of a request 90 days after it ended, once', async () => {
    given('one');
    await expect(sweep()).resolves.toEqual({ redacted: 1 });
    expect(isDone('jira/one')).toBe(true);
    await expect(sweep()).resolves.toEqual({ redacted: 0 });
  });

  it('leaves a request that ended later, and one that has not ended', async () => {
    vi.setSystemTime(Date.parse(ENDED_AT) + 90 * 86_400_000 - 1);
    given('ended-later');
    table.given(pendingRecord({ request: changeRequest({ requestId: 'waiting' }) }));
    await expect(sweep()).resolves.toEqual({ redacted: 0 });
    expect([isDone('jira/ended-later'), isDone('jira/waiting')]).toEqual([false, false]);
  });

  it('reads no request that is too young to have ended by then', async () => {
    vi.setSystemTime(Date.parse(CREATED_AT) + 90 * 86_400_000 - 1);
    given('young');
    await sweep();
    expect(table.readRecord).not.toHaveBeenCalled();
  });

  it('keeps everything when the policy says so', async () => {
    policy.keepPersonalData = true;
    given('one');
    await expect(sweep()).resolves.toEqual({ redacted: 0 });
    expect(isDone('jira/one')).toBe(false);
  });

  it('leaves the rest to the next run when its time is up', async () => {
    given('one');
    await expect(sweep(9_999)).resolves.toEqual({ redacted: 0 });
  });

  it('goes on when one of them cannot be written', async () => {
    vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    given('one');
    given('two');
    table.updateRecord.mockRejectedValueOnce(new Error('throttled'));
    await expect(sweep()).resolves.toEqual({ redacted: 1 });
    expect(isDone('jira/two')).toBe(true);
  });
});
