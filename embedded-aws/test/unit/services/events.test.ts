import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/endpoint/service.ts';
import { EventBuses } from '../../../src/events/event-buses.ts';
import { createEventsService } from '../../../src/services/events.ts';
import type { BusDenial } from '../../../src/template/bus-policies.ts';
import { callFrom, STACK_ACCOUNT, userOf } from '../models.ts';

const ROLE = 'arn:aws:iam::111111111111:role/reporter';
const DENIAL: BusDenial = { eventBusName: 'b', detailTypes: ['Report'], exceptRoles: [ROLE] };
const REPORTER: Caller = {
  ...{ id: 'report', kind: 'function', accountId: '111111111111', userId: 'AROAreporter:report' },
  arn: 'arn:aws:sts::111111111111:assumed-role/reporter/report',
};
const STRANGER: Caller = { ...REPORTER, arn: 'arn:aws:sts::111111111111:assumed-role/other/report' };

const USER = userOf('111111111111');

/** What PutEvents answers when somebody puts an entry on the bus `b`. */
function put(entry: object, caller: Caller = USER) {
  const runtime = { timeScale: 1, check: () => {}, invoke: async () => {}, sendToDeadLetterQueue: () => {} };
  const buses = new EventBuses(STACK_ACCOUNT, ['b'], [], runtime);
  const { PutEvents } = createEventsService(buses, [DENIAL]).operations;
  const full = { EventBusName: 'b', Source: 'test', DetailType: 'Other', Detail: '{}', ...entry };
  return PutEvents?.run({ Entries: [full] }, { ...callFrom(), caller });
}

describe('a type of event that the policy of a bus keeps for a role', () => {
  test.each([
    ['the local user', USER],
    ['another role', STRANGER],
  ])('is denied to %s', (_who, caller) => {
    expect(() => put({ DetailType: 'Report' }, caller)).toThrow(
      expect.objectContaining({
        name: 'AccessDeniedException',
        status: 400,
        message: `User: ${caller.arn} is not authorized to perform: events:PutEvents on resource: arn:aws:events:us-east-1:111111111111:event-bus/b with an explicit deny in a resource-based policy`,
      }),
    );
  });

  test('is accepted from that role', () => {
    expect(put({ DetailType: 'Report' }, REPORTER)).toMatchObject({ FailedEntryCount: 0 });
  });

  test.each([
    ['the type is another', {}],
    ['the bus is another', { DetailType: 'Report', EventBusName: 'default' }],
  ])('says nothing when %s', (_condition, entry) => {
    expect(put(entry)).toMatchObject({ FailedEntryCount: 0 });
  });
});

describe('an event of AWS', () => {
  const ofAws = { Source: 'aws.organizations', DetailType: 'AWS Service Event via CloudTrail' };

  test('is accepted on the default bus, where the user may play AWS', () => {
    expect(put({ ...ofAws, EventBusName: 'default' })).toMatchObject({ FailedEntryCount: 0 });
  });

  test.each([
    ['from the user, on another bus', USER, 'b'],
    ['from a function, on another bus', REPORTER, 'b'],
    ['from a function, on the default bus', REPORTER, 'default'],
  ])('is refused %s', (_how, caller, EventBusName) => {
    expect(put({ ...ofAws, EventBusName }, caller)).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }],
    });
  });
});
