import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { recordedHistory, withoutRetries } from '../../../../smoke/recording/history.ts';

/** Events in a row, each after the one before. */
function history(...events: Partial<HistoryEvent>[]): HistoryEvent[] {
  return events.map((event, index) => ({
    timestamp: new Date(0),
    type: undefined,
    id: index + 1,
    previousEventId: index,
    ...event,
  }));
}

const ENTERED: Partial<HistoryEvent> = { type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'ApplyChange' } };
const SCHEDULED: Partial<HistoryEvent> = {
  type: 'LambdaFunctionScheduled',
  lambdaFunctionScheduledEventDetails: { resource: 'arn:aws:lambda:us-east-1:111111111111:function:apply-change' },
};
const STARTED: Partial<HistoryEvent> = { type: 'LambdaFunctionStarted' };
const FAILED: Partial<HistoryEvent> = {
  type: 'LambdaFunctionFailed',
  lambdaFunctionFailedEventDetails: { error: 'TooManyRequestsException', cause: 'secret' },
};
const SUCCEEDED: Partial<HistoryEvent> = { type: 'LambdaFunctionSucceeded' };
const EXITED: Partial<HistoryEvent> = { type: 'TaskStateExited', stateExitedEventDetails: { name: 'ApplyChange' } };

describe('recordedHistory', () => {
  it('is the same however often a task was tried again', () => {
    const tries = [SCHEDULED, STARTED, FAILED];
    const once = history(ENTERED, SCHEDULED, STARTED, SUCCEEDED, EXITED);
    const often = history(ENTERED, ...tries, ...tries, SCHEDULED, STARTED, SUCCEEDED, EXITED);
    const { tries: _, ...expected } = Object(recordedHistory(once));
    expect(recordedHistory(often)).toMatchObject(expected);
  });

  it('keeps the shape of the tries that are left out', () => {
    const events = history(ENTERED, SCHEDULED, STARTED, FAILED, SCHEDULED, STARTED, SUCCEEDED);
    expect(recordedHistory(events)).toMatchObject({
      tries: { '?LambdaFunctionFailed': [{ lambdaFunctionFailedEventDetails: { error: 'text', cause: 'text' } }] },
    });
  });

  it('names states and errors, and nothing of what they said', () => {
    const { events } = Object(recordedHistory(history(ENTERED, SCHEDULED, STARTED, FAILED)));
    expect(events).toEqual([
      'TaskStateEntered ApplyChange',
      'LambdaFunctionScheduled <function>',
      'LambdaFunctionStarted',
      'LambdaFunctionFailed TooManyRequestsException',
    ]);
    expect(JSON.stringify(recordedHistory(history(FAILED)))).not.toMatch(/secret|111111111111/);
  });

  it('tells what an event comes after, unless that is the event above', () => {
    const { events } = Object(recordedHistory(history(ENTERED, { ...SCHEDULED, previousEventId: 0 }, STARTED)));
    expect(events[1]).toBe('LambdaFunctionScheduled <function> after the start');
  });
});

describe('withoutRetries', () => {
  it('keeps a failure that nothing follows, and one that another state follows', () => {
    const last = history(ENTERED, SCHEDULED, STARTED, FAILED);
    const caught = history(ENTERED, SCHEDULED, STARTED, FAILED, EXITED, ENTERED, SCHEDULED);
    expect(withoutRetries(last)).toEqual(last);
    expect(withoutRetries(caught)).toEqual(caught);
  });
});
