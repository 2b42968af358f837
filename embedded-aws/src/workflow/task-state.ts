import { currentTime } from '../clock/clock.ts';
import type { StateTry } from './attempt.ts';
import { dataLimitError, exceedsDataLimit } from './data-limit.ts';
import { evaluateInput, evaluatePaths } from './evaluate.ts';
import type { TaskStanding } from './standing.ts';
import { limitsIn, type TaskLimits, TaskTarget } from './task-target.ts';
import { startTaskTimers } from './task-timers.ts';
import { submit } from './task-work.ts';
import { markError, toWorkflowError, WorkflowError } from './workflow-error.ts';

/** Runs one try of a task, or goes on with one that was under way. */
export async function runTask(run: StateTry): Promise<unknown> {
  const { attempt, thread, state, standing } = run;
  const earlier = standing?.task;
  if (earlier && 'result' in earlier) return earlier.result;
  const target = new TaskTarget(state.fields);
  const task = earlier ? resume(target, earlier) : await schedule(run, target);
  try {
    const result = await thread.until(perform(run, target, task));
    if (exceedsDataLimit(result)) throw dataLimitError(target.subject, 'result');
    attempt.note(thread, ...target.succeeded(result));
    return result;
  } catch (thrown) {
    const error = toWorkflowError(thrown);
    attempt.note(thread, ...target.failed(error), { error: markError(error) });
    throw error;
  }
}

/** A task that has started. */
interface StartedTask {
  limits: TaskLimits;
  token: string | undefined;
  startedAt: number;
  /** Does the work; a task that waits for its token resolves when that begins. */
  work(): Promise<unknown>;
}

/** A task that waits for its token goes on waiting. The connection to a service that hadn't answered is lost. */
function resume(target: TaskTarget, { startedAt, limits, token, isSubmitted }: TaskStanding): StartedTask {
  const work = async () => {
    if (!isSubmitted) throw lostConnection(target);
  };
  return { limits, token, startedAt, work };
}

/** How the AWS SDK reports it to Step Functions. */
function lostConnection(target: TaskTarget): WorkflowError {
  if (target.subject === 'sqs') return new WorkflowError('SQS.SdkClientException', 'Unable to execute HTTP request');
  const cause = 'The cause could not be determined because Lambda did not return an error type.';
  return new WorkflowError('Lambda.Unknown', cause);
}

async function schedule(
  { attempt, thread, state, input, context, retried }: StateTry,
  target: TaskTarget,
): Promise<StartedTask> {
  const { execution, settings } = attempt;
  const { InputPath, Parameters, TimeoutSeconds, TimeoutSecondsPath, HeartbeatSeconds, HeartbeatSecondsPath } =
    state.fields;
  const token = target.waitsForToken ? settings.tokens.mint() : undefined;
  const given = await evaluateInput({ InputPath }, input, context);
  const payload = await evaluateInput({ Parameters }, given, token ? { ...context, Task: { Token: token } } : context);
  const paths = { timeoutSeconds: TimeoutSecondsPath, heartbeatSeconds: HeartbeatSecondsPath };
  const found = await evaluatePaths(paths, given, context);
  const limits = limitsIn({ timeoutSeconds: TimeoutSeconds, heartbeatSeconds: HeartbeatSeconds, ...found });
  // A task that waits for its turn hasn't begun, so its timers don't run.
  const leave = await settings.gate.enter(execution.begunAt);
  if (thread.isOver) leave();
  await thread.until(Promise.resolve());
  attempt.note(thread, ...target.scheduled(payload, limits), { token, error: retried && markError(retried) });
  attempt.note(thread, ...target.started());
  const work = async () => {
    try {
      if (exceedsDataLimit(payload) || exceedsDataLimit(input)) throw dataLimitError(target.subject, 'input');
      const taskContext = {
        stateName: state.name,
        executionArn: execution.arn,
        ...(token ? { taskToken: token } : {}),
      };
      return await submit(settings.runTask, target, payload, taskContext);
    } finally {
      // Waiting for a token isn't work.
      leave();
    }
  };
  return { limits, token, startedAt: currentTime(), work };
}

/** Does the work until it ends, its token is answered, or one of its timers is due. */
async function perform({ attempt, thread }: StateTry, target: TaskTarget, task: StartedTask): Promise<unknown> {
  const { settings } = attempt;
  const timers = startTaskTimers(settings, task.limits, target.isFunction, task.startedAt);
  const { promise: answer, resolve: succeed, reject: fail } = Promise.withResolvers<unknown>();
  // It may settle when nobody listens any more.
  answer.catch(() => {});
  const { token } = task;
  if (token) settings.tokens.open(token, { succeed, fail, heartbeat: timers.heartbeat });
  const close = () => {
    timers.stop();
    if (token) settings.tokens.close(token);
  };
  const forget = thread.onEnd(close);
  const worked = task.work().then((output) => {
    if (!token) return output;
    if (output !== undefined) attempt.note(thread, ...target.submitted(output));
    return answer;
  });
  try {
    return await Promise.race([worked, answer, timers.interrupted].slice(0, token ? 3 : undefined));
  } finally {
    close();
    forget();
  }
}
