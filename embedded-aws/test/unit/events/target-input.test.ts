import { expect, test } from 'vitest';
import { targetInput } from '../../../src/events/target-input.ts';

const EVENT = { id: '1', detail: { name: 'Jane "J"', list: [{ id: 7 }] } };

test('gives the whole event when the target says nothing', () => {
  expect(JSON.parse(targetInput({}, EVENT))).toEqual(EVENT);
});

test('gives a constant when the target has an Input', () => {
  expect(targetInput({ Input: '{"a":1}' }, EVENT)).toBe('{"a":1}');
});

test('gives a part of the event when the target has an InputPath', () => {
  expect(JSON.parse(targetInput({ InputPath: '$.detail.list[0]' }, EVENT))).toEqual({ id: 7 });
});

test('fills in a template when the target has an InputTransformer', () => {
  const InputTransformer = {
    InputPathsMap: { name: '$.detail.name', list: '$.detail.list' },
    InputTemplate: '{"text": "by <name>", "name": <name>, "list": <list>, "event": <aws.events.event.json>}',
  };
  expect(JSON.parse(targetInput({ InputTransformer }, EVENT))).toEqual({
    text: 'by Jane "J"',
    name: 'Jane "J"',
    list: [{ id: 7 }],
    event: EVENT,
  });
});
