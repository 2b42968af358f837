import { setImmediate } from 'node:timers/promises';
import { type JsonObject, listAt, numberAt, objectAt, objectsAt, textAt } from '../json.ts';
import { startTimer } from '../timers.ts';
import type { Attempt } from './attempt.ts';
import { dataLimitError, exceedsDataLimit } from './data-limit.ts';
import type { Thread } from './history.ts';
import type { StateInfo } from './prepare-definition.ts';
import { RunRecord } from './run-record.ts';
import { integrationOf } from './supported-states.ts';
import { endTask, scheduleTask, type TaskEnd } from './task-history.ts';
import { timeoutError, toWorkflowError, WorkflowError } from './workflow-error.ts';

/**
 * Runs one attempt of a Task state: checks the data limit, does the work, and watches its timers.
 * @param parameters what `prepare-definition.ts` wrapped the state's parameters in
 */
export async function runTaskState(attempt: Attempt, info: StateInfo, parameters: JsonObject): Promise<unknown> {
  const { execution, settings } = attempt;
  const run = parameters['run'];
  const token = run instanceof RunRecord ? run.takeToken() : undefined;
  // The engine starts an iteration's next state, or the next item of a Map, even after the Map or the execution has
  // ended. By the next turn, its events have been read, and such a task never runs.
  await setImmediate();
  if (attempt.hasEnded(info)) return new Promise(() => {});
  // A task that waits for its turn hasn't begun, so its timers don't run.
  const leave = await settings.gate.enter(execution.begunAt);
  if (attempt.hasEnded(info)) {
    leave();
    return new Promise(() => {});
  }
  const thread = numberAt(parameters, 'index') ?? 'execution';
  // What a function still does after a stop isn't part of the history.
  const note = (end: TaskEnd) => attempt.hasEnded(info) || endTask(execution.history, info, end, thread);
  try {
    const result = await tryTask({ attempt, info, parameters, token, thread, leave });
    if (run instanceof RunRecord) run.settled(info.name);
    note({ result });
    return result;
  } catch (thrown) {
    const error = isTimeout(thrown) ? thrown : toWorkflowError(thrown);
    if (run instanceof RunRecord) run.failed(info.name, info.definition, error.name);
    note({ error });
    throw error;
  }
}

/** The engine knows its own class of timeouts. */
function isTimeout(thrown: unknown): thrown is Error {
  return thrown instanceof Error && !(thrown instanceof WorkflowError) && thrown.name.startsWith('States.');
}

interface TaskTry {
  attempt: Attempt;
  info: StateInfo;
  parameters: JsonObject;
  token: string | undefined;
  thread: Thread;
  /** Lets the next task in. Called when the work is done; waiting for a token isn't work. */
  leave: () => void;
}

async function tryTask({ attempt, info, parameters, token, thread, leave }: TaskTry): Promise<unknown> {
  const { execution, settings } = attempt;
  const payload = parameters['payload'];
  scheduleTask(execution.history, info, parameters, thread);
  if (exceedsDataLimit(payload) || exceedsDataLimit(parameters['input'])) {
    leave();
    throw dataLimitError(info.name, 'input', namesDataLimit(info.definition));
  }
  const run = (resource: string, input: unknown) => {
    const context = { stateName: info.name, executionArn: execution.arn, ...(token ? { taskToken: token } : {}) };
    return settings.runTask(resource, input, context).finally(leave);
  };
  const result = await withTimers(attempt, parameters, token, (tokenAnswer) => work(info, payload, run, tokenAnswer));
  if (exceedsDataLimit(result)) throw dataLimitError(info.name, 'result', namesDataLimit(info.definition));
  return result ?? null;
}

function namesDataLimit(state: JsonObject): boolean {
  const matchers = [...objectsAt(state, 'Retry'), ...objectsAt(state, 'Catch')];
  return matchers.some((matcher) => listAt(matcher, 'ErrorEquals').includes('States.DataLimitExceeded'));
}

async function work(
  info: StateInfo,
  payload: unknown,
  run: (resource: string, input: unknown) => Promise<unknown>,
  tokenAnswer: Promise<unknown>,
): Promise<unknown> {
  const resource = textAt(info.definition, 'Resource') ?? '';
  const integration = integrationOf(resource);
  if (!integration?.startsWith('lambda:')) return run(resource, payload);
  const { FunctionName, Payload } = objectAt({ payload }, 'payload');
  const invoked = run(String(FunctionName), Payload ?? {});
  if (integration === 'lambda:invoke.waitForTaskToken')
    return Promise.race([invoked.then(() => tokenAnswer), tokenAnswer]);
  return { ExecutedVersion: '$LATEST', Payload: await invoked, StatusCode: 200 };
}

/** Runs the work until it ends, its token is answered, or one of its timers is due. */
function withTimers(
  attempt: Attempt,
  parameters: JsonObject,
  token: string | undefined,
  start: (tokenAnswer: Promise<unknown>) => Promise<unknown>,
): Promise<unknown> {
  const { tokens, timeScale, shortestTaskTimeoutMs } = attempt.settings;
  const { promise: interrupted, reject: interrupt } = Promise.withResolvers<never>();
  const { promise: answer, resolve: succeed, reject: fail } = Promise.withResolvers<unknown>();
  // Either may settle when nobody listens any more.
  interrupted.catch(() => {});
  answer.catch(() => {});
  const timer = (key: string, error: Parameters<typeof timeoutError>[0]) => {
    const seconds = numberAt(parameters, key);
    if (seconds === undefined) return () => {};
    const scaledMs = seconds * 1000 * timeScale;
    // A task that waits for its token may time out as early as the scale says; a function needs real time.
    const delayMs = token ? scaledMs : Math.max(scaledMs, shortestTaskTimeoutMs);
    return startTimer(delayMs, () => interrupt(timeoutError(error)));
  };
  const stopTimeout = timer('timeoutSeconds', 'States.Timeout');
  let stopHeartbeat = timer('heartbeatSeconds', 'States.HeartbeatTimeout');
  const heartbeat = () => {
    stopHeartbeat();
    stopHeartbeat = timer('heartbeatSeconds', 'States.HeartbeatTimeout');
  };
  if (token) tokens.open(token, { succeed, fail, heartbeat });
  const close = () => {
    stopTimeout();
    stopHeartbeat();
    if (token) tokens.close(token);
  };
  attempt.onEnd(close);
  return Promise.race([start(answer), interrupted]).finally(close);
}
