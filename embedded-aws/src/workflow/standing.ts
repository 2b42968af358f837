import { isObject, numberAt, objectAt, textAt } from '../json.ts';
import type { EventMark, History, HistoryEvent, MarkedError } from './history.ts';
import { limitsOf, type TaskLimits } from './task-target.ts';
import { markedError, RUNTIME_ERROR, type WorkflowError } from './workflow-error.ts';

/** A task that was scheduled. */
export interface TaskStanding {
  token: string | undefined;
  limits: TaskLimits;
  /** In epoch milliseconds. */
  startedAt: number;
  /** Whether its service has answered, so that it only waits for its token. */
  isSubmitted: boolean;
  result?: unknown;
}

/** A distributed Map's run that was started. */
export interface MapRunStanding {
  id: string;
  redriveCount: number;
  /** Whether the execution was redriven, and its run not yet. */
  isRedriven: boolean;
  /** The events of its success so far. */
  noted: string[];
}

/** A state that was entered but not left. */
export interface StateStanding {
  state: string;
  input: unknown;
  isFail: boolean;
  /** The event that entered it. */
  enteredId: number;
  enteredAt: Date;
  /** The errors that were retried. */
  retried: WorkflowError[];
  /** Why its last try failed. */
  failed?: MarkedError | undefined;
  task?: TaskStanding | undefined;
  /** The iterations or branches that have begun, by their number, since the state's last try. */
  children?: Map<number, ThreadStanding> | undefined;
  mapRun?: MapRunStanding | undefined;
}

/** Where a thread is. */
export interface ThreadStanding {
  /** The event that its next one follows. */
  last: number;
  at?: StateStanding | undefined;
  /** What its last state led to. */
  exited?: { next?: string | undefined; output: unknown } | undefined;
  /** Whether it is an iteration that has come to its end. */
  hasSucceeded: boolean;
}

/** Finds in the history where an execution is. Nothing when no state was entered. */
export function findStanding({ records }: History): ThreadStanding | undefined {
  const root: ThreadStanding = { last: 0, hasSucceeded: false };
  for (const [index, { event, mark }] of records.entries()) {
    if (event.type === 'ExecutionRedriven') redrive(root, event, records[index - 1]?.event);
    else if (!event.type.startsWith('Execution')) apply(threadAt(root, mark.thread, event), event, mark, root);
  }
  return root.at || root.exited ? root : undefined;
}

/** The thread of a path, which begins with its first event. */
function threadAt(root: ThreadStanding, path: number[], { previousEventId }: HistoryEvent): ThreadStanding {
  return path.reduce<ThreadStanding>((parent, index) => {
    const children = parent.at?.children ?? new Map<number, ThreadStanding>();
    if (parent.at) parent.at.children = children;
    const child = children.get(index) ?? { last: previousEventId, hasSucceeded: false };
    children.set(index, child);
    return child;
  }, root);
}

function apply(thread: ThreadStanding, event: HistoryEvent, mark: EventMark, root: ThreadStanding): void {
  if (event.type.endsWith('Aborted')) return;
  if (event.type.startsWith('MapIteration')) {
    applyToMap(thread, event, mark, root);
    return;
  }
  thread.last = event.id;
  if (isObject(event['stateEnteredEventDetails'])) enter(thread, event);
  else if (isObject(event['stateExitedEventDetails'])) {
    const output = JSON.parse(textAt(event['stateExitedEventDetails'], 'output') ?? 'null');
    thread.exited = { next: mark.next, output };
  } else if (thread.at) applyToState(thread.at, event, mark);
}

function enter(thread: ThreadStanding, { id, timestamp, type, ...event }: HistoryEvent): void {
  const details = objectAt(event, 'stateEnteredEventDetails');
  const entered = { state: textAt(details, 'name') ?? '', input: JSON.parse(textAt(details, 'input') ?? 'null') };
  thread.exited = undefined;
  thread.at = {
    ...entered,
    isFail: type === 'FailStateEntered',
    enteredId: id,
    enteredAt: timestamp,
    retried: [],
  };
}

/** A Map's next event follows the last one of the iteration that has ended. */
function applyToMap(thread: ThreadStanding, event: HistoryEvent, mark: EventMark, root: ThreadStanding): void {
  const map = threadAt(root, mark.thread.slice(0, -1), event);
  if (event.type === 'MapIterationStarted') thread.last = event.id;
  else map.last = event.previousEventId;
  if (event.type === 'MapIterationSucceeded') thread.hasSucceeded = true;
  if (event.type === 'MapIterationFailed' && map.at) map.at.failed = mark.error;
}

const BEGINS_TASK = ['TaskScheduled', 'LambdaFunctionScheduled'];
const SUCCESS = ['MapRunSucceeded', 'MapStateSucceeded'];
const BEGINS_CHILDREN = ['MapStateStarted', 'ParallelStateStarted'];

function applyToState(at: StateStanding, event: HistoryEvent, mark: EventMark): void {
  if (event.type === 'MapRunStarted')
    at.mapRun = { id: mark.mapRun ?? '', redriveCount: 0, isRedriven: false, noted: [] };
  else if (event.type === 'MapRunRedriven' && at.mapRun) {
    const redriveCount = numberAt(objectAt(event, 'mapRunRedrivenEventDetails'), 'redriveCount') ?? 0;
    Object.assign(at.mapRun, { redriveCount, isRedriven: false });
  } else if (at.mapRun && SUCCESS.includes(event.type)) {
    at.mapRun.noted.push(event.type);
  } else if ([...BEGINS_TASK, ...BEGINS_CHILDREN].includes(event.type)) {
    if (mark.error) at.retried.push(markedError(mark.error));
    at.failed = undefined;
    at.mapRun = undefined;
    at.children = BEGINS_CHILDREN.includes(event.type) ? new Map() : undefined;
    const started = { token: mark.token, limits: limitsOf(event), startedAt: event.timestamp.getTime() };
    at.task = BEGINS_TASK.includes(event.type) ? { ...started, isSubmitted: false } : undefined;
  } else if (mark.error) {
    at.failed = mark.error;
  } else if (event.type === 'TaskSubmitted' && at.task) {
    at.task.isSubmitted = true;
  } else if (event.type.endsWith('Succeeded') && at.task) {
    const details = [
      objectAt(event, 'taskSucceededEventDetails'),
      objectAt(event, 'lambdaFunctionSucceededEventDetails'),
    ];
    at.task.result = JSON.parse(
      details.map((each) => textAt(each, 'output')).find((output) => output !== undefined) ?? 'null',
    );
  }
}

/**
 * A redriven execution goes on in the state that didn't succeed, as if it had just been entered, and in a Map or Parallel
 * with what didn't succeed within it. A Fail state, and one whose data were too large, is entered again.
 */
function redrive(root: ThreadStanding, { id }: HistoryEvent, ended: HistoryEvent | undefined): void {
  const { at } = root;
  const error = textAt(objectAt(ended ?? {}, 'executionFailedEventDetails'), 'error');
  const isTooLarge = error === 'States.DataLimitExceeded';
  if (at && !root.exited && (isTooLarge || at.isFail)) {
    root.exited = { next: at.state, output: at.input };
    root.last = id;
  } else beginAgain(root, error === RUNTIME_ERROR);
}

/** @param isRuntimeError whether data could not be evaluated: then a distributed Map begins another run */
function beginAgain(thread: ThreadStanding, isRuntimeError: boolean): void {
  const { at } = thread;
  if (!at || thread.exited) return;
  if (at.mapRun && isRuntimeError) Object.assign(at, { mapRun: undefined, children: undefined });
  if (at.mapRun) at.mapRun.isRedriven = true;
  at.retried = [];
  at.failed = undefined;
  at.task = undefined;
  if (at.children) for (const child of at.children.values()) beginAgain(child, isRuntimeError);
  else thread.last = at.enteredId;
}
