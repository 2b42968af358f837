import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/register-request.ts';
import { CREATED_AT, changeRequest, EXECUTION_ARN, pendingRecord, REQUEST_ID, receivedRecord } from '../builders.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as table from './fakes/request-table.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));

const register = (executionArn = EXECUTION_ARN) => invoke(handler, { request: changeRequest(), executionArn });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(CREATED_AT), toFake: ['Date'] });
  table.reset();
  eventBus.reset();
});

describe('register-request', () => {
  it('puts the record and the status RECEIVED', async () => {
    await expect(register()).resolves.toEqual({ requestId: REQUEST_ID });
    expect(table.records.get(REQUEST_ID)).toEqual(receivedRecord());
    expect(eventBus.statusEvents).toMatchObject([{ status: 'RECEIVED', previousStatus: null, occurredAt: CREATED_AT }]);
  });

  it('succeeds and keeps what is recorded when the same execution tries again', async () => {
    table.given(pendingRecord());
    await expect(register()).resolves.toEqual({ requestId: REQUEST_ID });
    expect(table.records.get(REQUEST_ID)).toEqual(pendingRecord());
  });

  it('throws DuplicateRequestError and puts no event when another execution has registered the request', async () => {
    table.given(receivedRecord());
    await expect(register('arn:of:another')).rejects.toMatchObject({ name: 'DuplicateRequestError' });
    expect(table.records.get(REQUEST_ID)).toEqual(receivedRecord());
    expect(eventBus.statusEvents).toEqual([]);
  });

  it('throws EventRefusedError by its name, and a retry succeeds', async () => {
    const error = Object.assign(new Error('refused'), { name: 'EventRefusedError' });
    eventBus.putStatusEvent.mockRejectedValueOnce(error);
    await expect(register()).rejects.toMatchObject({ name: 'EventRefusedError' });
    await expect(register()).resolves.toEqual({ requestId: REQUEST_ID });
    expect(eventBus.statusEvents).toHaveLength(1);
  });
});
