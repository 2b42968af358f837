import { describe, expect, test, vi } from 'vitest';
import type { Caller } from '../../../src/endpoint/service.ts';
import { EventBuses } from '../../../src/events/event-buses.ts';
import { createEventsService } from '../../../src/services/events/events.ts';
import { callFrom, STACK_ACCOUNT, userOf } from '../models.ts';

const FUNCTION: Caller = {
  ...{ id: 'report', kind: 'function', accountId: '111111111111', userId: 'AROAreporter:report' },
  arn: 'arn:aws:sts::111111111111:assumed-role/reporter/report',
};
const USER = userOf('111111111111');

function operation(buses = eventBuses()) {
  return createEventsService(buses).operations['PutEvents'];
}

/** The default bus and the bus `b`. */
function eventBuses() {
  const runtime = { timeScale: 1, check: () => {}, invoke: async () => {}, sendToDeadLetterQueue: () => {} };
  return new EventBuses(STACK_ACCOUNT, ['b'], [], runtime);
}

/** Puts these entries in one call. */
async function putAll(Entries: unknown, buses?: EventBuses) {
  return operation(buses)?.run({ Entries }, callFrom());
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

describe('an event for another bus than the stack has', () => {
  const ENTRY = { Source: 'test', DetailType: 'Other', Detail: '{}' };

  test.each(['nowhere', 'arn:aws:events:us-east-1:111111111111:event-bus/nowhere'])(
    'is taken and dropped when there is no bus %s',
    async (EventBusName) => {
      const log = vi.spyOn(console, 'error').mockReturnValue();
      const buses = eventBuses();
      expect(await putAll([{ ...ENTRY, EventBusName }], buses)).toEqual({
        FailedEntryCount: 0,
        Entries: [{ EventId: expect.stringMatching(/^[\da-f-]{36}$/) }],
      });
      expect(buses.events.from(0)).toEqual([]);
      expect(log).toHaveBeenCalledWith(expect.stringContaining('no event bus nowhere'));
      log.mockRestore();
    },
  );

  test('refuses the whole call when the bus is in another account', async () => {
    const arn = 'arn:aws:events:us-east-1:222222222222:event-bus/default';
    const buses = eventBuses();
    await expect(putAll([ENTRY, { ...ENTRY, EventBusName: arn }], buses)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      status: 400,
      message: `User: ${USER.arn} is not authorized to perform: events:PutEvents on resource: ${arn} because no resource-based policy allows the events:PutEvents action`,
    });
    expect(buses.events.from(0)).toEqual([]);
  });

  test.each([
    'arn:aws:events:eu-west-1:111111111111:event-bus/b',
    'arn:aws-cn:events:cn-north-1:111111111111:event-bus/b',
  ])('refuses the whole call when the bus is %s, in another region', async (EventBusName) => {
    await expect(putAll([{ ...ENTRY, EventBusName }])).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Cross-region API call is not allowed.',
    });
  });
});

describe('PutEvents is refused as a whole', () => {
  const ENTRY = { Source: 'test', DetailType: 'Other', Detail: '{}' };

  test.each([
    [
      'without entries',
      undefined,
      "1 validation error detected: Value null at 'entries' failed to satisfy constraint: Member must not be null",
    ],
    [
      'with no entry',
      [],
      "1 validation error detected: Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'with eleven entries',
      Array.from({ length: 11 }, () => ENTRY),
      'Member must have length less than or equal to 10',
    ],
    [
      'with a bus that no name can be, and an empty trace header',
      [ENTRY, { ...ENTRY, EventBusName: 'a b', TraceHeader: '' }],
      "2 validation errors detected: Value 'a b' at 'entries.2.member.eventBusName' failed to satisfy constraint: Member must satisfy regular expression pattern: ",
    ],
    [
      'with the ARN of something else',
      [{ ...ENTRY, EventBusName: 'arn:aws:sqs:us-east-1:111111111111:q' }],
      'eventBusName',
    ],
  ])('%s', async (_how, entries, message) => {
    await expect(putAll(entries)).rejects.toMatchObject({
      name: 'ValidationException',
      status: 400,
      message: expect.stringContaining(message),
    });
  });
});
