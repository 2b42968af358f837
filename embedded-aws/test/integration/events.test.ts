import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, test } from 'vitest';
import { sharedStack } from './stack.ts';

const MOST_BYTES = 262_144;

const stack = sharedStack();
afterEach(() => stack.setFaults([]));

/** Puts entries, with one attempt so that a test sees every error. */
const put = (...entries: object[]) => {
  const Entries = entries.map((entry) => ({ Source: 'test', DetailType: 'Test', Detail: '{}', ...entry }));
  return new EventBridgeClient(stack.client).send(new PutEventsCommand({ Entries }));
};

describe('the size of a call', () => {
  /** A detail that makes an entry with the source `test` and the type `Test` so large. */
  const detail = (bytes: number) => `{"a":"${'x'.repeat(bytes - 'testTest{"a":""}'.length)}"}`;

  test('may be 256 KiB over all entries', async () => {
    const half = { Detail: detail(MOST_BYTES / 2) };
    expect(await put(half, half)).toMatchObject({ FailedEntryCount: 0 });
  });

  test.each([
    ['its details', { Detail: detail(MOST_BYTES / 2 + 1) }],
    ['its times', { Detail: detail(MOST_BYTES / 2), Time: new Date() }],
    ['its resources', { Detail: detail(MOST_BYTES / 2), Resources: ['a'] }],
  ])('may not be a byte more with %s', async (_what, entry) => {
    await expect(put({ Detail: detail(MOST_BYTES / 2) }, entry)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('a fault of PutEvents', () => {
  test('fails the whole call', async () => {
    await stack.setFaults([{ operation: 'PutEvents', error: 'ThrottlingException', inputContains: 'Throttled' }]);
    await expect(put({ DetailType: 'Throttled' })).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  test('refuses only the first entry when its error says so', async () => {
    await stack.setFaults([{ operation: 'PutEvents', error: 'Entry:InternalFailure', inputContains: 'First' }]);
    const answer = await put({ DetailType: 'First' }, { DetailType: 'Second' });
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'InternalFailure was injected' }, {}],
    });
    expect(answer.Entries?.[1]?.EventId).toBeTruthy();
    const types = (await stack.events()).map((event) => event['detail-type']);
    expect(types).toContain('Second');
    expect(types).not.toContain('First');
    expect(await put({ DetailType: 'First' })).toMatchObject({ FailedEntryCount: 0 });
  });

  test('is refused for an operation without entries', async () => {
    const wrong = stack.setFaults([{ operation: 'PutItem', error: 'Entry:InternalFailure' }]);
    await expect(wrong).rejects.toThrow('fault 0: PutItem has no entries to refuse');
  });
});

test('an event has the time of its entry, and is of this account', async () => {
  const { Entries } = await put({ Time: new Date('2026-01-01T12:00:00Z') });
  const event = (await stack.events()).find(({ id }) => id === Entries?.[0]?.EventId);
  expect(event).toMatchObject({ time: '2026-01-01T12:00:00Z', account: '111111111111', eventBusName: 'default' });
});

test('the events and calls before a number are left out when asked', async () => {
  await put({ DetailType: 'Last' });
  for (const list of ['events', 'calls']) {
    const read = async (query = '') =>
      JSON.parse(await (await fetch(`${stack.client.endpoint}/_local/${list}${query}`)).text());
    const all = await read();
    const index = all.findLastIndex((item: object) => JSON.stringify(item).includes('"Last"'));
    expect((await read(`?from=${index}`))[0]).toEqual(all[index]);
  }
});
