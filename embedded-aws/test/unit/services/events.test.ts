import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/endpoint/service.ts';
import { EventBuses } from '../../../src/events/event-buses.ts';
import { createEventsService } from '../../../src/services/events.ts';
import { callFrom, STACK_ACCOUNT, userOf } from '../models.ts';

const FUNCTION: Caller = {
  ...{ id: 'report', kind: 'function', accountId: '111111111111', userId: 'AROAreporter:report' },
  arn: 'arn:aws:sts::111111111111:assumed-role/reporter/report',
};
const USER = userOf('111111111111');

function operation() {
  const runtime = { timeScale: 1, check: () => {}, invoke: async () => {}, sendToDeadLetterQueue: () => {} };
  return createEventsService(new EventBuses(STACK_ACCOUNT, ['b'], [], runtime)).operations['PutEvents'];
}

/** What PutEvents answers when somebody puts an entry on the bus `b`. */
function put(entry: object, caller: Caller = USER) {
  const full = { EventBusName: 'b', Source: 'test', DetailType: 'Other', Detail: '{}', ...entry };
  return operation()?.run({ Entries: [full] }, { ...callFrom(), caller });
}

describe('the condition keys of PutEvents', () => {
  const Entries = [
    { EventBusName: 'b', Source: 'one', DetailType: 'Request' },
    { EventBusName: 'arn:aws:events:us-east-1:111111111111:event-bus/b', Source: 'two', DetailType: 'Report' },
    { Source: 'three', DetailType: 'Other' },
  ];
  const context = (bus: string) => operation()?.context?.({ Entries }, `arn:aws:events:us-east-1:111111111111:${bus}`);

  test('are those of the entries for the bus', () => {
    expect(context('event-bus/b')).toEqual({
      'events:source': ['one', 'two'],
      'events:detail-type': ['Request', 'Report'],
    });
    expect(context('event-bus/default')).toMatchObject({ 'events:source': ['three'] });
  });
});

describe('an event of AWS', () => {
  const ofAws = { Source: 'aws.organizations', DetailType: 'AWS Service Event via CloudTrail' };

  test('is accepted on the default bus, where the user may play AWS', () => {
    expect(put({ ...ofAws, EventBusName: 'default' })).toMatchObject({ FailedEntryCount: 0 });
  });

  test.each([
    ['from the user, on another bus', USER, 'b'],
    ['from a function, on another bus', FUNCTION, 'b'],
    ['from a function, on the default bus', FUNCTION, 'default'],
  ])('is refused %s', (_how, caller, EventBusName) => {
    expect(put({ ...ofAws, EventBusName }, caller)).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }],
    });
  });
});
