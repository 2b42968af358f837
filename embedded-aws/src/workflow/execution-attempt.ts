import { currentTime, startTimer } from '../clock/clock.ts';
import type { JsonObject } from '../json.ts';
import { noteAbortedMapRuns } from './abort.ts';
import type { Attempt, AttemptEnd, ExecutionSettings, MapRunsOfAttempt, RunningExecution } from './attempt.ts';
import { type EventMark, MOST_EVENTS } from './history.ts';
import { runStates } from './run-states.ts';
import type { ThreadStanding } from './standing.ts';
import { Thread } from './thread.ts';
import { errorDetails, RUNTIME_ERROR, toWorkflowError } from './workflow-error.ts';

/** One attempt of an execution: from its start, or from a redrive, until it ends. */
export class ExecutionAttempt implements Attempt {
  readonly execution: RunningExecution;
  readonly settings: ExecutionSettings;
  readonly mapRuns: MapRunsOfAttempt;
  readonly runMachine: Attempt['runMachine'] = (machine, thread, from) => runStates(this, machine, thread, from);
  readonly #thread: Thread;
  readonly #onEnd: (end: AttemptEnd) => void;
  #isEnding = false;

  /** @param standing where to continue; without it, the attempt begins with the execution's input. */
  constructor(
    execution: RunningExecution,
    { settings, mapRuns }: Pick<Attempt, 'settings' | 'mapRuns'>,
    onEnd: (end: AttemptEnd) => void,
    standing?: ThreadStanding,
  ) {
    this.execution = execution;
    this.settings = settings;
    this.mapRuns = mapRuns;
    this.#onEnd = onEnd;
    this.#thread = new Thread([], standing?.last ?? 0);
    this.#startTimer();
    void this.#run(standing ?? { input: execution.input });
  }

  /** The id of the event that the one of the end follows. */
  get last(): number {
    return this.#thread.last;
  }

  /** Does nothing more. */
  suspend(): void {
    this.#thread.end();
  }

  /** Ends the attempt, unless it has ended already. */
  end(end: AttemptEnd): void {
    if (this.#thread.isOver || this.#isEnding) return;
    this.#isEnding = true;
    noteAbortedMapRuns(this, this.#thread);
    this.#thread.end();
    this.#onEnd(end);
  }

  note(thread: Thread, type: string, details: JsonObject = {}, mark: Omit<EventMark, 'thread'> = {}): number {
    const id = this.noteBeside(thread, type, thread.last, details, mark);
    if (id > 0) thread.last = id;
    return id;
  }

  noteBeside(
    thread: Thread,
    type: string,
    previousEventId: number,
    details: JsonObject = {},
    mark: Omit<EventMark, 'thread'> = {},
  ): number {
    if (thread.isOver) return 0;
    if (this.execution.history.last < MOST_EVENTS - 1) {
      return this.execution.history.add(type, details, previousEventId, { ...mark, thread: thread.path }).event.id;
    }
    const cause = `The execution reached the maximum number of history events (${MOST_EVENTS}).`;
    this.end({ status: 'FAILED', error: RUNTIME_ERROR, cause });
    return 0;
  }

  async #run(from: { input: unknown } | ThreadStanding): Promise<void> {
    try {
      const output = await this.#thread.until(runStates(this, this.execution.machine, this.#thread, from));
      this.end({ status: 'SUCCEEDED', output });
    } catch (error) {
      this.end({ status: 'FAILED', ...errorDetails(toWorkflowError(error)) });
    }
  }

  #startTimer(): void {
    const { timeoutSeconds, startDate, redrives } = this.execution;
    if (timeoutSeconds === undefined) return;
    const dueMs = (redrives.at(-1)?.date ?? startDate).getTime() + timeoutSeconds * 1000 * this.settings.timeScale;
    this.#thread.onEnd(startTimer(dueMs - currentTime(), () => this.end({ status: 'TIMED_OUT' })));
  }
}
