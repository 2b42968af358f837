import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { isObject, type JsonObject } from 'embedded-aws/json.ts';
import { shapeOf } from './shape.ts';
import type { Recorded } from './transcript.ts';

/** What the details of an event name, in the order in which a line tells it. */
const NAMES = ['name', 'resourceType', 'resource', 'error', 'length', 'index'];

/**
 * The history of an execution: a line for each event, in order, and the shape of each kind of event. How often a task was
 * tried again depends on time, so of its tries only the last one counts.
 */
export function recordedHistory(events: HistoryEvent[]): Recorded {
  const kept = withoutRetries(events);
  const leftOut = events.filter((event) => !kept.includes(event));
  return {
    events: kept.map((event, index) => lineOf(event, index, kept)),
    shapes: Object.fromEntries(shapesOf(kept)),
    tries: Object.fromEntries(shapesOf(leftOut).map(([type, shape]) => [`?${type}`, shape])),
  };
}

/** Leaves out the tries of a task that another one follows. */
export function withoutRetries(events: HistoryEvent[]): HistoryEvent[] {
  const kept: HistoryEvent[] = [];
  for (const [index, event] of events.entries()) {
    kept.push(event);
    const next = events[index + 1];
    if (!isEndOfTry(event) || !isBeginOfTry(next)) continue;
    const begin = kept.findLastIndex(isBeginOfTry);
    if (begin >= 0) kept.splice(begin);
  }
  return kept;
}

/** `LambdaFunctionScheduled`, `TaskScheduled`. */
function isBeginOfTry(event: HistoryEvent | undefined): boolean {
  return /^(Task|LambdaFunction|Activity)Scheduled$/.test(event?.type ?? '');
}

function isEndOfTry({ type }: HistoryEvent): boolean {
  return /^(Task|LambdaFunction|Activity)\w*(Failed|TimedOut)$/.test(type ?? '');
}

/** The type and what the event names; what came before it, if that isn't the event above. */
function lineOf(event: HistoryEvent, index: number, events: HistoryEvent[]): string {
  const details = detailsOf(event);
  const names = NAMES.flatMap((name) => (name in details ? nameOf(String(details[name])) : []));
  const before = events[index - 1];
  const previous = events.find(({ id }) => id === event.previousEventId);
  // After tries that are left out, an event names one of them.
  const isUsual = previous === before || (previous === undefined && event.previousEventId !== 0);
  const after = isUsual ? [] : [`after ${previous ? previous.type : 'the start'}`];
  return [event.type ?? '', ...names, ...after].join(' ');
}

/** The ARN of a function differs in each deployment. */
function nameOf(text: string): string {
  return /^arn:[\w-]+:lambda:/.test(text) ? '<function>' : text;
}

function detailsOf(event: HistoryEvent): JsonObject {
  const details = Object.entries(event).find(([key]) => key.endsWith('EventDetails'))?.[1];
  return isObject(details) ? details : {};
}

function shapesOf(events: HistoryEvent[]): [string, Recorded][] {
  return Object.entries(Object.groupBy(events, ({ type }) => type ?? 'none'))
    .map(([type, group = []]): [string, Recorded] => [type, shapeOf(group)])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
